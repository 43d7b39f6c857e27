package dev.duru.oci;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of an image (image-spec, "Image Configuration").
 *
 * @param created when its content was made; null where the image does not say
 * @param diffIds digests of the uncompressed layers, lowest first
 */
public record ImageConfig(
        Platform platform,
        @Nullable Instant created,
        RunConfig config,
        List<Digest> diffIds,
        List<History> history) {
    public ImageConfig {
        diffIds = List.copyOf(diffIds);
        history = List.copyOf(history);
    }

    /**
     * One line of how the image came to be.
     *
     * @param emptyLayer true for a step that made no layer
     */
    public record History(
            @Nullable Instant created,
            @Nullable String createdBy,
            @Nullable String comment,
            boolean emptyLayer) {}
}
