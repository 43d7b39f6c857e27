package dev.duru.delivery.runtime.process;

import dev.duru.delivery.Workload;
import dev.duru.oci.RunConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is started for one replica: the command line, the folder and the environment.
 *
 * @param workingDir of the launcher, on this machine
 */
record Launch(List<String> command, Path workingDir, Map<String, String> env) {
    /**
     * The launcher: notes itself, runs the application, notes how it ended. It stays beside the
     * application to be its parent when Duru is gone, and ignores SIGTERM without handing that on.
     * Only what becomes the application enters the control groups, whose files come first.
     */
    private static final String LAUNCHER =
            """
            trap : TERM
            read -r line < /proc/$$/stat
            echo "$line" > "$0/pid"
            groups=$1
            shift
            (
              while [ "$groups" -gt 0 ]; do
                echo 0 > "$1" || exit 126
                shift
                groups=$((groups - 1))
              done
              exec "$@"
            )
            status=$?
            echo "$status" > "$0/exit"
            exit "$status"
            """;

    Launch {
        command = List.copyOf(command);
        env = Map.copyOf(env);
    }

    /**
     * The machine as far as starting needs it.
     *
     * @param hidden Duru's data folder, which a sandboxed application does not see
     * @param path where programs are found that the image does not bring
     * @param javaHome a Java for applications that need one
     */
    record Machine(Sandbox sandbox, Path hidden, String path, String javaHome) {}

    /**
     * Where the process of one replica or task belongs.
     *
     * @param entrances files of its control groups that it writes itself into
     */
    record Place(Path folder, List<Path> entrances) {}

    /**
     * Builds it.
     *
     * @param port which the application is told
     */
    static Launch of(
            Workload workload,
            RunConfig config,
            Path image,
            Place place,
            int port,
            Machine machine) {
        List<String> words = new ArrayList<>(config.entrypoint());
        words.addAll(config.cmd());
        String inside = inside(config.workingDir());
        boolean system =
                machine.sandbox() == Sandbox.BUBBLEWRAP
                        && (Files.exists(image.resolve("bin/sh"))
                                || Files.exists(image.resolve("etc/os-release")));
        Path working = image.resolve(inside).normalize();
        if (!working.startsWith(image) || !Files.isDirectory(working)) {
            working = image;
            inside = "";
        }
        if (!system && words.getFirst().startsWith("/")) {
            Path own = image.resolve(words.getFirst().substring(1)).normalize();
            if (own.startsWith(image) && Files.isRegularFile(own)) {
                words.set(0, own.toString());
            }
        }
        List<String> command = new ArrayList<>();
        Path setsid = Path.of("/usr/bin/setsid");
        if (Files.isExecutable(setsid)) {
            command.add(setsid.toString());
        }
        command.addAll(List.of("/bin/sh", "-c", LAUNCHER, place.folder().toString()));
        command.add(String.valueOf(place.entrances().size()));
        place.entrances().forEach(entrance -> command.add(entrance.toString()));
        command.addAll(
                machine.sandbox()
                        .prefix(
                                machine.hidden(),
                                image,
                                system ? "/" + inside : working.toString(),
                                system));
        command.addAll(words);
        return new Launch(command, working, env(workload, config, port, machine, system));
    }

    private static String inside(@Nullable String workingDir) {
        if (workingDir == null) {
            return "";
        }
        return workingDir.replaceAll("^/+", "");
    }

    /** Least to most important: the machine's, the image's, the environment's, Duru's own. */
    private static Map<String, String> env(
            Workload workload, RunConfig config, int port, Machine machine, boolean system) {
        Map<String, String> env = new LinkedHashMap<>();
        env.put("LANG", "C.UTF-8");
        env.put("HOME", "/tmp");
        if (system) {
            env.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        } else {
            env.put("PATH", machine.javaHome() + "/bin:" + machine.path());
            env.put("JAVA_HOME", machine.javaHome());
        }
        for (String line : config.env()) {
            int equals = line.indexOf('=');
            boolean hostPath = !system && line.startsWith("PATH=");
            if (equals > 0 && !hostPath) {
                env.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        env.putAll(workload.env());
        env.put("PORT", String.valueOf(port));
        return env;
    }
}
