package dev.duru.oci;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the layers of an image into a folder, lowest first, and nothing anywhere else. Refused
 * with a clear error: absolute names, {@code ..}, writing through a symbolic link, links that could
 * lead outside ({@link LinkTarget}), devices and pipes, more entries or bytes than the limits
 * allow, contents that do not have the digest that the config names. Whiteouts and opaque folders
 * work as image-spec's "Layer Filesystem Changeset" says.
 *
 * <p>Files belong to whoever runs this; set-id and sticky bits are dropped; the owner can always
 * read, and enter folders. After an error the folder holds part of the image: the caller deletes
 * it.
 */
public final class LayerUnpacker {
    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";

    /** The end of the year 9999, in seconds: later times are not representable everywhere. */
    private static final long LATEST = 253_402_300_799L;

    private static final long MAX_NAMES = 64L * 1024 * 1024;
    private static final int BUFFER = 64 * 1024;

    private final Path root;
    private final Limits limits;
    private long entries;
    private long bytes;
    private long names;

    /**
     * What one image may hold, all layers together.
     *
     * @param maxEntries files, folders and links
     * @param maxBytes bytes of all files, uncompressed
     */
    public record Limits(long maxEntries, long maxBytes) {
        /** Bytes of one uncompressed layer: its files, and 4 KiB around each entry. */
        long maxArchive() {
            return maxBytes + 4096 * (maxEntries + 16);
        }

        /** Half a million entries, 16 GiB. */
        public static Limits generous() {
            return new Limits(500_000, 16L << 30);
        }
    }

    /** Unpacks into {@code root}, an existing folder that only the caller writes to. */
    public LayerUnpacker(Path root, Limits limits) {
        this.root = root;
        this.limits = limits;
    }

    /**
     * Unpacks one layer over those before.
     *
     * @param mediaType the layer's, which says how it is compressed
     * @param diffId what the uncompressed bytes must hash to, or null where nobody said
     */
    public void unpack(InputStream layer, String mediaType, @Nullable Digest diffId) {
        try (DigestInput plain =
                        new DigestInput(decompress(layer, mediaType), limits.maxArchive());
                TarReader tar = new TarReader(plain)) {
            Set<String> written = new HashSet<>();
            Optional<TarReader.Entry> next = tar.next();
            while (next.isPresent()) {
                entry(next.get(), tar.content(), written);
                next = tar.next();
            }
            Digest actual = plain.finish();
            if (diffId != null && !actual.equals(diffId)) {
                throw new OciException(
                        "layer has wrong content: its digest is "
                                + actual
                                + ", the config says "
                                + diffId);
            }
        } catch (IOException e) {
            throw new OciException("cannot unpack a layer into " + root + ": " + e.getMessage(), e);
        } catch (InvalidPathException e) {
            throw new OciException(
                    "cannot unpack a layer: this machine's file system takes no name like '"
                            + ImagePath.show(e.getInput())
                            + "'; run with a UTF-8 locale",
                    e);
        }
    }

    /** Whether layers of this type can be unpacked here. */
    public static boolean understands(String mediaType) {
        return switch (mediaType) {
            case MediaTypes.OCI_LAYER,
                    MediaTypes.DOCKER_LAYER,
                    MediaTypes.OCI_LAYER_GZIP,
                    MediaTypes.DOCKER_LAYER_GZIP ->
                    true;
            default -> false;
        };
    }

    private static InputStream decompress(InputStream layer, String mediaType) throws IOException {
        return switch (mediaType) {
            case MediaTypes.OCI_LAYER, MediaTypes.DOCKER_LAYER ->
                    new BufferedInputStream(layer, BUFFER);
            case MediaTypes.OCI_LAYER_GZIP, MediaTypes.DOCKER_LAYER_GZIP ->
                    new BufferedInputStream(new GZIPInputStream(layer, BUFFER), BUFFER);
            default ->
                    throw new OciException(
                            "layers of type " + mediaType + " cannot be unpacked; push it gzipped");
        };
    }

    private void entry(TarReader.Entry entry, InputStream content, Set<String> written)
            throws IOException {
        if (++entries > limits.maxEntries()) {
            throw new OciException("image holds more than " + limits.maxEntries() + " entries");
        }
        bytes += entry.size();
        if (bytes > limits.maxBytes() || bytes < 0) {
            throw new OciException("image holds more than " + limits.maxBytes() + " bytes");
        }
        String path = ImagePath.normalise(entry.name());
        names += path.length();
        if (names > MAX_NAMES) {
            throw new OciException("the names of the image's files are too long all together");
        }
        if (path.isEmpty()) {
            if (entry.kind() != TarReader.Kind.DIRECTORY) {
                throw new OciException("layer replaces the root of the image");
            }
            return;
        }
        String name = ImagePath.name(path);
        if (name.startsWith(WHITEOUT)) {
            whiteout(path, name, written);
            return;
        }
        Path target = makeWay(path, written);
        switch (entry.kind()) {
            case FILE -> file(target, entry, content);
            case DIRECTORY -> directory(target, entry.mode());
            case SYMLINK -> {
                LinkTarget.check(path, entry.linkName());
                clear(target);
                Files.createSymbolicLink(target, Path.of(entry.linkName()));
            }
            case HARDLINK -> hardlink(path, target, entry.linkName());
            case DEVICE, FIFO ->
                    throw new OciException(
                            "layer holds the device or pipe '"
                                    + ImagePath.show(path)
                                    + "'; only files, folders and links are unpacked");
        }
        written.add(path);
    }

