package dev.duru.source.git;

import dev.duru.kernel.Problem;
import dev.duru.kernel.ProblemException;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEditor;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.dircache.InvalidPathException;
import org.eclipse.jgit.internal.storage.file.ObjectDirectory;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/** Makes a commit that changes one file, as a pack, which is what quarantine hands on. */
public final class FileCommit {
    private FileCommit() {}

    /**
     * The change.
     *
     * @param content null to delete the file
     */
    public record Change(
            String path, byte @Nullable [] content, String message, String name, String email) {}

    /** Writes the objects on top of a branch; the new commit's id. */
    public static ObjectId write(Repository repository, String branch, Change change)
            throws IOException {
        ObjectId parent = repository.resolve(Constants.R_HEADS + branch + "^{commit}");
        ObjectDirectory objects = (ObjectDirectory) repository.getObjectDatabase();
        try (ObjectInserter inserter = objects.newPackInserter();
                ObjectReader reader = repository.newObjectReader();
                RevWalk walk = new RevWalk(reader)) {
            DirCache files =
                    parent == null
                            ? DirCache.newInCore()
                            : DirCache.read(reader, walk.parseCommit(parent).getTree());
            edit(files, change, inserter);
            CommitBuilder commit = new CommitBuilder();
            commit.setTreeId(files.writeTree(inserter));
            if (parent != null) {
                commit.setParentId(parent);
            }
            PersonIdent who =
                    new PersonIdent(change.name(), change.email(), Instant.now(), ZoneOffset.UTC);
            commit.setAuthor(who);
            commit.setCommitter(who);
            commit.setMessage(change.message());
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            return id;
        }
    }

    private static void edit(DirCache files, Change change, ObjectInserter inserter)
            throws IOException {
        DirCacheEditor editor = files.editor();
        byte[] content = change.content();
        try {
            if (content == null) {
                editor.add(new DirCacheEditor.DeletePath(change.path()));
            } else {
                ObjectId blob = inserter.insert(Constants.OBJ_BLOB, content);
                editor.add(
                        new DirCacheEditor.PathEdit(change.path()) {
                            @Override
                            public void apply(DirCacheEntry entry) {
                                if (entry.getRawMode() == 0) {
                                    entry.setFileMode(FileMode.REGULAR_FILE);
                                }
                                entry.setObjectId(blob);
                            }
                        });
            }
            editor.finish();
        } catch (InvalidPathException e) {
            throw new ProblemException(
                    Problem.Code.USER, "'" + change.path() + "' cannot be a file's path", e);
        }
    }
}
