package dev.duru.oci;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Builds an image from files, without a daemon: same specification, same digest. */
public final class ImageBuilder {
    private ImageBuilder() {}

    /**
     * Writes the layers as {@code layer-0.tar.gz} and so on into {@code folder} (made if absent,
     * and the caller's to delete) and returns them with manifest and config.
     *
     * @throws OciException for entries that contradict each other or that cannot be read
     */
    public static BuiltImage build(ImageSpec spec, Path folder) {
        List<LayerWriter.Layer> layers = new ArrayList<>();
        try {
            Files.createDirectories(folder);
            for (List<LayerEntry> entries : spec.layers()) {
                Path file = folder.resolve("layer-" + layers.size() + ".tar.gz");
                layers.add(LayerWriter.write(entries, spec.created(), file));
            }
        } catch (IOException e) {
            throw new OciException(
                    "cannot write the layers to " + folder + ": " + e.getMessage(), e);
        }
        byte[] config = OciJson.write(config(spec, layers));
        Descriptor configDescriptor = Descriptor.of(MediaTypes.OCI_CONFIG, config);
        byte[] manifest =
                OciJson.write(
                        new ImageManifest(
                                MediaTypes.OCI_MANIFEST,
                                null,
                                configDescriptor,
                                layers.stream().map(LayerWriter.Layer::descriptor).toList(),
                                null,
                                spec.annotations()));
        return new BuiltImage(
                Descriptor.of(MediaTypes.OCI_MANIFEST, manifest).withPlatform(spec.platform()),
                manifest,
                configDescriptor,
                config,
                layers);
    }

    private static ImageConfig config(ImageSpec spec, List<LayerWriter.Layer> layers) {
        return new ImageConfig(
                spec.platform(),
                spec.created(),
                spec.config(),
                layers.stream().map(LayerWriter.Layer::diffId).toList(),
                layers.stream()
                        .map(layer -> new ImageConfig.History(spec.created(), "files", null, false))
                        .toList());
    }
}
