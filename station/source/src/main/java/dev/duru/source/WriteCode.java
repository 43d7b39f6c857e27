package dev.duru.source;

import dev.duru.kernel.Identity;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.source.git.FileCommit;
import dev.duru.source.git.History;
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
