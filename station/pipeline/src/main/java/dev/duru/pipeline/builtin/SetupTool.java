package dev.duru.pipeline.builtin;

import dev.duru.dialects.plan.BuiltinKind;
import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.engine.Builtin;
import dev.duru.pipeline.engine.BuiltinCall;
import dev.duru.pipeline.engine.StepOutcome;
import dev.duru.pipeline.toolchain.ToolShed;
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
    private final ToolShed shed;
    private final CacheStep cache;
    private final Kind kind;

    SetupTool(Toolchains tools, ToolShed shed, CacheStep cache, BuiltinKind kind) {
        this.tools = tools;
        this.shed = shed;
        this.cache = cache;
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
                            MERGE_ARTIFACTS,
                            DOWNLOAD_ARTIFACT,
                            KEEP_ARTIFACTS,
                            READ_COVERAGE,
                            MAKE_RELEASE,
                            PUBLISH_SITE,
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
        String version = wanted;
        List<Toolchains.Tool> found =
                tools.tools(kind.programs(), kind.folders(), call.variable("PATH"));
        boolean latest = call.flag("check-latest", false);
        Optional<Toolchains.Tool> here = Toolchains.choose(found, version);
        if (here.isPresent() && !latest) {
            take(call, here.get(), bin(call, here.get()));
            return StepOutcome.SUCCESS;
        }
        Optional<ToolShed.Placed> placed = placed(call, version, latest, here.isPresent());
        if (placed.isPresent()) {
            Path bin = placed.get().home().resolve("bin");
            String program = kind.programs().getFirst();
            take(
                    call,
                    new Toolchains.Tool(
                            placed.get().version(), placed.get().home(), bin.resolve(program)),
                    bin);
            return StepOutcome.SUCCESS;
        }
        Toolchains.Tool tool =
                here.orElseThrow(() ->
                        ProblemException.resource(
                                "setup-"
                                        + kind.title()
                                        + ": there is no "
                                        + kind.title()
                                        + " "
                                        + version
                                        + " on this machine or in Duru's tool cache, and its vendor"
                                        + " offers none; found: "
                                        + list(found)
                                        + ". Install it or ask for one of these"));
        take(call, tool, bin(call, tool));
        return StepOutcome.SUCCESS;
    }

    private Optional<ToolShed.Placed> placed(
            BuiltinCall call, String version, boolean latest, boolean otherwise) {
        try {
            String name = kind.title().equals("python") ? "Python" : kind.title();
            return shed.place(name, version, latest, call.toolCache());
        } catch (IllegalArgumentException e) {
            throw ProblemException.user("setup-" + kind.title() + ": " + e.getMessage());
        } catch (ProblemException e) {
            if (!otherwise) {
                throw e;
            }
            call.warn(e.detail() + "; the tool of this machine is taken");
            return Optional.empty();
        }
    }

    private void take(BuiltinCall call, Toolchains.Tool tool, Path bin) {
        call.addPath(bin.toString());
        call.output(kind.title() + "-version", tool.version());
        call.output(kind.title() + "-path", tool.program().toString());
        call.say(kind.title() + " " + tool.version() + " at " + tool.program());
        ToolMatchers.register(call, kind.title());
        PackageCache.use(call, cache, kind.title(), tool.version());
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
