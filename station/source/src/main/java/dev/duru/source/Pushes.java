package dev.duru.source;

import dev.duru.kernel.Database;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Identity;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.source.git.History;
import dev.duru.source.git.Quarantine;
import dev.duru.source.git.Repositories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.BatchRefUpdate;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.ReceiveCommand;

/**
 * Takes pushes in: objects into quarantine, then, one push of a project at a time, the note of who
 * moves what, the objects and refs into the repository, and the facts into the ledger. A project
 * that does not exist is made by the push, and is gone again if the push is refused.
 */
final class Pushes {
    private final Database database;
    private final ProjectStore projects;
    private final Repositories repositories;
    private final RefLedger ledger;
    private final ProjectLocks locks;
    private final Housekeeping housekeeping;

    Pushes(
            Database database,
            ProjectStore projects,
            Repositories repositories,
            RefLedger ledger,
            ProjectLocks locks,
            Housekeeping housekeeping) {
        this.database = database;
        this.projects = projects;
        this.repositories = repositories;
        this.ledger = ledger;
        this.locks = locks;
        this.housekeeping = housekeeping;
    }

    /** Who pushes where, and as what. */
    record Offer(ProjectName project, Identity by, Role role) {}

    /** What is done with the objects of a push; called with the repository in place. */
    interface Reception {
        void receive(Quarantine quarantine) throws IOException;
    }

    /** Has a push received into quarantine, making the project's repository when it is missing. */
    void receive(ProjectName project, Reception reception) throws IOException {
        if (projects.find(project).isEmpty()) {
            try (ProjectLocks.Held held = locks.hold(project)) {
                if (projects.find(project).isEmpty()) {
                    receiveFirst(project, reception);
                    return;
                }
            }
        }
        try (Quarantine quarantine = repositories.quarantine(project)) {
            reception.receive(quarantine);
        }
    }

    private void receiveFirst(ProjectName project, Reception reception) throws IOException {
        repositories.create(project, "main");
        try (Quarantine quarantine = repositories.quarantine(project)) {
            reception.receive(quarantine);
        } finally {
            if (projects.find(project).isEmpty()) {
                repositories.delete(project);
            }
        }
    }

    /**
     * Moves the refs and gives the facts that this made true; all is durable when it returns. The
     * commands carry their results; with {@code atomic} all of them are done or none.
     */
    List<Fact.OfProject> move(
            Offer offer,
            boolean atomic,
            Quarantine quarantine,
            Collection<ReceiveCommand> commands) {
        ProjectName project = offer.project();
        try (ProjectLocks.Held held = locks.hold(project);
                Repository repository = repositories.repository(project)) {
            if (ledger.unsettled(project)) {
                ledger.settle(project, repository);
            }
            boolean first = projects.find(project).isEmpty();
            database.update(tx -> {
                if (first) {
                    ProjectStore.insert(tx, project, false, offer.by());
                }
                ledger.intend(tx, project, intents(commands), offer.by());
            });
            quarantine.adopt();
            apply(repository, offer.by(), atomic, commands);
            List<String> refs = commands.stream().map(ReceiveCommand::getRefName).toList();
            repositories.syncRefs(project, refs);
            nameDefaultBranch(repository, commands);
            List<Fact.OfProject> facts = ledger.settle(project, repository, refs);
            housekeeping.consider(project);
            return facts;
        }
    }

    private static List<RefLedger.Intent> intents(Collection<ReceiveCommand> commands) {
        return commands.stream()
                .map(command ->
                        new RefLedger.Intent(command.getRefName(), command.getNewId().name()))
                .toList();
    }

    private static void apply(
            Repository repository,
            Identity by,
            boolean atomic,
            Collection<ReceiveCommand> commands) {
        BatchRefUpdate batch = repository.getRefDatabase().newBatchUpdate();
        batch.setAtomic(atomic);
        batch.setAllowNonFastForwards(true);
        batch.setRefLogIdent(new PersonIdent(by.user(), ""));
        batch.setRefLogMessage("push", true);
        batch.addCommand(commands);
        try (RevWalk walk = new RevWalk(repository)) {
            batch.execute(walk, NullProgressMonitor.INSTANCE);
        } catch (IOException e) {
            throw new UncheckedIOException("refs could not be moved: " + e.getMessage(), e);
        }
    }

    /** When HEAD names a branch that does not exist, it takes the best of those just pushed. */
    private static void nameDefaultBranch(
            Repository repository, Collection<ReceiveCommand> commands) {
        try {
            Ref head = repository.exactRef(Constants.HEAD);
            if (head != null && head.getObjectId() != null) {
                return;
            }
            List<String> pushed =
                    commands.stream()
                            .filter(command ->
                                    command.getType() == ReceiveCommand.Type.CREATE
                                            && command.getResult() == ReceiveCommand.Result.OK
                                            && command.getRefName().startsWith(Constants.R_HEADS))
                            .map(ReceiveCommand::getRefName)
                            .toList();
            String current = Constants.R_HEADS + new History(repository).defaultBranch();
            Stream.concat(
                            Stream.of(current, "refs/heads/main", "refs/heads/master"),
                            pushed.stream())
                    .filter(pushed::contains)
                    .findFirst()
                    .ifPresent(branch -> link(repository, branch));
        } catch (IOException e) {
            throw new UncheckedIOException("HEAD could not be read: " + e.getMessage(), e);
        }
    }

    static void link(Repository repository, String branch) {
        try {
            repository.updateRef(Constants.HEAD).link(branch);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the default branch could not be set: " + e.getMessage(), e);
        }
    }
}
