package dev.duru.artifact;

import dev.duru.oci.Descriptor;
import dev.duru.oci.ImageConfig;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An image of a project's repository, as pages and the API show it.
 *
 * @param digest of the manifest, {@code sha256:…}
 * @param tags newest first; empty for what is reached by its digest only
 * @param commit the commit that Duru built it from, or {@code ""} for what somebody pushed
 * @param kind {@code image}, {@code index} (images of several platforms) or {@code artifact}
 * @param bytes config and layers, compressed; of an index only the document
 */
public record ImageView(
        String digest,
        List<String> tags,
        String commit,
        String kind,
        String mediaType,
        long bytes,
        Instant pushedAt,
        String pushedBy) {

    /**
     * One image in full.
     *
     * @param layers lowest first
     * @param children the manifests of an index
     * @param config null for an index or another artifact
     */
    public record Detail(
            ImageView image,
            List<Descriptor> layers,
            List<Descriptor> children,
            @Nullable ImageConfig config) {}
}
