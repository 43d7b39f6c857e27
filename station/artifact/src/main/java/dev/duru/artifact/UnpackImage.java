package dev.duru.artifact;

import dev.duru.artifact.registry.Refusal;
import dev.duru.artifact.registry.Registry;
import dev.duru.artifact.registry.Repository;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.oci.Descriptor;
import dev.duru.oci.Digest;
import dev.duru.oci.ImageConfig;
import dev.duru.oci.ImageManifest;
import dev.duru.oci.LayerUnpacker;
import dev.duru.oci.OciException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Writes an image's files into a folder, for whoever runs it as processes. */
final class UnpackImage {
    private final Registry registry;
    private final ReadImages images;

    UnpackImage(Registry registry, ReadImages images) {
        this.registry = registry;
        this.images = images;
    }

    ImageConfig into(ProjectName project, String digest, Path folder) {
        Repository repository = Repository.of(project);
        try {
            ImageManifest manifest = images.forThisMachine(repository, Digest.parse(digest));
            ImageConfig config = images.readConfig(repository, manifest);
            if (config.diffIds().size() != manifest.layers().size()) {
                throw new OciException(
                        "its config names "
                                + config.diffIds().size()
                                + " layers, its manifest "
                                + manifest.layers().size());
            }
            LayerUnpacker unpacker = new LayerUnpacker(folder, LayerUnpacker.Limits.generous());
            for (int i = 0; i < manifest.layers().size(); i++) {
                Descriptor layer = manifest.layers().get(i);
                try (InputStream in = registry.openBlob(repository, layer.digest())) {
                    unpacker.unpack(in, layer.mediaType(), config.diffIds().get(i));
                }
            }
            return config;
        } catch (OciException | Refusal e) {
            throw new ProblemException(
                    dev.duru.kernel.Problem.Code.USER,
                    "image " + digest + " of " + project + " cannot be unpacked: " + e.getMessage(),
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
