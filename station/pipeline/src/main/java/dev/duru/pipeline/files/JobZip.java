package dev.duru.pipeline.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * Zip archives that keep what may be executed, and links within the folder: the form in which
 * GitLab hands files from job to job.
 */
public final class JobZip {
    private static final long EPOCH = 315532800000L;
    private static final long LARGEST = 20L * 1024 * 1024 * 1024;
    private static final int LINK = 0120777;
    private static final int PROGRAM = 0100755;
    private static final int FILE = 0100644;

    private JobZip() {}

    /**
     * Packs files; names are relative to {@code root}.
     *
     * @throws HostilePathException for a link that leads out
     */
    public static void pack(Path root, Collection<Path> files, OutputStream target)
            throws IOException {
        try (ZipArchiveOutputStream zip =
                new ZipArchiveOutputStream(new BufferedOutputStream(target))) {
            for (Path file : files) {
                String name = root.relativize(file).toString();
                ZipArchiveEntry entry = new ZipArchiveEntry(name);
                entry.setTime(EPOCH);
                boolean link = Files.isSymbolicLink(file);
                if (link) {
                    Path to = Files.readSymbolicLink(file);
                    if (!Inside.linkStays(root, file, to)) {
                        throw new HostilePathException(
                                "'"
                                        + name
                                        + "' is a symbolic link that leads out of the workspace");
                    }
                    entry.setUnixMode(LINK);
                    zip.putArchiveEntry(entry);
                    zip.write(to.toString().getBytes(StandardCharsets.UTF_8));
                } else {
                    entry.setUnixMode(Files.isExecutable(file) ? PROGRAM : FILE);
                    zip.putArchiveEntry(entry);
                    Files.copy(file, zip);
                }
                zip.closeArchiveEntry();
            }
        }
    }

    /**
     * Unpacks an archive into a folder; files that are there are replaced.
     *
     * @return the number of files
     * @throws HostilePathException for an entry that points outside
     */
    public static int unpack(Path archive, Path folder) throws IOException {
        int files = 0;
        long bytes = 0;
        try (ZipFile zip = ZipFile.builder().setPath(archive).get()) {
            for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
                Path target = Inside.resolve(folder, entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                    continue;
                }
                Path parent = target.getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
                    throw new HostilePathException(
                            "'" + entry.getName() + "' is a file here and a folder there");
                }
                Files.deleteIfExists(target);
                try (InputStream in = zip.getInputStream(entry)) {
                    bytes += write(entry, in, folder, target);
                }
                if (bytes > LARGEST) {
                    throw new HostilePathException("the archive is larger than 20 GiB unpacked");
                }
                files++;
            }
        }
        return files;
    }

    private static long write(ZipArchiveEntry entry, InputStream in, Path folder, Path target)
            throws IOException {
        if ((entry.getUnixMode() & 0170000) == 0120000) {
            Path to = Path.of(new String(in.readNBytes(4096), StandardCharsets.UTF_8));
            if (!Inside.linkStays(folder, target, to)) {
                throw new HostilePathException("'" + entry.getName() + "' leads out of its folder");
            }
            Files.createSymbolicLink(target, to);
            return 0;
        }
        long bytes = Files.copy(in, target);
        if ((entry.getUnixMode() & 0111) != 0) {
            Files.setPosixFilePermissions(
                    target, Set.copyOf(PosixFilePermissions.fromString("rwxr-xr-x")));
        }
        return bytes;
    }
}
