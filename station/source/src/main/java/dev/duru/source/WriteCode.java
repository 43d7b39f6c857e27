package dev.duru.source;

import dev.duru.kernel.Identity;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.source.git.FileCommit;
import dev.duru.source.git.History;
import dev.duru.source.git.Merges;
import dev.duru.source.git.Quarantine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.ReceiveCommand;

/** Changes refs and files without a Git client, by the rules and with the facts of a push. */
final class WriteCode {
    private final Pushes pushes;

    WriteCode(Pushes pushes) {
        this.pushes = pushes;
    }

    /** Who changes what, and as what. */
    record By(ProjectName project, Identity identity, Role role) {}

    /**
     * Makes, moves or deletes a ref.
     *
     * @param to a commit's id; {@code ""} deletes
     * @param force whether the ref may leave its history
     */
    void move(By by, String ref, String to, boolean force) {
        received(
                by,
                quarantine -> {
                    ObjectId target = to.isEmpty() ? ObjectId.zeroId() : ObjectId.fromString(to);
                    push(by, quarantine, ref, target, force);
                });
    }

    /** Commits one file onto a branch, which is made when the project has no commit yet. */
    void commit(By by, String branch, FileCommit.Change change) {
        received(
                by,
                quarantine -> {
                    ObjectId id = FileCommit.write(quarantine.repository(), branch, change);
                    push(by, quarantine, Constants.R_HEADS + branch, id, false);
                });
    }

    /**
     * Makes a branch from the main one on which a change is taken back.
     *
     * @param good the state to come back to; empty for the one before {@code bad}
     * @throws ProblemException CONFLICT when later changes stand in the way, or nothing of it is
     *     left
     */
    String revert(By by, String bad, String good, Merges.Words words) {
        String branch = "revert-" + bad.substring(0, Math.min(12, bad.length()));
        received(
                by,
                quarantine -> {
                    Repository repository = quarantine.repository();
                    History history = new History(repository);
                    String main =
                            history.resolve(history.defaultBranch())
                                    .orElseThrow(() ->
                                            ProblemException.conflict(
                                                    "the project has no main branch"))
                                    .id();
                    switch (new Merges(repository).revert(main, bad, good, words)) {
                        case Merges.Conflicts(List<String> files) ->
                                throw ProblemException.conflict(
                                        "later commits changed the same places, in "
                                                + String.join(", ", files)
                                                + "; revert it by hand");
                        case Merges.Done(String commit) -> {
                            if (commit.equals(main)) {
                                throw ProblemException.conflict(
                                        "nothing of that change is left in the main branch");
                            }
                            push(
                                    by,
                                    quarantine,
                                    Constants.R_HEADS + branch,
                                    ObjectId.fromString(commit),
                                    true);
                        }
                    }
                });
        return branch;
    }

    private void received(By by, Pushes.Reception reception) {
        try {
            pushes.receive(by.project(), reception);
        } catch (IOException e) {
            throw new UncheckedIOException("the change could not be kept: " + e.getMessage(), e);
        }
    }

    private void push(By by, Quarantine quarantine, String ref, ObjectId to, boolean force)
            throws IOException {
        Repository repository = quarantine.repository();
        Ref now = repository.exactRef(ref);
        ObjectId from =
                now == null || now.getObjectId() == null ? ObjectId.zeroId() : now.getObjectId();
        ReceiveCommand command = new ReceiveCommand(from, to, ref);
        try (RevWalk walk = new RevWalk(repository)) {
            command.updateType(walk);
        }
        if (command.getType() == ReceiveCommand.Type.UPDATE_NONFASTFORWARD && !force) {
            throw ProblemException.user("Update is not a fast forward");
        }
        String main = Constants.R_HEADS + new History(repository).defaultBranch();
        Optional<String> refusal = PushRules.refusal(command, by.role(), main);
        if (refusal.isPresent()) {
            throw ProblemException.forbidden(refusal.get());
        }
        pushes.move(
                new Pushes.Offer(by.project(), by.identity(), by.role()),
                true,
                quarantine,
                List.of(command));
        if (command.getResult() != ReceiveCommand.Result.OK) {
            throw ProblemException.conflict(
                    ref + " could not be moved: " + command.getResult() + "; try again");
        }
    }
}
