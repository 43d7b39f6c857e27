package dev.duru.containers.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** dockerd with its own folders, which leaves the machine's network rules alone. */
public final class TestDocker extends TestEngineProcess {
    private TestDocker(Path folder, ProcessBuilder builder) throws IOException {
        super(folder, builder, folder.resolve("d.sock"));
    }

    /** What it lacks here, if anything. */
    public static Optional<String> missing() {
        return missing(List.of("dockerd", "containerd", "runc"));
    }

    /** Starts one and makes the image {@link #BUSYBOX} in it. */
    public static TestDocker start() throws IOException {
        Path folder = freshFolder("duru-docker");
        Path config = folder.resolve("daemon.json");
        Files.writeString(
                config,
                """
                {
                  "data-root": "%1$s/data",
                  "exec-root": "%1$s/exec",
                  "pidfile": "%1$s/pid",
                  "hosts": ["unix://%1$s/d.sock"],
                  "exec-opts": ["native.cgroupdriver=cgroupfs"],
                  "bridge": "none",
                  "iptables": false,
                  "ip-masq": false,
                  "oom-score-adjust": 0,
                  "default-ulimits": {"nofile": {"Name": "nofile", "Hard": 1024, "Soft": 1024}}
                }
                """
                        .formatted(folder));
        TestDocker docker =
                new TestDocker(
                        folder, new ProcessBuilder("dockerd", "--config-file", config.toString()));
        docker.busybox();
        return docker;
    }

    @Override
    void tidy() throws IOException {
        // Nothing outlives dockerd but its folder.
    }
}
