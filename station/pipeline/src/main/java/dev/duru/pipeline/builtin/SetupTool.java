package dev.duru.pipeline.builtin;

import dev.duru.dialects.plan.BuiltinKind;
import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.engine.Builtin;
import dev.duru.pipeline.engine.BuiltinCall;
import dev.duru.pipeline.engine.StepOutcome;
import dev.duru.pipeline.toolchain.Toolchains;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code actions/setup-node}, {@code -python} and {@code -go}: takes a tool of this machine. */
final class SetupTool implements Builtin {
    private record Kind(String title, String input, List<String> programs, List<String> folders) {}

    private final Toolchains tools;
    private final Kind kind;

    SetupTool(Toolchains tools, BuiltinKind kind) {
        this.tools = tools;
        String home = System.getProperty("user.home", "/root");
        this.kind =
                switch (kind) {
                    case SETUP_NODE ->
                            new Kind(
                                    "node",
                                    "node-version",
                                    List.of("node", "nodejs"),
                                    List.of(home + "/.nvm/versions/node", "/opt"));
                    case SETUP_PYTHON ->
                            new Kind(
                                    "python",
                                    "python-version",
                                    List.of("python3", "python"),
                                    List.of(home + "/.pyenv/versions", "/opt"));
                    case SETUP_GO ->
                            new Kind(
                                    "go",
                                    "go-version",
                                    List.of("go"),
                                    List.of("/usr/local", "/usr/lib", home + "/sdk"));
                    case CHECKOUT,
                            SETUP_JAVA,
                            CACHE,
                            CACHE_RESTORE,
                            CACHE_SAVE,
                            UPLOAD_ARTIFACT,
                            DOWNLOAD_ARTIFACT,
                            KEEP_ARTIFACTS,
                            TAKE_ARTIFACTS,
                            KEEP_CACHE,
                            TAKE_CACHE ->
                            throw new IllegalArgumentException(kind + " sets up no tool");
                };
    }

    @Override
    public StepOutcome run(BuiltinCall call) {
        String wanted = call.input(kind.input());
        String file = call.input(kind.input() + "-file");
        if (wanted.isEmpty() && !file.isEmpty()) {
            wanted = VersionFile.read(call, file, kind.title());
        }
        List<Toolchains.Tool> found =
                tools.tools(kind.programs(), kind.folders(), call.variable("PATH"));
        String version = wanted;
        Optional<Toolchains.Tool> chosen = Toolchains.choose(found, version);
        Toolchains.Tool tool =
                chosen.orElseThrow(() ->
                        ProblemException.resource(
                                "setup-"
                                        + kind.title()
                                        + ": there is no "
                                        + kind.title()
                                        + " "
                                        + version
                                        + " on this machine; found: "
                                        + list(found)
                                        + ". Install it or ask for one of these"));
        call.addPath(bin(call, tool).toString());
        call.output(kind.title() + "-version", tool.version());
        call.output(kind.title() + "-path", tool.program().toString());
        call.output("cache-hit", "false");
        call.say(kind.title() + " " + tool.version() + " at " + tool.program());
        if (!call.input("cache").isEmpty() && !call.input("cache").equals("false")) {
            call.warn("setup-" + kind.title() + ": `cache` is left out; use actions/cache");
        }
        return StepOutcome.SUCCESS;
    }

    /** A folder in which the tool has its plain names, whatever it is called on the machine. */
    private Path bin(BuiltinCall call, Toolchains.Tool tool) {
        try {
            Path bin =
                    Files.createDirectories(
                            call.temp().resolve("_tools").resolve(kind.title() + tool.version()));
            for (String name : kind.programs()) {
                Path link = bin.resolve(name);
                Files.deleteIfExists(link);
                Files.createSymbolicLink(link, tool.program());
            }
            Path siblings = tool.program().toAbsolutePath().getParent();
            if (siblings != null && !siblings.startsWith("/usr/bin")) {
                call.addPath(siblings.toString());
            }
            return bin;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String list(List<Toolchains.Tool> tools) {
        return tools.isEmpty()
                ? "none"
                : tools.stream()
                        .map(tool -> tool.version() + " (" + tool.program() + ")")
                        .collect(Collectors.joining(", "));
    }
}
