package dev.duru.source.git;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Pattern;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheCheckout;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * Writes the files of a tree and the index that describes them. Trees whose {@code .gitattributes}
 * ask for other bytes than those that are kept go the slow way, by JGit's checkout.
 */
final class WorkFiles implements AutoCloseable {
    private static final int SMALL = 8 << 20;
    private static final Pattern CONVERTING =
            Pattern.compile("\\b(eol=crlf|crlf=|ident|working-tree-encoding)");

    private final Repository source;
    private final Repository work;
    private final Path folder;
    private final ObjectChecker paths =
            new ObjectChecker().setSafeForMacOS(true).setAllowLeadingZeroFileMode(true);

    private WorkFiles(Repository source, Repository work, Path folder) {
        this.source = source;
        this.work = work;
        this.folder = folder;
    }

    /** Opens the repository that was just made in a folder's {@code .git}. */
    static WorkFiles open(Repository source, Path folder) throws IOException {
        Repository work =
                new FileRepositoryBuilder()
                        .setWorkTree(folder.toFile())
                        .setGitDir(folder.resolve(Constants.DOT_GIT).toFile())
                        .setMustExist(true)
                        .build();
        return new WorkFiles(source, work, folder);
    }

    void write(ObjectId tree) throws IOException {
        DirCache index = work.lockDirCache();
        try {
            if (converts(tree)) {
                DirCacheCheckout checkout = new DirCacheCheckout(work, index, tree);
                checkout.setFailOnConflict(false);
                checkout.checkout();
                return;
            }
            DirCacheBuilder entries = index.builder();
            try (TreeWalk walk = new TreeWalk(source)) {
                walk.addTree(tree);
                while (walk.next()) {
                    write(walk, entries);
                }
            }
            entries.commit();
        } finally {
            index.unlock();
        }
    }

    private boolean converts(ObjectId tree) throws IOException {
        try (TreeWalk walk = new TreeWalk(source)) {
            walk.addTree(tree);
            while (walk.next()) {
                if (walk.isSubtree()) {
                    walk.enterSubtree();
                } else if (walk.getNameString().equals(Constants.DOT_GIT_ATTRIBUTES)) {
                    byte[] text = source.open(walk.getObjectId(0)).getBytes();
                    if (CONVERTING.matcher(new String(text, StandardCharsets.UTF_8)).find()) {
                        return true;
                    }
                }
            }
            return false;
        }
    }

    private void write(TreeWalk walk, DirCacheBuilder entries) throws IOException {
        paths.checkPath(walk.getPathString());
        Path path = folder.resolve(walk.getPathString());
        FileMode mode = walk.getFileMode(0);
        if (walk.isSubtree()) {
            if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                Files.deleteIfExists(path);
                Files.createDirectory(path);
            }
            walk.enterSubtree();
            return;
        }
        DirCacheEntry entry = new DirCacheEntry(walk.getRawPath());
        entry.setFileMode(mode);
        entry.setObjectId(walk.getObjectId(0));
        if (FileMode.GITLINK.equals(mode.getBits())) {
            Files.createDirectories(path);
        } else {
            write(path, mode, source.open(walk.getObjectId(0), Constants.OBJ_BLOB), entry);
        }
        entries.add(entry);
    }

    private static void write(Path path, FileMode mode, ObjectLoader bytes, DirCacheEntry entry)
            throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            Repositories.delete(path);
        } else {
            Files.deleteIfExists(path);
        }
        entry.setLength(bytes.getSize());
        if (FileMode.SYMLINK.equals(mode.getBits())) {
            Files.createSymbolicLink(
                    path, Path.of(new String(bytes.getBytes(), StandardCharsets.UTF_8)));
        } else {
            try (OutputStream out =
                    Files.newOutputStream(
                            path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                if (bytes.getSize() <= SMALL) {
                    out.write(bytes.getBytes());
                } else {
                    bytes.copyTo(out);
                }
            }
            if (FileMode.EXECUTABLE_FILE.equals(mode.getBits())) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
        entry.setLastModified(
                Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant());
    }

    @Override
    public void close() {
        work.close();
    }
}
