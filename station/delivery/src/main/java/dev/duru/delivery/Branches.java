package dev.duru.delivery;

import dev.duru.kernel.ProjectName;
import java.util.List;

/** Port: the branches and merge requests that environments can be made for. */
public interface Branches {
    /** Every branch is there, and no merge request. */
    Branches NONE =
            new Branches() {
                @Override
                public boolean exists(ProjectName project, String branch) {
                    return true;
                }

                @Override
                public List<Request> requests(ProjectName project) {
                    return List.of();
                }
            };

    /**
     * An open merge request.
     *
     * @param branch the one that is to be merged, without {@code refs/heads/}
     * @param head its newest commit
     */
    record Request(long number, String branch, String head) {}

    boolean exists(ProjectName project, String branch);

    /** The open ones. */
    List<Request> requests(ProjectName project);
}
