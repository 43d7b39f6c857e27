package dev.duru.oci;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A list of manifests, one a platform as a rule (image-spec, "Image Index"; Docker's manifest list
 * has the same shape).
 */
public record ImageIndex(
        String mediaType,
        @Nullable String artifactType,
        List<Descriptor> manifests,
        @Nullable Descriptor subject,
        SortedMap<String, String> annotations)
        implements Manifest {
    public ImageIndex {
        manifests = List.copyOf(manifests);
        annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
    }

    /** An OCI index of these, with nothing else. */
    public static ImageIndex of(List<Descriptor> manifests) {
        return new ImageIndex(MediaTypes.OCI_INDEX, null, manifests, null, new TreeMap<>());
    }

    @Override
    public Optional<Descriptor> refersTo() {
        return Optional.ofNullable(subject);
    }

    @Override
    public Optional<String> kind() {
        return Optional.ofNullable(artifactType);
    }

    @Override
    public List<Descriptor> blobs() {
        return List.of();
    }

    @Override
    public List<Descriptor> children() {
        return manifests;
    }
}
