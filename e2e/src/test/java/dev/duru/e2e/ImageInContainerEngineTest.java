package dev.duru.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.duru.oci.BuiltImage;
import dev.duru.oci.Content;
import dev.duru.oci.Descriptor;
import dev.duru.oci.ImageBuilder;
import dev.duru.oci.ImageConfig;
import dev.duru.oci.ImageManifest;
import dev.duru.oci.ImageSpec;
import dev.duru.oci.LayerEntry;
import dev.duru.oci.LayerUnpacker;
import dev.duru.oci.OciLayout;
import dev.duru.oci.Platform;
import dev.duru.oci.RunConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An image that was built without a container engine runs in one. */
class ImageInContainerEngineTest {
    @TempDir Path temp;

    @Test
    void skopeoReadsItAndPodmanRunsIt() throws Exception {
        Path busybox = Path.of("/bin/busybox");
        for (String tool : List.of("skopeo", "podman", "runc")) {
            assumeTrue(installed(tool), "skipped: " + tool + " is not installed");
        }
        assumeTrue(Files.isExecutable(busybox), "skipped: busybox-static is not installed");
        BuiltImage image = build(busybox);
        Path layout = temp.resolve("layout");
        OciLayout.create(layout).put(image, "v1");

        String source = "oci:" + layout + ":v1";
        assertThat(run("skopeo", "inspect", source)).contains(image.digest().toString());
        run(
                "skopeo",
                "--insecure-policy",
                "copy",
                "-q",
                source,
                "containers-storage:localhost/duru-e2e:v1");
        assertThat(run("podman", "run", "--rm", "--network=none", "localhost/duru-e2e:v1"))
                .isEqualTo("hello\nfrom a file\n/\n");
    }

    /** What a runtime of processes does: unpack, and start what the config says in the folder. */
    @Test
    void unpackedItRunsAsAProcess() throws Exception {
        Path busybox = Path.of("/bin/busybox");
        assumeTrue(Files.isExecutable(busybox), "skipped: busybox-static is not installed");
        BuiltImage image = build(busybox);
        OciLayout layout = OciLayout.create(temp.resolve("layout"));
        layout.put(image, "v1");
        ImageManifest manifest = (ImageManifest) layout.manifest(image.manifest());
        ImageConfig config = layout.config(manifest);
        Path root = Files.createDirectory(temp.resolve("root"));
        LayerUnpacker unpacker = new LayerUnpacker(root, LayerUnpacker.Limits.generous());
        for (int i = 0; i < manifest.layers().size(); i++) {
            Descriptor layer = manifest.layers().get(i);
            try (InputStream in = Files.newInputStream(layout.blob(layer.digest()))) {
                unpacker.unpack(in, layer.mediaType(), config.diffIds().get(i));
            }
        }
        ProcessBuilder builder =
                new ProcessBuilder(new ArrayList<>(config.config().cmd())).directory(root.toFile());
        builder.command().set(0, root.resolve(builder.command().getFirst()).toString());
        config.config()
                .env()
                .forEach(line -> builder.environment().put(line.split("=")[0], line.split("=")[1]));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        assertThat(output).isEqualTo("hello\nfrom a file\n" + root + "\n");
    }

    private BuiltImage build(Path busybox) throws IOException {
        RunConfig run =
                RunConfig.empty()
                        .withCmd(List.of("bin/sh", "-c", "echo $GREETING; cat note; pwd"))
                        .withEnv(Map.of("GREETING", "hello"))
                        .withWorkingDir("/");
        return ImageBuilder.build(
                ImageSpec.of(
                        Platform.current(),
                        Instant.EPOCH,
                        run,
                        List.of(
                                new LayerEntry.File("bin/busybox", 0755, Content.file(busybox)),
                                new LayerEntry.Symlink("bin/sh", "busybox"),
                                new LayerEntry.Symlink("bin/cat", "busybox"),
                                new LayerEntry.File(
                                        "note",
                                        0644,
                                        Content.bytes(
                                                "from a file\n"
                                                        .getBytes(StandardCharsets.UTF_8))))),
                temp.resolve("build"));
    }

    private String run(String... command) throws Exception {
        Files.writeString(
                temp.resolve("storage.conf"),
                """
                [storage]
                driver = "vfs"
                runroot = "%1$s/run"
                graphroot = "%1$s/graph"
                """
                        .formatted(temp));
        Files.writeString(
                temp.resolve("containers.conf"),
                """
                [containers]
                default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
                log_driver = "k8s-file"
                [engine]
                runtime = "runc"
                cgroup_manager = "cgroupfs"
                events_logger = "file"
                tmp_dir = "%s/tmp"
                """
                        .formatted(temp));
        Path errors = temp.resolve("stderr");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment()
                .put("CONTAINERS_STORAGE_CONF", temp.resolve("storage.conf").toString());
        builder.environment().put("CONTAINERS_CONF", temp.resolve("containers.conf").toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
        return output;
    }

    private static boolean installed(String program) throws IOException {
        return List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
