package dev.duru.delivery;

import dev.duru.kernel.Database;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;

/** Somebody takes the change of a release back in the code, by a branch of its own. */
final class RevertRelease {
    private final Database database;
    private final Reverts reverts;

    RevertRelease(Database database, Reverts reverts) {
        this.database = database;
        this.reverts = reverts;
    }

    /**
     * Makes the branch: all that came after the release that is live.
     *
     * @return its name
     * @throws ProblemException CONFLICT when the release was not taken back
     */
    String revert(ProjectName project, long number, Actor actor) {
        actor.needs(Role.DEVELOPER, "reverting a change");
        Release release = database.read(sql -> new DeliveryStore(sql).known(project, number));
        boolean bad =
                release.state() == ReleaseState.ROLLED_BACK
                        || release.state() == ReleaseState.FAILED;
        if (!bad) {
            throw ProblemException.conflict(
                    "release "
                            + number
                            + " is "
                            + release.state().word()
                            + "; a revert is offered for one that was taken back or has failed");
        }
        String good =
                database.read(sql -> new DeliveryStore(sql).live(release.environment()))
                        .map(Release::commit)
                        .filter(commit -> !commit.equals(release.commit()))
                        .orElse("");
        return reverts.branch(
                project,
                actor,
                release.commit(),
                good,
                "Revert release "
                        + number
                        + " ("
                        + release.version()
                        + ")\n\n"
                        + (release.note().isEmpty() ? "" : release.note() + "\n\n")
                        + "This takes back what came with "
                        + release.commit()
                        + ".\n");
    }
}
