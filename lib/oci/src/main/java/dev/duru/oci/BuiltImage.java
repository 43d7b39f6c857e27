package dev.duru.oci;

import java.util.List;

/**
 * An image that was just built: its documents as bytes, its layers as files in the folder given to
 * {@link ImageBuilder}.
 *
 * @param manifest descriptor of {@code manifestBytes}; its digest is the digest of the image
 * @param config descriptor of {@code configBytes}
 */
@SuppressWarnings(
        "ArrayRecordComponent") // never compared; copying documents of a few KB gains nothing
public record BuiltImage(
        Descriptor manifest,
        byte[] manifestBytes,
        Descriptor config,
        byte[] configBytes,
        List<LayerWriter.Layer> layers) {
    public BuiltImage {
        layers = List.copyOf(layers);
    }

    /** The image's digest. */
    public Digest digest() {
        return manifest.digest();
    }

    /** Bytes of config and layers together. */
    public long size() {
        return config.size() + layers.stream().mapToLong(layer -> layer.descriptor().size()).sum();
    }
}
