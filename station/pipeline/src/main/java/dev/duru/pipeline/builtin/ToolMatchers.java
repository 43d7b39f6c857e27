package dev.duru.pipeline.builtin;

import dev.duru.pipeline.engine.BuiltinCall;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The problem matchers that come with a tool, as the setup actions of GitHub bring some. */
final class ToolMatchers {
    private ToolMatchers() {}

    /**
     * Registers those of a tool.
     *
     * @param tool {@code node}, {@code python}, {@code go} or {@code java}
     */
    static void register(BuiltinCall call, String tool) {
        try (InputStream in =
                ToolMatchers.class.getResourceAsStream("matchers/" + tool + ".json")) {
            if (in == null) {
                throw new IllegalStateException("no matchers for " + tool);
            }
            call.match(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
