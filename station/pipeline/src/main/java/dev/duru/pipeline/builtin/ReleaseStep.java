package dev.duru.pipeline.builtin;

import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.engine.Builtin;
import dev.duru.pipeline.engine.BuiltinCall;
import dev.duru.pipeline.engine.StepOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;

/**
 * {@code release}: {@code tag_name}, {@code name}, {@code description} (a text, or the path of a
 * file), {@code ref}, {@code released_at}, {@code links} (name, URL, type and path with tabs
 * between, a line each).
 */
record ReleaseStep(Forge forge) implements Builtin {
    private static final long LONGEST = 1 << 20;

    @Override
    public StepOutcome run(BuiltinCall call) {
        String tag = call.input("tag_name");
        if (tag.isEmpty()) {
            throw ProblemException.user(
                    call.position() + ": release:tag_name is empty; write such as $CI_COMMIT_TAG");
        }
        List<Forge.Link> links = call.input("links").lines().map(ReleaseStep::link).toList();
        forge.release(
                call.run(),
                new Forge.Wanted(
                        tag,
                        call.input("name", tag),
                        description(call),
                        call.input("ref", call.run().commit()),
                        at(call.input("released_at")),
                        links));
        call.say("Released " + tag);
        return StepOutcome.SUCCESS;
    }

    /** An input has no white space at its end, so that the last path may be missing. */
    private static Forge.Link link(String line) {
        String[] parts = (line + "\t").split("\t", -1);
        return new Forge.Link(parts[0], parts[1], parts[2], parts[3]);
    }

    private static Instant at(String text) {
        try {
            return text.isEmpty() ? Instant.now() : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw ProblemException.user(
                    "release:released_at is `" + text + "`; write such as 2026-03-15T08:00:00Z");
        }
    }

    private static String description(BuiltinCall call) {
        String text = call.input("description");
        try {
            Path file = call.workspace().resolve(text).normalize();
            boolean named =
                    !text.isEmpty()
                            && text.lines().count() == 1
                            && file.startsWith(call.workspace())
                            && Files.isRegularFile(file)
                            && file.toRealPath().startsWith(call.workspace().toRealPath())
                            && Files.size(file) <= LONGEST;
            return named ? Files.readString(file) : text;
        } catch (IOException | InvalidPathException e) {
            return text;
        }
    }
}
