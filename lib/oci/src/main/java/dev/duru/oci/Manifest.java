package dev.duru.oci;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** What a tag names: the manifest of one image, or an index of manifests. */
public sealed interface Manifest permits ImageManifest, ImageIndex {
    /** One of {@link MediaTypes}. */
    String mediaType();

    /** Annotations, sorted by key. */
    SortedMap<String, String> annotations();

    /** The manifest that this one says something about (a signature, a bill of materials). */
    Optional<Descriptor> refersTo();

    /** What this is, for the referrers API: its artifact type, or the media type of its config. */
    Optional<String> kind();

    /** Blobs that must exist before this manifest may: config and layers; nothing for an index. */
    List<Descriptor> blobs();

    /** Manifests that must exist before this one may: those of an index. */
    List<Descriptor> children();
}
