package dev.duru.containers;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * The files that a build may use: a folder without what its {@code .dockerignore} names. Symbolic
 * links are sent as links, so that nothing outside of the folder is read.
 */
public final class BuildContext {
    private final Path folder;
    private final Set<String> kept;

    private BuildContext(Path folder, Set<String> kept) {
        this.folder = folder;
        this.kept = kept;
    }

    /**
     * A folder.
     *
     * @param dockerfile which is sent even if it is ignored, as the builder needs it
     */
    public static BuildContext of(Path folder, String dockerfile) {
        return new BuildContext(folder, Set.of(dockerfile, ".dockerignore"));
    }

    /** The paths that are sent, with slashes, in order. */
    List<String> paths() throws IOException {
        Path file = folder.resolve(".dockerignore");
        IgnoreFile ignore =
                Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                        ? IgnoreFile.parse(Files.readString(file))
                        : IgnoreFile.NONE;
        TreeMap<String, Boolean> all = new TreeMap<>();
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path dir, BasicFileAttributes attributes) {
                        if (dir.equals(folder)) {
                            return FileVisitResult.CONTINUE;
                        }
                        String name = name(dir);
                        if (!ignore.ignores(name)) {
                            all.put(name, true);
                        } else if (!ignore.hasExceptions() && !leadsToKept(name)) {
                            return FileVisitResult.SKIP_SUBTREE;
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                        String name = name(path);
                        if (!attributes.isOther()
                                && (kept.contains(name) || !ignore.ignores(name))) {
                            all.put(name, true);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        return new ArrayList<>(all.keySet());
    }

    private boolean leadsToKept(String name) {
        return kept.stream().anyMatch(path -> path.startsWith(name + "/"));
    }

    private String name(Path path) {
        return folder.relativize(path).toString();
    }

    /** Writes the files as a tar archive. */
    void write(OutputStream out) throws IOException {
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out, "UTF-8");
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
        for (String name : paths()) {
            entry(name, tar);
        }
        tar.finish();
        tar.flush();
    }

    private void entry(String name, TarArchiveOutputStream tar) throws IOException {
        Path path = folder.resolve(name);
        BasicFileAttributes attributes =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        TarArchiveEntry entry;
        if (attributes.isSymbolicLink()) {
            entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
            entry.setLinkName(Files.readSymbolicLink(path).toString());
        } else {
            entry = new TarArchiveEntry(attributes.isDirectory() ? name + "/" : name);
            entry.setMode(mode(path, attributes.isDirectory()));
            if (attributes.isRegularFile()) {
                entry.setSize(attributes.size());
            }
        }
        entry.setModTime(attributes.lastModifiedTime());
        tar.putArchiveEntry(entry);
        if (attributes.isRegularFile()) {
            Files.copy(path, tar);
        }
        tar.closeArchiveEntry();
    }

    private static int mode(Path path, boolean folder) throws IOException {
        int mode = folder ? 040000 : 0100000;
        String letters = PosixFilePermissions.toString(permissions(path));
        for (int i = 0; i < letters.length(); i++) {
            if (letters.charAt(i) != '-') {
                mode |= 1 << 8 - i;
            }
        }
        return mode;
    }

    private static Set<PosixFilePermission> permissions(Path path) throws IOException {
        return Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
    }
}
