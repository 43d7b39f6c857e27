package dev.duru.oci;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/** Writes a layer: a gzipped tar with sorted entries and one time for all. */
public final class LayerWriter {
    private LayerWriter() {}

    /**
     * A layer on disk.
     *
     * @param descriptor of the compressed file
     * @param diffId digest of the uncompressed archive
     */
    public record Layer(Descriptor descriptor, Digest diffId, Path file) {}

    /**
     * Writes the entries to {@code target}, which must not exist. Folders that no entry names are
     * added with mode 0755. Two entries of one path, or a file where a folder is needed, are
     * errors.
     */
    public static Layer write(List<LayerEntry> entries, Instant mtime, Path target)
            throws IOException {
        TreeMap<String, LayerEntry> sorted = complete(entries);
        try (DigestOutput compressed =
                        new DigestOutput(
                                new BufferedOutputStream(
                                        Files.newOutputStream(
                                                target,
                                                StandardOpenOption.CREATE_NEW,
                                                StandardOpenOption.WRITE),
                                        64 * 1024));
                GzipOutput gzip = new GzipOutput(compressed)) {
            DigestOutput plain = new DigestOutput(gzip);
            writeTar(sorted, mtime, plain);
            gzip.finish();
            compressed.flush();
            return new Layer(
                    Descriptor.of(
                            MediaTypes.OCI_LAYER_GZIP, compressed.digest(), compressed.count()),
                    plain.digest(),
                    target);
        }
    }

    private static void writeTar(
            TreeMap<String, LayerEntry> sorted, Instant mtime, OutputStream out)
            throws IOException {
        OutputStream buffered = new BufferedOutputStream(out, 64 * 1024);
        try (TarWriter tar = new TarWriter(buffered, mtime)) {
            for (LayerEntry entry : sorted.values()) {
                tar.write(entry);
            }
        }
    }

    private static TreeMap<String, LayerEntry> complete(List<LayerEntry> entries) {
        TreeMap<String, LayerEntry> sorted = new TreeMap<>();
        for (LayerEntry entry : entries) {
            if (entry.path().isEmpty()) {
                continue;
            }
            if (sorted.put(entry.path(), entry) != null) {
                throw new OciException(
                        "two entries of the layer have the path '" + entry.path() + "'");
            }
        }
        for (String path : List.copyOf(sorted.keySet())) {
            String above = ImagePath.parent(path);
            while (!above.isEmpty()) {
                LayerEntry there = sorted.get(above);
                if (there == null) {
                    sorted.put(above, new LayerEntry.Directory(above, 0755));
                } else if (!(there instanceof LayerEntry.Directory)) {
                    throw new OciException(
                            "'"
                                    + path
                                    + "' needs the folder '"
                                    + above
                                    + "', which is a file or link");
                }
                above = ImagePath.parent(above);
            }
        }
        return sorted;
    }
}
