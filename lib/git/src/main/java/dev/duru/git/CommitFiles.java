package dev.duru.git;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;

/** Writes a commit out as plain files and hashes everything again on the way. */
public final class CommitFiles {
    private static final int LARGEST_TREE = 16 << 20;
    private static final int DEEPEST = 200;

    private final ObjectReader objects;
    private final Path root;
    private final Limits limits;
    private final ObjectChecker paths = new ObjectChecker().setAllowLeadingZeroFileMode(true);
    private final List<String> leftOut = new ArrayList<>();
    private long bytes;
    private int files;

    private CommitFiles(ObjectReader objects, Path root, Limits limits) {
        this.objects = objects;
        this.root = root;
        this.limits = limits;
    }

    /**
     * Writes the files of a commit.
     *
     * @param repository a bare repository's folder, as {@link Remote#fetch} makes it
     * @param folder made when missing; must be empty
     * @return what was left out, a sentence each: links that lead out of the folder
     * @throws GitException CORRUPT when the repository is not what its hashes say; REFUSED when the
     *     commit is larger than the limits, or has names that must not be written
     */
    public static List<String> write(Path repository, String commit, Path folder, Limits limits) {
        try (FileRepository git = new FileRepository(repository.toFile());
                ObjectReader reader = git.newObjectReader()) {
            CommitFiles files =
                    new CommitFiles(reader, folder.toAbsolutePath().normalize(), limits);
            Files.createDirectories(folder);
            byte[] raw = files.object(ObjectId.fromString(commit), Constants.OBJ_COMMIT);
            files.tree(RevCommit.parse(raw).getTree().getId(), "", 0);
            return List.copyOf(files.leftOut);
        } catch (CorruptObjectException | MissingObjectException e) {
            throw new GitException(GitException.Kind.CORRUPT, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            // A pack that was cut or changed shows in many ways while it is read.
            throw new GitException(GitException.Kind.CORRUPT, String.valueOf(e.getMessage()), e);
        }
    }

    private void tree(ObjectId id, String prefix, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw refused("folders lie more than " + DEEPEST + " deep in '" + prefix + "'");
        }
        CanonicalTreeParser entries = new CanonicalTreeParser();
        entries.reset(object(id, Constants.OBJ_TREE));
        for (; !entries.eof(); entries.next()) {
            String name = entries.getEntryPathString();
            String path = prefix + name;
            check(name, path);
            if (++files > limits.files()) {
                throw refused("it has more than " + limits.files() + " files");
            }
            int mode = entries.getEntryRawMode();
            Path target = root.resolve(path);
            if (FileMode.TREE.equals(mode)) {
                Files.createDirectory(target);
                tree(entries.getEntryObjectId(), path + "/", depth + 1);
            } else if (FileMode.GITLINK.equals(mode)) {
                Files.createDirectory(target);
            } else if (FileMode.SYMLINK.equals(mode)) {
                link(entries.getEntryObjectId(), path, target);
            } else {
                file(entries.getEntryObjectId(), target);
                if (FileMode.EXECUTABLE_FILE.equals(mode)) {
                    Files.setPosixFilePermissions(
                            target, PosixFilePermissions.fromString("rwxr-xr-x"));
                }
            }
        }
    }

    private void check(String name, String path) {
        try {
            if (name.indexOf('/') >= 0) {
                throw new CorruptObjectException("a name with a slash");
            }
            paths.checkPath(name);
        } catch (CorruptObjectException e) {
            throw refused("it has the path '" + path + "': " + e.getMessage());
        }
    }

    private void link(ObjectId id, String path, Path target) throws IOException {
        String text = new String(object(id, Constants.OBJ_BLOB), StandardCharsets.UTF_8);
        Path parent = target.getParent();
        boolean plain = !text.isEmpty() && text.length() < 4096 && text.indexOf('\0') < 0;
        if (!plain
                || text.startsWith("/")
                || parent == null
                || !parent.resolve(text).normalize().startsWith(root)) {
            leftOut.add("the link " + path + " leads out of the repository and was left out");
            return;
        }
        Files.createSymbolicLink(target, Path.of(text));
    }

    /** Small objects whole; throws when they are not what their id says. */
    private byte[] object(ObjectId id, int type) throws IOException {
        ObjectLoader loader = objects.open(id, type);
        if (loader.getSize() > LARGEST_TREE) {
            throw refused("it has a folder or a link of " + loader.getSize() + " bytes");
        }
        byte[] raw = loader.getBytes(LARGEST_TREE);
        MessageDigest sha = hash(type, raw.length);
        sha.update(raw);
        verify(id, sha);
        return raw;
    }

    private void file(ObjectId id, Path target) throws IOException {
        ObjectLoader loader = objects.open(id, Constants.OBJ_BLOB);
        bytes += loader.getSize();
        if (bytes > limits.fileBytes()) {
            throw refused("its files have more than " + (limits.fileBytes() >> 20) + " MiB");
        }
        MessageDigest sha = hash(Constants.OBJ_BLOB, loader.getSize());
        try (InputStream in = loader.openStream();
                OutputStream out =
                        new BufferedOutputStream(
                                Files.newOutputStream(
                                        target,
                                        StandardOpenOption.CREATE_NEW,
                                        StandardOpenOption.WRITE,
                                        LinkOption.NOFOLLOW_LINKS))) {
            byte[] buffer = new byte[64 * 1024];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                sha.update(buffer, 0, read);
                out.write(buffer, 0, read);
            }
        }
        verify(id, sha);
    }

    private static MessageDigest hash(int type, long size) {
        MessageDigest sha = Constants.newMessageDigest();
        sha.update(
                (Constants.typeString(type) + " " + size + "\0")
                        .getBytes(StandardCharsets.US_ASCII));
        return sha;
    }

    private static void verify(ObjectId id, MessageDigest sha) {
        if (!ObjectId.fromRaw(sha.digest()).equals(id)) {
            throw new GitException(
                    GitException.Kind.CORRUPT, "the bytes of " + id.name() + " are not its own");
        }
    }

    private static GitException refused(String why) {
        return new GitException(GitException.Kind.REFUSED, why);
    }
}
