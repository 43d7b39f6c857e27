package dev.duru.pipeline.builtin;

import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.engine.Builtin;
import dev.duru.pipeline.engine.BuiltinCall;
import dev.duru.pipeline.engine.StepOutcome;
import dev.duru.pipeline.toolchain.ToolShed;
import dev.duru.pipeline.toolchain.Toolchains;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * {@code actions/setup-java}: takes a JDK of this machine; the last version listed is the default.
 */
final class SetupJava implements Builtin {
    /** Distributions that are builds of Eclipse Adoptium, which its index offers. */
    private static final Set<String> TEMURIN =
            Set.of("", "temurin", "adopt", "adopt-hotspot", "adoptium");

    private final Toolchains tools;
    private final ToolShed shed;
    private final CacheStep cache;

    SetupJava(Toolchains tools, ToolShed shed, CacheStep cache) {
        this.tools = tools;
        this.shed = shed;
        this.cache = cache;
    }

    @Override
    public StepOutcome run(BuiltinCall call) {
        List<String> wanted = new ArrayList<>();
        call.input("java-version").lines().map(String::strip).forEach(wanted::add);
        if (wanted.isEmpty() && !call.input("java-version-file").isEmpty()) {
            wanted.add(VersionFile.read(call, call.input("java-version-file"), "java"));
        }
        if (wanted.isEmpty()) {
            throw ProblemException.user("setup-java needs the input java-version");
        }
        List<Toolchains.Tool> jdks = tools.jdks();
        for (String version : wanted) {
            Toolchains.Tool jdk = find(call, jdks, version);
            String feature = jdk.version().replaceFirst("[.+-].*", "");
            call.export("JAVA_HOME_" + feature + "_X64", jdk.home().toString());
            call.export("JAVA_HOME", jdk.home().toString());
            call.addPath(jdk.home().resolve("bin").toString());
            call.output("version", jdk.version());
            call.output("path", jdk.home().toString());
            call.output("distribution", call.input("distribution"));
            call.say("Java " + jdk.version() + " at " + jdk.home());
        }
        ToolMatchers.register(call, "java");
        PackageCache.use(call, cache, "java", wanted.getLast());
        return StepOutcome.SUCCESS;
    }

    private Toolchains.Tool find(BuiltinCall call, List<Toolchains.Tool> jdks, String version) {
        boolean latest = call.flag("check-latest", false);
        Optional<Toolchains.Tool> here = Toolchains.choose(jdks, version);
        if (here.isPresent() && !latest) {
            return here.get();
        }
        String distribution = call.input("distribution").toLowerCase(Locale.ROOT);
        String failure = "Duru fetches the distribution temurin only";
        if (TEMURIN.contains(distribution)) {
            try {
                Optional<ToolShed.Placed> placed =
                        shed.place("java", version, latest, call.toolCache());
                if (placed.isPresent()) {
                    Path home = placed.get().home();
                    return new Toolchains.Tool(
                            placed.get().version(), home, home.resolve("bin/java"));
                }
                failure = "its vendor offers none";
            } catch (ProblemException e) {
                failure = e.detail();
            } catch (IllegalArgumentException e) {
                throw ProblemException.user("setup-java: " + e.getMessage());
            }
        }
        String why = failure;
        here.ifPresent(unused -> call.warn(why + "; the JDK of this machine is taken"));
        return here.orElseThrow(() ->
                ProblemException.resource(
                        "setup-java: there is no JDK "
                                + version
                                + " on this machine, and "
                                + why
                                + "; found: "
                                + SetupTool.list(jdks)
                                + ". Install it below /usr/lib/jvm or ask for one of these"));
    }
}