    private void file(Path target, TarReader.Entry entry, InputStream content) throws IOException {
        clear(target);
        try (OutputStream out =
                Files.newOutputStream(
                        target,
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS)) {
            content.transferTo(out);
        }
        Files.setPosixFilePermissions(target, permissions(entry.mode() | 0400));
        Files.setLastModifiedTime(
                target, FileTime.from(Math.clamp(entry.mtime(), 0, LATEST), TimeUnit.SECONDS));
    }

    private void directory(Path target, int mode) throws IOException {
        if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            clear(target);
            Files.createDirectory(target);
        }
        Files.setPosixFilePermissions(target, permissions(mode | 0700));
    }

    private void hardlink(String path, Path target, String linkName) throws IOException {
        String source = ImagePath.normalise(linkName);
        Path existing =
                source.isEmpty() ? root : plainParent(source).resolve(ImagePath.name(source));
        if (!Files.isRegularFile(existing, LinkOption.NOFOLLOW_LINKS)) {
            throw new OciException(
                    "hard link '"
                            + ImagePath.show(path)
                            + "' -> '"
                            + ImagePath.show(linkName)
                            + "': its target is no file of the image");
        }
        if (!source.equals(path)) {
            clear(target);
            Files.createLink(target, existing);
        }
    }

    /** Removes what lower layers put there; what this layer wrote stays. */
    private void whiteout(String path, String name, Set<String> written) throws IOException {
        String hidden = name.substring(WHITEOUT.length());
        if (!name.equals(OPAQUE)
                && (hidden.isEmpty() || hidden.equals(".") || hidden.equals(".."))) {
            throw new OciException(
                    "layer holds the malformed whiteout '" + ImagePath.show(path) + "'");
        }
        Path folder = plainParent(path);
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        String above = ImagePath.parent(path);
        if (name.equals(OPAQUE)) {
            try (var children = Files.newDirectoryStream(folder)) {
                for (Path child : children) {
                    remove(above, child.getFileName().toString(), folder, written);
                }
            }
            return;
        }
        remove(above, hidden, folder, written);
    }

    private void remove(String above, String name, Path folder, Set<String> written)
            throws IOException {
        String path = above.isEmpty() ? name : above + "/" + name;
        if (!written.contains(path)) {
            clear(folder.resolve(name));
        } else if (Files.isDirectory(folder.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
            try (var children = Files.newDirectoryStream(folder.resolve(name))) {
                for (Path child : children) {
                    remove(path, child.getFileName().toString(), folder.resolve(name), written);
                }
            }
        }
    }

    /** The path's own folder, made where it is missing, never through a link. */
    private Path makeWay(String path, Set<String> written) throws IOException {
        Path at = root;
        StringBuilder so = new StringBuilder();
        String above = ImagePath.parent(path);
        for (String name : above.isEmpty() ? List.<String>of() : List.of(above.split("/"))) {
            at = at.resolve(name);
            so.append(so.isEmpty() ? "" : "/").append(name);
            if (Files.isSymbolicLink(at)) {
                throw throughLink(path, so.toString());
            }
            if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                clear(at);
                Files.createDirectory(at);
            }
            written.add(so.toString());
        }
        return at.resolve(ImagePath.name(path));
    }

    /** The path's own folder, where it is one and no link is on the way. */
    private Path plainParent(String path) {
        Path at = root;
        String above = ImagePath.parent(path);
        for (String name : above.isEmpty() ? List.<String>of() : List.of(above.split("/"))) {
            at = at.resolve(name);
            if (Files.isSymbolicLink(at)) {
                throw throughLink(path, root.relativize(at).toString());
            }
        }
        return at;
    }

    private static OciException throughLink(String path, String link) {
        return new OciException(
                "layer reaches '"
                        + ImagePath.show(path)
                        + "' through the symbolic link '"
                        + ImagePath.show(link)
                        + "'; that is not followed");
    }

    /** Deletes what is at this place, a whole folder too, following no link. */
    private static void clear(Path target) throws IOException {
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(
                target,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException error)
                            throws IOException {
                        if (error != null) {
                            throw error;
                        }
                        Files.delete(dir);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        PosixFilePermission[] highFirst = {
            PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.OWNER_EXECUTE,
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE
        };
        Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
        for (int i = 0; i < highFirst.length; i++) {
            if ((mode & 0400 >> i) != 0) {
                set.add(highFirst[i]);
            }
        }
        return set;
    }
}
