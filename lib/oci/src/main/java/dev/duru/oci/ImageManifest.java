package dev.duru.oci;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The manifest of one image (or of an artifact packaged like one): its config and layers, lowest
 * first (image-spec, "Image Manifest"; Docker's schema 2 has the same shape).
 */
public record ImageManifest(
        String mediaType,
        @Nullable String artifactType,
        Descriptor config,
        List<Descriptor> layers,
        @Nullable Descriptor subject,
        SortedMap<String, String> annotations)
        implements Manifest {
    public ImageManifest {
        layers = List.copyOf(layers);
        annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
    }

    @Override
    public Optional<Descriptor> refersTo() {
        return Optional.ofNullable(subject);
    }

    @Override
    public Optional<String> kind() {
        return Optional.of(artifactType != null ? artifactType : config.mediaType());
    }

    @Override
    public List<Descriptor> blobs() {
        List<Descriptor> all = new ArrayList<>(layers.size() + 1);
        all.add(config);
        all.addAll(layers);
        return List.copyOf(all);
    }

    @Override
    public List<Descriptor> children() {
        return List.of();
    }
}
