package dev.duru.oci;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns an uncompressed tar archive on disk into layer entries whose contents stay in the archive:
 * how the kept output of a build becomes an image without being unpacked. Hard links become files
 * of their own; devices are errors, and so are names and links that lead outside.
 *
 * <p>Permissions become 0755 for folders and for what its owner may execute, 0644 for the rest, so
 * that the umask of the machine that built does not show in the digest.
 */
public final class TarIndex {
    private TarIndex() {}

    /**
     * The entries of the archive; a later entry of the same name takes the place of an earlier one.
     */
    public static List<LayerEntry> read(Path tar) throws IOException {
        Map<String, LayerEntry> entries = new HashMap<>();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(tar), 64 * 1024);
                TarReader reader = new TarReader(in)) {
            Optional<TarReader.Entry> next = reader.next();
            while (next.isPresent()) {
                TarReader.Entry entry = next.get();
                String path = ImagePath.normalise(entry.name());
                if (!path.isEmpty()) {
                    entries.put(path, convert(tar, path, entry, entries));
                }
                next = reader.next();
            }
        }
        return new ArrayList<>(entries.values());
    }

    private static LayerEntry convert(
            Path tar, String path, TarReader.Entry entry, Map<String, LayerEntry> before) {
        return switch (entry.kind()) {
            case FILE ->
                    new LayerEntry.File(
                            path,
                            fileMode(entry),
                            Content.slice(tar, entry.offset(), entry.size()));
            case DIRECTORY -> new LayerEntry.Directory(path, 0755);
            case SYMLINK -> {
                LinkTarget.check(path, entry.linkName());
                yield new LayerEntry.Symlink(path, entry.linkName());
            }
            case HARDLINK -> {
                LayerEntry target = before.get(ImagePath.normalise(entry.linkName()));
                if (target instanceof LayerEntry.File file) {
                    yield new LayerEntry.File(path, file.mode(), file.content());
                }
                throw new OciException(
                        "'"
                                + path
                                + "' is a hard link to '"
                                + ImagePath.show(entry.linkName())
                                + "', which is no file in this archive");
            }
            case DEVICE, FIFO ->
                    throw new OciException(
                            "'"
                                    + path
                                    + "' is a device or pipe; only files, folders and links can be packed");
        };
    }

    private static int fileMode(TarReader.Entry entry) {
        return (entry.mode() & 0100) == 0 ? 0644 : 0755;
    }
}
