package dev.duru.pipeline.actions;

import dev.duru.dialects.plan.ActionRef;
import dev.duru.pipeline.state.RunRow;
import java.nio.file.Path;
import java.util.Optional;

/** Port: projects of this Duru whose repositories hold actions. */
public interface OwnActions {
    /** None, as for a folder without a server. */
    OwnActions NONE =
            new OwnActions() {
                @Override
                public Optional<String> commit(RunRow run, ActionRef.Repository action) {
                    return Optional.empty();
                }

                @Override
                public void write(ActionRef.Repository action, String commit, Path folder) {
                    throw new IllegalStateException("there is no project " + action);
                }
            };

    /**
     * The commit that a reference names.
     *
     * @return empty when there is no such project here, or the run's user may not read it
     * @throws dev.duru.kernel.ProblemException USER when the project has no such ref
     */
    Optional<String> commit(RunRow run, ActionRef.Repository action);

    /** Writes the files of a commit into an empty folder, without anything of Git's own. */
    void write(ActionRef.Repository action, String commit, Path folder);
}
