package dev.duru.delivery.runtime.process;

import dev.duru.delivery.Images;
import dev.duru.delivery.Workload;
import dev.duru.kernel.Folders;
import dev.duru.kernel.ProblemException;
import dev.duru.oci.Descriptor;
import dev.duru.oci.Digest;
import dev.duru.oci.ImageConfig;
import dev.duru.oci.ImageManifest;
import dev.duru.oci.LayerUnpacker;
import dev.duru.oci.Manifest;
import dev.duru.oci.OciException;
import dev.duru.oci.OciJson;
import dev.duru.oci.RunConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The unpacked files of one release's image. They appear whole or not at all. */
final class ImageFolder {
    private static final int CONFIG_LIMIT = 4 << 20;

    private final Path folder;
    private final Images images;

    /**
     * @param folder of the release; the image is below it in {@code image}
     */
    ImageFolder(Path folder, Images images) {
        this.folder = folder;
        this.images = images;
    }

    Path root() {
        return folder.resolve("image");
    }

    boolean unpacked() {
        return Files.isDirectory(root()) && Files.exists(configFile());
    }

    private Path configFile() {
        return folder.resolve("config.json");
    }

    /**
     * Fetches, verifies by digest and unpacks, unless that is done; gives how to run it.
     *
     * @throws ProblemException USER when the image is damaged or cannot be started as a process
     */
    RunConfig unpack(Workload workload) {
        try {
            if (!unpacked()) {
                fetch(workload);
            }
            RunConfig run = OciJson.readConfig(Files.readAllBytes(configFile())).config();
            if (run.entrypoint().isEmpty() && run.cmd().isEmpty()) {
                throw ProblemException.user(
                        "the image "
                                + workload.digest()
                                + " says no command to start; write `run:` under `package:` in duru.yml");
            }
            return run;
        } catch (OciException e) {
            throw new ProblemException(
                    dev.duru.kernel.Problem.Code.USER,
                    "the image " + workload.digest() + " cannot be unpacked: " + e.getMessage(),
                    e);
        } catch (IOException e) {
            throw new ProblemException(
                    dev.duru.kernel.Problem.Code.RESOURCE,
                    "the image " + workload.digest() + " cannot be unpacked: " + e,
                    e);
        }
    }

    private void fetch(Workload workload) throws IOException {
        Digest digest = Digest.parse(workload.digest());
        byte[] bytes = images.manifest(workload.repository(), workload.digest());
        verify("manifest", digest, bytes);
        Manifest manifest = OciJson.readManifest(bytes, null);
        if (!(manifest instanceof ImageManifest image)) {
            throw new OciException("it is an index of images; release the image of one platform");
        }
        byte[] configBytes = read(workload, image.config());
        ImageConfig config = OciJson.readConfig(configBytes);
        Path part = folder.resolve("image.part");
        Folders.delete(part);
        Folders.delete(root());
        Files.createDirectories(part);
        LayerUnpacker unpacker = new LayerUnpacker(part, LayerUnpacker.Limits.generous());
        List<Digest> diffIds = config.diffIds();
        for (int i = 0; i < image.layers().size(); i++) {
            Descriptor layer = image.layers().get(i);
            try (InputStream in = images.blob(workload.repository(), layer.digest().toString())) {
                unpacker.unpack(in, layer.mediaType(), i < diffIds.size() ? diffIds.get(i) : null);
            }
        }
        Files.write(configFile(), configBytes);
        Files.move(part, root(), StandardCopyOption.ATOMIC_MOVE);
    }

    private byte[] read(Workload workload, Descriptor config) throws IOException {
        try (InputStream in = images.blob(workload.repository(), config.digest().toString())) {
            byte[] bytes = in.readNBytes(CONFIG_LIMIT);
            verify("config", config.digest(), bytes);
            return bytes;
        }
    }

    private static void verify(String what, Digest digest, byte[] bytes) {
        Digest actual = Digest.of(bytes);
        if (!actual.equals(digest)) {
            throw new OciException(
                    "its " + what + " has the digest " + actual + " and not " + digest);
        }
    }
}
