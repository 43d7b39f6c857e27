package dev.duru.source.git;

import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;

/** Where the refs of a repository point, read from disk now. */
public final class Tips {
    private final Repository repository;

    public Tips(Repository repository) {
        this.repository = repository;
    }

    /**
     * Where a ref points.
     *
     * @param objectId the object itself, which may be a tag
     * @param commit the commit behind it; empty for a tree or a file
     */
    public record Tip(String objectId, Optional<Commit> commit) {}

    /** All refs below {@code refs/} by full name, with their object ids. */
    public Map<String, String> all() {
        try {
            Map<String, String> ids = new LinkedHashMap<>();
            for (Ref ref : repository.getRefDatabase().getRefsByPrefix(Constants.R_REFS)) {
                if (ref.getObjectId() != null) {
                    ids.put(ref.getName(), ref.getObjectId().name());
                }
            }
            return ids;
        } catch (IOException e) {
            throw History.unreadable(e);
        }
    }

    /** Those of the named refs that exist. */
    public Map<String, Tip> of(Collection<String> refs) {
        try (RevWalk walk = new RevWalk(repository)) {
            Map<String, Tip> tips = new LinkedHashMap<>();
            for (String name : refs) {
                Ref ref = repository.exactRef(name);
                if (ref != null && ref.getObjectId() != null) {
                    ObjectId id = ref.getObjectId();
                    tips.put(name, new Tip(id.name(), History.commit(walk, id)));
                }
            }
            return tips;
        } catch (IOException e) {
            throw History.unreadable(e);
        }
    }
}
