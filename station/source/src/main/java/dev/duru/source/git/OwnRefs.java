package dev.duru.source.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;

/**
 * The refs that Duru itself keeps for merge requests, under the names that GitLab and GitHub give
 * them, so that the usual {@code git fetch} lines work. They follow the database: whatever moment
 * the process dies at, they can be written again, and nobody hears of them as of a push.
 */
public final class OwnRefs {
    private static final String REQUESTS = "refs/merge-requests/";
    private static final String PULLS = "refs/pull/";
    private static final String DURU = "refs/duru/";

    private OwnRefs() {}

    /** Whether a ref is Duru's to move, and nobody else's. */
    public static boolean isOwn(String ref) {
        return ref.startsWith(REQUESTS) || ref.startsWith(PULLS) || ref.startsWith(DURU);
    }

    /** GitLab's name for the head of a merge request. */
    public static String head(long number) {
        return REQUESTS + number + "/head";
    }

    /** GitHub's name for the head of a pull request. */
    public static String pullHead(long number) {
        return PULLS + number + "/head";
    }

    /** GitHub's name for the commit that merging would make. */
    public static String pullMerge(long number) {
        return PULLS + number + "/merge";
    }

    /** The heads of merge requests that are there, by ref. */
    public static Map<String, String> heads(Repository repository) {
        try {
            Map<String, String> heads = new LinkedHashMap<>();
            for (String prefix : new String[] {REQUESTS, PULLS}) {
                for (Ref ref : repository.getRefDatabase().getRefsByPrefix(prefix)) {
                    if (ref.getObjectId() != null) {
                        heads.put(ref.getName(), ref.getObjectId().name());
                    }
                }
            }
            return heads;
        } catch (IOException e) {
            throw History.unreadable(e);
        }
    }

    /** Makes a ref name a commit; {@code ""} removes it. */
    public static void set(Repository repository, String ref, String commit) {
        try {
            RefUpdate update = repository.updateRef(ref);
            update.setForceUpdate(true);
            update.disableRefLog();
            RefUpdate.Result result;
            if (commit.isEmpty()) {
                result = update.delete();
            } else {
                update.setNewObjectId(ObjectId.fromString(commit));
                result = update.update();
            }
            switch (result) {
                case NEW, FORCED, FAST_FORWARD, NO_CHANGE -> {}
                default -> throw new IOException("the repository says " + result);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(ref + " could not be written: " + e.getMessage(), e);
        }
    }
}
