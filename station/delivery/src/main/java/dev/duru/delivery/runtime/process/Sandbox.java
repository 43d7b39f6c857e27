package dev.duru.delivery.runtime.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Whether processes run in bubblewrap. */
public enum Sandbox {
    /** A read-only system, own files only, own process space. */
    BUBBLEWRAP,
    /** Nothing stands between the application and what Duru's user may see. */
    NONE;

    private static final Path PROGRAM = Path.of("/usr/bin/bwrap");

    /** What works here, found out by trying. */
    public static Sandbox detect() {
        if (!Files.isExecutable(PROGRAM)) {
            return NONE;
        }
        try {
            Process probe =
                    new ProcessBuilder(
                                    PROGRAM.toString(),
                                    "--ro-bind",
                                    "/",
                                    "/",
                                    "--dev",
                                    "/dev",
                                    "--proc",
                                    "/proc",
                                    "--tmpfs",
                                    "/tmp",
                                    "--unshare-pid",
                                    "--die-with-parent",
                                    "/bin/true")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (!probe.waitFor(10, TimeUnit.SECONDS)) {
                probe.destroyForcibly();
                return NONE;
            }
            return probe.exitValue() == 0 ? BUBBLEWRAP : NONE;
        } catch (IOException e) {
            return NONE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return NONE;
        }
    }

    /**
     * The words before the command.
     *
     * @param hidden Duru's data folder
     * @param image the release's own files
     * @param workingDir where the command runs, as it is seen inside
     * @param system whether the image brings a whole system, which then is the root
     */
    List<String> prefix(Path hidden, Path image, String workingDir, boolean system) {
        if (this == NONE) {
            return List.of();
        }
        String own = image.toString();
        String data = hidden.toString();
        return system
                ? List.of(
                        PROGRAM.toString(),
                        "--bind",
                        own,
                        "/",
                        "--dev",
                        "/dev",
                        "--proc",
                        "/proc",
                        "--tmpfs",
                        "/tmp",
                        "--ro-bind-try",
                        "/etc/resolv.conf",
                        "/etc/resolv.conf",
                        "--unshare-pid",
                        "--unshare-ipc",
                        "--die-with-parent",
                        "--chdir",
                        workingDir,
                        "--")
                : List.of(
                        PROGRAM.toString(),
                        "--ro-bind",
                        "/",
                        "/",
                        "--dev",
                        "/dev",
                        "--proc",
                        "/proc",
                        "--tmpfs",
                        "/tmp",
                        "--tmpfs",
                        data,
                        "--bind",
                        own,
                        own,
                        "--unshare-pid",
                        "--unshare-ipc",
                        "--die-with-parent",
                        "--chdir",
                        workingDir,
                        "--");
    }
}
