package dev.duru.containers.testing;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Podman's service with its own storage. */
public final class TestPodman extends TestEngineProcess {
    private final FileChannel turn;

    private TestPodman(Path folder, ProcessBuilder builder, FileChannel turn) throws IOException {
        super(folder, builder, folder.resolve("p.sock"));
        this.turn = turn;
    }

    /** What it lacks here, if anything. */
    public static Optional<String> missing() {
        return missing(List.of("podman", "runc", "netavark", "aardvark-dns"));
    }

    /** Starts one and makes the image {@link #BUSYBOX} in it. */
    public static TestPodman start() throws IOException {
        FileChannel turn = turn();
        try {
            return start(turn);
        } catch (IOException | RuntimeException e) {
            turn.close();
            throw e;
        }
    }

    private static TestPodman start(FileChannel turn) throws IOException {
        Path folder = freshFolder("duru-podman");
        configure(folder);
        ProcessBuilder builder =
                new ProcessBuilder(
                        "podman", "system", "service", "--time=0", "unix://" + folder + "/p.sock");
        builder.environment().putAll(environment(folder));
        TestPodman podman = new TestPodman(folder, builder, turn);
        podman.busybox();
        return podman;
    }

    /**
     * Waits until no other test on this machine has a Podman: two with storages of their own would
     * give out the same addresses on the same bridge.
     */
    private static FileChannel turn() throws IOException {
        FileChannel file =
                FileChannel.open(
                        Path.of("/var/tmp/duru-podman.lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        while (true) {
            try {
                if (file.tryLock() != null) {
                    return file;
                }
            } catch (OverlappingFileLockException e) {
                // Another one of this process has it.
            }
            LockSupport.parkNanos(50_000_000);
            if (Thread.interrupted()) {
                file.close();
                throw new InterruptedIOException("another test still has a Podman");
            }
        }
    }

    private static Map<String, String> environment(Path folder) {
        return Map.of(
                "CONTAINERS_CONF", folder.resolve("containers.conf").toString(),
                "CONTAINERS_STORAGE_CONF", folder.resolve("storage.conf").toString(),
                "CONTAINERS_REGISTRIES_CONF", folder.resolve("registries.conf").toString());
    }

    private static void configure(Path folder) throws IOException {
        String driver = run(folder, List.of("sh", "-c", PROBE)) == 0 ? "overlay" : "vfs";
        Files.writeString(
                folder.resolve("storage.conf"),
                """
                [storage]
                driver = "%1$s"
                runroot = "%2$s/run"
                graphroot = "%2$s/graph"
                """
                        .formatted(driver, folder));
        Files.writeString(
                folder.resolve("registries.conf"), "unqualified-search-registries = []\n");
        // Where Duru is tested, the usual limits may be higher than root may go.
        Files.writeString(
                folder.resolve("containers.conf"),
                """
                [containers]
                default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
                log_driver = "k8s-file"
                [engine]
                runtime = "runc"
                cgroup_manager = "cgroupfs"
                events_logger = "file"
                tmp_dir = "%1$s/tmp"
                [network]
                network_backend = "netavark"
                network_config_dir = "%1$s/networks"
                """
                        .formatted(folder));
    }

    /** Whether this file system can be below an overlay. */
    private static final String PROBE =
            "mkdir l u w m && mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=w m"
                    + " && umount m";

    private static int run(Path folder, List<String> argv) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(argv)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("tool.log").toFile());
        builder.environment().putAll(environment(folder));
        try {
            return builder.start().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    @Override
    void tidy() throws IOException {
        try (turn) {
            reset();
        }
    }

    private void reset() throws IOException {
        run(folder(), List.of("podman", "rm", "-fa", "-t", "0"));
        run(folder(), List.of("podman", "network", "prune", "-f"));
        run(folder(), List.of("podman", "system", "reset", "--force"));
    }
}
