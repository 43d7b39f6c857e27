package dev.duru.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.duru.oci.Content;
import dev.duru.oci.LayerEntry;
import dev.duru.oci.TarWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The registry as a Docker engine of its own uses it; needs root and an engine that starts here.
 */
class DockerClientTest {
    @TempDir Path temp;

    @Test
    void dockerLogsInPushesAndPulls() throws Exception {
        assumeTrue(installed("docker") && installed("dockerd"), "skipped: docker is not installed");
        assumeTrue("root".equals(System.getProperty("user.name")), "skipped: dockerd needs root");
        Process engine =
                new ProcessBuilder(
                                "dockerd",
                                "--data-root",
                                temp.resolve("data").toString(),
                                "--exec-root",
                                temp.resolve("exec").toString(),
                                "--pidfile",
                                temp.resolve("pid").toString(),
                                "--host",
                                socket(),
                                "--bridge",
                                "none",
                                "--iptables=false",
                                "--storage-driver",
                                "vfs",
                                "--oom-score-adjust",
                                "0")
                        .redirectErrorStream(true)
                        .redirectOutput(temp.resolve("engine.log").toFile())
                        .start();
        try (Station station = new Station(temp.resolve("duru"))) {
            assumeTrue(started(engine), "skipped: dockerd does not start here: " + lastLine());
            Path tar = temp.resolve("files.tar");
            try (OutputStream out = Files.newOutputStream(tar);
                    TarWriter writer = new TarWriter(out, Instant.EPOCH)) {
                writer.write(new LayerEntry.File("app/x", 0644, Content.bytes(new byte[100_000])));
            }
            String name = station.host() + "/team/shop:from-docker";
            docker("import", tar.toString(), name);
            assertThat(fail("push", name)).contains("no basic auth credentials");
            assertThat(fail("login", "-u", "dev", "-p", "wrong", station.host()))
                    .contains("401 Unauthorized");
            docker("login", "-u", "dev", "-p", "pw", station.host());
            docker("push", "-q", name);
            ImageView.Detail image = station.artifact.image(Station.SHOP, "from-docker");
            assertThat(image.image().kind()).isEqualTo("image");
            assertThat(image.image().pushedBy()).isEqualTo("dev");
            docker("rmi", name);
            docker("pull", "-q", name);
            assertThat(docker("inspect", "--format", "{{index .RepoDigests 0}}", name))
                    .contains(image.image().digest());
        } finally {
            engine.destroy();
            if (!engine.waitFor(20, TimeUnit.SECONDS)) {
                engine.destroyForcibly();
            }
            // Where the machine's mounts are private, dockerd leaves its folder mounted.
            new ProcessBuilder("umount", "-l", temp.resolve("data").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        }
    }

    private boolean started(Process engine) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (engine.isAlive() && System.nanoTime() < end) {
            if (start("version").waitFor() == 0) {
                return true;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        return false;
    }

    private String lastLine() throws IOException {
        List<String> lines = Files.readAllLines(temp.resolve("engine.log"));
        return lines.isEmpty() ? "" : lines.getLast();
    }

    private String docker(String... arguments) throws Exception {
        Process process = start(arguments);
        assertThat(process.waitFor()).as(Files.readString(temp.resolve("err"))).isZero();
        return Files.readString(temp.resolve("out"));
    }

    private String fail(String... arguments) throws Exception {
        assertThat(start(arguments).waitFor()).isNotZero();
        return Files.readString(temp.resolve("err"), StandardCharsets.UTF_8);
    }

    private Process start(String... arguments) throws IOException {
        List<String> command =
                new java.util.ArrayList<>(
                        List.of(
                                "docker",
                                "--config",
                                temp.resolve("conf").toString(),
                                "--host",
                                socket()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectOutput(temp.resolve("out").toFile())
                .redirectError(temp.resolve("err").toFile())
                .start();
    }

    private String socket() {
        return "unix://" + temp.resolve("docker.sock");
    }

    private static boolean installed(String program) {
        return List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
