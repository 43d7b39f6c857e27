package dev.duru.oci;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What {@link ImageBuilder} makes an image from. Equal specifications make equal images.
 *
 * @param created the time of everything in the image; take that of the commit, cut to seconds here
 * @param layers the entries of each layer, lowest first
 * @param annotations of the manifest
 */
public record ImageSpec(
        Platform platform,
        Instant created,
        RunConfig config,
        List<List<LayerEntry>> layers,
        SortedMap<String, String> annotations) {
    public ImageSpec {
        created = created.truncatedTo(ChronoUnit.SECONDS);
        layers = layers.stream().map(List::copyOf).toList();
        annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
    }

    /** An image of one layer without annotations. */
    public static ImageSpec of(
            Platform platform, Instant created, RunConfig config, List<LayerEntry> files) {
        return new ImageSpec(platform, created, config, List.of(files), new TreeMap<>());
    }

    public ImageSpec withAnnotations(Map<String, String> values) {
        return new ImageSpec(platform, created, config, layers, new TreeMap<>(values));
    }
}
