package dev.duru.oci;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A pointer to a blob: what it is, its address and its length (image-spec, "Content Descriptors").
 *
 * @param size bytes
 * @param artifactType what a manifest is, where its own media type does not say
 * @param annotations sorted by key
 */
public record Descriptor(
        String mediaType,
        Digest digest,
        long size,
        @Nullable Platform platform,
        @Nullable String artifactType,
        SortedMap<String, String> annotations) {
    public Descriptor {
        if (size < 0) {
            throw new OciException("descriptor of " + digest + " has a negative size: " + size);
        }
        annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
    }

    /** A descriptor with nothing but the three that are required. */
    public static Descriptor of(String mediaType, Digest digest, long size) {
        return new Descriptor(mediaType, digest, size, null, null, new TreeMap<>());
    }

    /** The descriptor of these bytes. */
    public static Descriptor of(String mediaType, byte[] bytes) {
        return of(mediaType, Digest.of(bytes), bytes.length);
    }

    public Descriptor withPlatform(Platform value) {
        return new Descriptor(mediaType, digest, size, value, artifactType, annotations);
    }

    public Descriptor withArtifactType(@Nullable String value) {
        return new Descriptor(mediaType, digest, size, platform, value, annotations);
    }

    public Descriptor withAnnotations(Map<String, String> values) {
        return new Descriptor(
                mediaType, digest, size, platform, artifactType, new TreeMap<>(values));
    }
}
