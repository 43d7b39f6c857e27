package dev.duru.pipeline.files;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Packs files into zip and tar archives, the same bytes for the same files, and unpacks them. */
public final class Archives {
    /** 1980-01-01, the earliest time that a zip can hold. */
    private static final long EPOCH = 315532800000L;

    /** More than this in one archive is refused when it is unpacked. */
    private static final long LARGEST = 20L * 1024 * 1024 * 1024;

    private Archives() {}

    /**
     * Packs files into a zip. A link is packed as the file that it points to, if that lies within
     * {@code root}, and else refused.
     *
     * @param root to which the names in the archive are relative
     * @throws HostilePathException for a link that leads out
     */
    public static void zip(Path root, Collection<Path> files, OutputStream target)
            throws IOException {
        Path real = root.toRealPath();
        try (ZipOutputStream zip =
                new ZipOutputStream(new BufferedOutputStream(target), StandardCharsets.UTF_8)) {
            for (Path file : files) {
                String name = root.relativize(file).toString();
                Path source = file.toRealPath();
                if (!source.startsWith(real)) {
                    throw new HostilePathException(
                            "'"
                                    + name
                                    + "' is a symbolic link that leads out of '"
                                    + root.getFileName()
                                    + "'; upload the file itself");
                }
                if (!Files.isRegularFile(source)) {
                    continue;
                }
                ZipEntry entry = new ZipEntry(name);
                entry.setTime(EPOCH);
                zip.putNextEntry(entry);
                Files.copy(source, zip);
                zip.closeEntry();
            }
        }
    }

    /**
     * Unpacks a zip into a folder.
     *
     * @return the number of files
     * @throws HostilePathException for an entry that points outside; nothing of it is written
     */
    public static int unzip(InputStream source, Path folder) throws IOException {
        int files = 0;
        long bytes = 0;
        try (ZipInputStream zip =
                new ZipInputStream(new BufferedInputStream(source), StandardCharsets.UTF_8)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                checkName(entry.getName());
                Path target = Inside.resolve(folder, entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                    continue;
                }
                makeParent(target);
                refuseLink(target, entry.getName());
                bytes += copy(zip, target, bytes);
                files++;
            }
        }
        return files;
    }

    /**
     * Packs files and folders into a tar: sorted by name, no times, owners or groups, modes 644 and
     * 755. Links that stay within the root are kept as links.
     *
     * @param names of the entries, for each path one
     * @throws HostilePathException for a link that leads out
     */
    public static void tar(Path root, Collection<Path> paths, OutputStream target)
            throws IOException {
        try (TarArchiveOutputStream tar =
                new TarArchiveOutputStream(new BufferedOutputStream(target), "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            for (Path path : paths.stream().sorted().toList()) {
                add(root, path, tar);
            }
        }
    }

    private static void add(Path root, Path path, TarArchiveOutputStream tar) throws IOException {
        String name = root.relativize(path).toString();
        boolean isFolder = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
        TarArchiveEntry entry;
        if (Files.isSymbolicLink(path)) {
            Path to = Files.readSymbolicLink(path);
            if (!Inside.linkStays(root, path, to)) {
                throw new HostilePathException(
                        "'"
                                + name
                                + "' is a symbolic link to '"
                                + to
                                + "', which leads out of the workspace");
            }
            entry = new TarArchiveEntry(name, TarArchiveEntry.LF_SYMLINK);
            entry.setLinkName(to.toString());
        } else {
            entry = new TarArchiveEntry(isFolder ? name + "/" : name);
            boolean executable =
                    isFolder
                            || Files.getPosixFilePermissions(path)
                                    .contains(PosixFilePermission.OWNER_EXECUTE);
            entry.setMode(executable ? 0755 : 0644);
        }
        entry.setModTime(0L);
        entry.setIds(0, 0);
        entry.setNames("", "");
        boolean isFile = entry.isFile() && !entry.isSymbolicLink() && !isFolder;
        if (isFile) {
            entry.setSize(Files.size(path));
        }
        tar.putArchiveEntry(entry);
        if (isFile) {
            Files.copy(path, tar);
        }
        tar.closeArchiveEntry();
    }

    /**
     * Unpacks a tar into a folder: files, folders and links that stay inside.
     *
     * @throws HostilePathException for an entry or link that points outside
     */
    public static void untar(InputStream source, Path folder) throws IOException {
        long bytes = 0;
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new BufferedInputStream(source), "UTF-8")) {
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null;
                    entry = tar.getNextEntry()) {
                checkName(entry.getName());
                Path target = Inside.resolve(folder, entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else if (entry.isSymbolicLink()) {
                    Path to = Path.of(entry.getLinkName());
                    if (!Inside.linkStays(folder, target, to)) {
                        throw new HostilePathException(
                                "the link '" + entry.getName() + "' leads out of its folder");
                    }
                    makeParent(target);
                    Files.deleteIfExists(target);
                    Files.createSymbolicLink(target, to);
                } else if (entry.isFile()) {
                    makeParent(target);
                    refuseLink(target, entry.getName());
                    bytes += copy(tar, target, bytes);
                    Files.setPosixFilePermissions(target, permissions(entry.getMode()));
                }
            }
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions =
                EnumSet.of(
                        PosixFilePermission.OWNER_READ,
                        PosixFilePermission.OWNER_WRITE,
                        PosixFilePermission.GROUP_READ,
                        PosixFilePermission.OTHERS_READ);
        if ((mode & 0100) != 0) {
            permissions.add(PosixFilePermission.OWNER_EXECUTE);
            permissions.add(PosixFilePermission.GROUP_EXECUTE);
            permissions.add(PosixFilePermission.OTHERS_EXECUTE);
        }
        return permissions;
    }

    private static void checkName(String name) {
        boolean up = List.of(name.split("/")).contains("..");
        if (name.startsWith("/") || up || name.indexOf('\0') >= 0 || name.indexOf('\\') >= 0) {
            throw new HostilePathException(
                    "the archive holds '" + name + "', which points outside of its folder");
        }
    }

    private static void refuseLink(Path target, String name) throws IOException {
        if (Files.isSymbolicLink(target)) {
            throw new HostilePathException(
                    "'" + name + "' would be written through a symbolic link");
        }
    }

    private static void makeParent(Path target) throws IOException {
        Path parent = target.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
    }

    private static long copy(InputStream in, Path target, long before) throws IOException {
        long copied = 0;
        try (OutputStream out = Files.newOutputStream(target)) {
            byte[] buffer = new byte[64 * 1024];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                copied += n;
                if (before + copied > LARGEST) {
                    throw new IOException("the archive is larger than 20 GiB when unpacked");
                }
                out.write(buffer, 0, n);
            }
        }
        return copied;
    }

    /** Copies a folder's files, folders and links as they are, without the entries to leave out. */
    public static void copyTree(Path from, Path to, Set<String> without) throws IOException {
        try (var tree = Files.walk(from)) {
            for (Path path : (Iterable<Path>) tree::iterator) {
                Path relative = from.relativize(path);
                if (relative.getNameCount() > 0
                        && without.contains(relative.getName(0).toString())) {
                    continue;
                }
                Path target = to.resolve(relative.toString());
                if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(
                            path,
                            target,
                            LinkOption.NOFOLLOW_LINKS,
                            StandardCopyOption.COPY_ATTRIBUTES,
                            StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }
}
