package dev.duru.delivery;

import dev.duru.kernel.ProblemException;
import dev.duru.oci.BuiltImage;
import dev.duru.oci.Content;
import dev.duru.oci.ImageBuilder;
import dev.duru.oci.ImageSpec;
import dev.duru.oci.LayerEntry;
import dev.duru.oci.LayerWriter;
import dev.duru.oci.Platform;
import dev.duru.oci.RunConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Images of {@link TestApp}, built for the test and kept in memory. */
public final class TestImages implements Images {
    private final Path scratch;

    /**
     * @param scratch a folder, which may hold the images of another one
     */
    public TestImages(Path scratch) {
        this.scratch = scratch;
    }

    private Path file(String digest) {
        return scratch.resolve("blobs").resolve(digest.replace(':', '-'));
    }

    private void keep(String digest, byte[] bytes) {
        try {
            Files.createDirectories(scratch.resolve("blobs"));
            Files.write(file(digest), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An image that runs the service with these arguments; gives its digest. */
    public String app(String arguments) {
        String classes = System.getProperty("java.class.path");
        String own =
                List.of(classes.split(java.io.File.pathSeparator)).stream()
                        .filter(entry -> entry.endsWith("test-classes"))
                        .findFirst()
                        .orElseThrow();
        return image(
                "exec java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto -Xmx48m -cp "
                        + own
                        + " "
                        + TestApp.class.getName()
                        + " "
                        + arguments);
    }

    /** An image with a system of its own, busybox, that runs a shell command in it. */
    public String busybox(String command) {
        try {
            byte[] program = Files.readAllBytes(Path.of("/bin/busybox"));
            List<LayerEntry> files = new java.util.ArrayList<>();
            files.add(new LayerEntry.File("bin/busybox", 0755, Content.bytes(program)));
            for (String tool :
                    List.of("sh env httpd sleep echo cat touch mkdir chmod printf".split(" "))) {
                files.add(new LayerEntry.Symlink("bin/" + tool, "/bin/busybox"));
            }
            files.add(new LayerEntry.File("www/healthz", 0644, Content.bytes(new byte[] {'y'})));
            files.add(new LayerEntry.Directory("tmp", 0777));
            return image(command, files);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a busybox serves files by, until it is asked to end. */
    public static String serving(String folder) {
        return "env; httpd -p $PORT -h "
                + folder
                + "; trap 'echo bye; exit 0' TERM; while :; do sleep 1 & wait $!; done";
    }

    /** An image that runs a shell command. */
    public String image(String command) {
        return image(
                command,
                List.of(
                        new LayerEntry.File(
                                "app/hello.txt",
                                0644,
                                Content.bytes(command.getBytes(StandardCharsets.UTF_8)))));
    }

    public String image(String command, List<LayerEntry> files) {
        BuiltImage built =
                ImageBuilder.build(
                        ImageSpec.of(
                                Platform.current(),
                                Instant.EPOCH,
                                RunConfig.empty()
                                        .withCmd(List.of("/bin/sh", "-c", command))
                                        .withWorkingDir("/"),
                                files),
                        scratch.resolve("image-" + System.nanoTime()));
        keep(built.digest().toString(), built.manifestBytes());
        keep(built.config().digest().toString(), built.configBytes());
        try {
            for (LayerWriter.Layer layer : built.layers()) {
                keep(layer.descriptor().digest().toString(), Files.readAllBytes(layer.file()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return built.digest().toString();
    }

    /** Damages what is kept under a digest. */
    public void damage(String digest) {
        byte[] copy = manifest("", digest);
        copy[copy.length / 2] ^= 1;
        keep(digest, copy);
    }

    @Override
    public byte[] manifest(String repository, String digest) {
        try {
            return Files.readAllBytes(file(digest));
        } catch (IOException e) {
            throw ProblemException.notFound("there is no manifest " + digest);
        }
    }

    @Override
    public InputStream blob(String repository, String digest) {
        return new ByteArrayInputStream(manifest(repository, digest));
    }
}
