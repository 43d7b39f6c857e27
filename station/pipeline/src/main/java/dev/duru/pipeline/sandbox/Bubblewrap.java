package dev.duru.pipeline.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes bubblewrap's command line. The machine is there to be read, but for what the job must not
 * see: Duru's data, sockets of services below {@code /run} (also that of a container engine, which
 * would be the whole machine), keys of hosts and people. The network stays that of the machine,
 * since jobs talk to Duru; sockets with abstract names belong to it.
 */
final class Bubblewrap {
    /** Enough to see whether it works here. */
    static final List<String> PROBE =
            List.of(
                    "bwrap",
                    "--unshare-pid",
                    "--die-with-parent",
                    "--ro-bind",
                    "/",
                    "/",
                    "--dev",
                    "/dev",
                    "--proc",
                    "/proc",
                    "--tmpfs",
                    "/tmp");

    private static final Path RUN = Path.of("/run");

    /** Below home folders. */
    private static final List<String> KEYS =
            List.of(
                    ".ssh",
                    ".gnupg",
                    ".aws",
                    ".azure",
                    ".kube",
                    ".docker",
                    ".netrc",
                    ".git-credentials",
                    ".config/gcloud",
                    ".config/gh",
                    ".config/containers");

    /** What no job may see, whatever else is hidden from it. */
    private final List<Path> secluded;

    Bubblewrap() {
        List<Path> all = new ArrayList<>();
        for (String file :
                List.of("/etc/shadow", "/etc/gshadow", "/etc/shadow-", "/etc/gshadow-")) {
            all.add(Path.of(file));
        }
        all.addAll(listed(Path.of("/etc/ssh"), "ssh_host_*_key"));
        for (Path home :
                List.of(Path.of(System.getProperty("user.home", "/root")), Path.of("/root"))) {
            KEYS.forEach(key -> all.add(home.resolve(key)));
        }
        for (Path home : listed(Path.of("/home"), "*")) {
            KEYS.forEach(key -> all.add(home.resolve(key)));
        }
        secluded = all.stream().distinct().filter(Files::exists).toList();
    }

    private static List<Path> listed(Path folder, String glob) {
        List<Path> found = new ArrayList<>();
        try (var files = Files.newDirectoryStream(folder, glob)) {
            files.forEach(found::add);
        } catch (IOException e) {
            // What is not there need not be hidden.
            return List.of();
        }
        return found;
    }

    /** The command line up to the program to run. */
    List<String> argv(Sandboxes.View view) {
        List<String> argv = new ArrayList<>();
        argv.addAll(List.of("bwrap", "--unshare-pid", "--unshare-ipc", "--unshare-uts"));
        argv.addAll(List.of("--die-with-parent", "--new-session", "--cap-drop", "ALL"));
        argv.addAll(List.of("--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"));
        // Bubblewrap leaves these open to root, and what root writes there is not its own only:
        // the kernel runs the program named in kernel/core_pattern outside of every sandbox.
        for (String file : List.of("/proc/sys", "/proc/sysrq-trigger")) {
            argv.addAll(List.of("--ro-bind-try", file, file));
        }
        // The own /dev has an empty /dev/shm, of any size.
        if (view.limits().memory() > 0) {
            argv.addAll(List.of("--size", Long.toString(view.limits().memory())));
            argv.addAll(List.of("--tmpfs", "/dev/shm"));
        }
        hideRun(argv);
        secluded.forEach(path -> hide(path, argv));
        // On disk, so that it counts like the rest of the job's files and takes no memory.
        bind(view.temporary(), Path.of("/tmp"), argv);
        view.hidden().forEach(path -> hide(path.toAbsolutePath().normalize(), argv));
        bind(view.folder(), view.folder(), argv);
        // A folder that is a mount cannot be moved away, and nothing else, such as a link to
        // Duru's own files, can take its place while Duru reads or writes in it.
        view.fixed().forEach(path -> bind(path, path, argv));
        String launches = view.launches().toString();
        argv.addAll(List.of("--ro-bind", launches, launches));
        view.writable().forEach(path -> bind(path, path, argv));
        argv.addAll(List.of("--chdir", view.folder().toString()));
        return argv;
    }

    /** Some machines keep the addresses of name servers and their programs there. */
    private static void hideRun(List<String> argv) {
        if (!Files.isDirectory(RUN)) {
            return;
        }
        argv.addAll(List.of("--tmpfs", RUN.toString()));
        Stream.of(Path.of("/etc/resolv.conf"), Path.of("/etc/hosts"))
                .map(Bubblewrap::real)
                .filter(path -> path.startsWith(RUN))
                .forEach(path ->
                        argv.addAll(List.of("--ro-bind", path.toString(), path.toString())));
        Path system = RUN.resolve("current-system");
        if (Files.exists(system)) {
            argv.addAll(List.of("--symlink", real(system).toString(), system.toString()));
        }
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path;
        }
    }

    private static void hide(Path path, List<String> argv) {
        if (Files.isDirectory(path)) {
            argv.addAll(List.of("--tmpfs", path.toString()));
        } else if (Files.exists(path)) {
            argv.addAll(List.of("--ro-bind", "/dev/null", path.toString()));
        }
    }

    private static void bind(Path path, Path target, List<String> argv) {
        argv.addAll(List.of("--bind", path.toString(), target.toString()));
    }
}
