package dev.duru.pipeline.builtin;

import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.engine.Builtin;
import dev.duru.pipeline.engine.BuiltinCall;
import dev.duru.pipeline.engine.StepOutcome;
import dev.duru.pipeline.toolchain.Toolchains;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code actions/setup-java}: takes a JDK of this machine; the last version listed is the default.
 */
final class SetupJava implements Builtin {
    private final Toolchains tools;

    SetupJava(Toolchains tools) {
        this.tools = tools;
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
            Optional<Toolchains.Tool> found = Toolchains.choose(jdks, version);
            if (found.isEmpty()) {
                throw ProblemException.resource(
                        "setup-java: there is no JDK "
                                + version
                                + " on this machine; found: "
                                + SetupTool.list(jdks)
                                + ". Install it below /usr/lib/jvm or ask for one of these");
            }
            Toolchains.Tool jdk = found.get();
            String feature = jdk.version().replaceFirst("[.+-].*", "");
            call.export("JAVA_HOME_" + feature + "_X64", jdk.home().toString());
            call.export("JAVA_HOME", jdk.home().toString());
            call.addPath(jdk.home().resolve("bin").toString());
            call.output("version", jdk.version());
            call.output("path", jdk.home().toString());
            call.output("distribution", call.input("distribution"));
            call.say("Java " + jdk.version() + " at " + jdk.home());
        }
        if (!call.input("cache").isEmpty()) {
            call.warn("setup-java: `cache` is left out; use actions/cache");
        }
        return StepOutcome.SUCCESS;
    }
}
