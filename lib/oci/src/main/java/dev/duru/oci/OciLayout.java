package dev.duru.oci;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An image layout on disk (image-spec, "Image Layout"): {@code oci-layout}, {@code index.json} and
 * {@code blobs/sha256/<hex>}. Blobs are written to a file of their own, forced to disk and renamed,
 * so a half-written one is never seen under its name. One process at a time may tag.
 */
public final class OciLayout {
    /** The annotation that carries a tag in {@code index.json}. */
    public static final String REF_NAME = "org.opencontainers.image.ref.name";

    private static final byte[] MARKER =
            "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8);
    private static final long MAX_DOCUMENT = 4L * 1024 * 1024;

    private final Path root;

    private OciLayout(Path root) {
        this.root = root;
    }

    /** Opens the layout in {@code root}, making it where there is none. */
    public static OciLayout create(Path root) {
        OciLayout layout = new OciLayout(root);
        try {
            Files.createDirectories(layout.blobs());
            if (!Files.exists(root.resolve("oci-layout"))) {
                layout.replace(root.resolve("oci-layout"), MARKER);
            }
            if (!Files.exists(layout.indexFile())) {
                layout.replace(layout.indexFile(), OciJson.write(ImageIndex.of(List.of())));
            }
        } catch (IOException e) {
            throw new OciException(
                    "cannot make an image layout in " + root + ": " + e.getMessage(), e);
        }
        return layout;
    }

    /** Opens an existing layout; a folder that is none is an error. */
    public static OciLayout open(Path root) {
        OciLayout layout = new OciLayout(root);
        if (!Files.isRegularFile(root.resolve("oci-layout"))
                || !Files.isRegularFile(layout.indexFile())) {
            throw new OciException(
                    root + " is not an image layout: it needs the files oci-layout and index.json");
        }
        return layout;
    }

    /** What {@code index.json} says. */
    public ImageIndex index() {
        Manifest index = OciJson.readManifest(small(indexFile()), MediaTypes.OCI_INDEX);
        if (index instanceof ImageIndex list) {
            return list;
        }
        throw new OciException(indexFile() + " is not an image index");
    }

    /** The descriptor that carries this tag. */
    public Optional<Descriptor> resolve(String tag) {
        return index().manifests().stream()
                .filter(one -> tag.equals(one.annotations().get(REF_NAME)))
                .findFirst();
    }

    /** Makes {@code tag} name this manifest, which must be here. */
    public void tag(String tag, Descriptor manifest) {
        if (!has(manifest.digest())) {
            throw new OciException("cannot tag " + manifest.digest() + ": it is not in " + root);
        }
        List<Descriptor> all = new ArrayList<>(index().manifests());
        all.removeIf(one -> tag.equals(one.annotations().get(REF_NAME)));
        all.add(manifest.withAnnotations(Map.of(REF_NAME, tag)));
        try {
            replace(indexFile(), OciJson.write(ImageIndex.of(all)));
        } catch (IOException e) {
            throw new OciException("cannot write " + indexFile() + ": " + e.getMessage(), e);
        }
    }

    /** Whether the blob is here. */
    public boolean has(Digest digest) {
        return Files.isRegularFile(blob(digest));
    }

    /** Where the blob lies, or would lie. */
    public Path blob(Digest digest) {
        return blobs().resolve(digest.hex());
    }

    /** Reads a manifest and checks that it is what its descriptor says. */
    public Manifest manifest(Descriptor descriptor) {
        return OciJson.readManifest(document(descriptor), descriptor.mediaType());
    }

    /** Reads an image's configuration and checks that it is what its descriptor says. */
    public ImageConfig config(ImageManifest manifest) {
        return OciJson.readConfig(document(manifest.config()));
    }

    /**
     * Stores a blob; content that does not have the digest is refused and leaves nothing behind.
     */
    public void put(Digest expected, InputStream content) {
        if (has(expected)) {
            return;
        }
        try {
            Path temp = Files.createTempFile(blobs(), ".new-", "");
            try {
                Digest actual = spool(content, temp);
                if (!actual.equals(expected)) {
                    throw new OciException(
                            "blob " + expected + " has wrong content: its digest is " + actual);
                }
                Files.move(temp, blob(expected), StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temp);
            }
        } catch (IOException e) {
            throw new OciException(
                    "cannot store blob " + expected + " in " + root + ": " + e.getMessage(), e);
        }
    }

    /** Stores an image and tags it. */
    public void put(BuiltImage image, String tag) {
        for (LayerWriter.Layer layer : image.layers()) {
            try (InputStream in = Files.newInputStream(layer.file())) {
                put(layer.descriptor().digest(), in);
            } catch (IOException e) {
                throw new OciException(
                        "cannot read layer " + layer.file() + ": " + e.getMessage(), e);
            }
        }
        put(image.config().digest(), new ByteArrayInputStream(image.configBytes()));
        put(image.digest(), new ByteArrayInputStream(image.manifestBytes()));
        tag(tag, image.manifest());
    }

    private byte[] document(Descriptor descriptor) {
        byte[] bytes = small(blob(descriptor.digest()));
        if (bytes.length != descriptor.size() || !Digest.of(bytes).equals(descriptor.digest())) {
            throw new OciException("blob " + descriptor.digest() + " in " + root + " is damaged");
        }
        return bytes;
    }

    private static byte[] small(Path file) {
        try {
            if (Files.size(file) > MAX_DOCUMENT) {
                throw new OciException(file + " is larger than 4 MiB: not a manifest or config");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new OciException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private static Digest spool(InputStream content, Path target) throws IOException {
        try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE);
                DigestOutput out = new DigestOutput(Channels.newOutputStream(channel))) {
            content.transferTo(out);
            channel.force(true);
            return out.digest();
        }
    }

    private void replace(Path file, byte[] bytes) throws IOException {
        Path temp = Files.createTempFile(root, ".new-", "");
        try (FileChannel channel = FileChannel.open(temp, StandardOpenOption.WRITE);
                OutputStream out = Channels.newOutputStream(channel)) {
            out.write(bytes);
            channel.force(true);
        }
        Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private Path blobs() {
        return root.resolve("blobs/sha256");
    }

    private Path indexFile() {
        return root.resolve("index.json");
    }
}
