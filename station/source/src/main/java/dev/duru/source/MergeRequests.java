package dev.duru.source;

import dev.duru.kernel.Database;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Identity;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Tx;
import dev.duru.source.git.Commit;
import dev.duru.source.git.History;
import dev.duru.source.git.Merges;
import dev.duru.source.git.OwnRefs;
import dev.duru.source.git.Quarantine;
import dev.duru.source.git.Repositories;
import dev.duru.source.merge.MergeRequest;
import dev.duru.source.merge.MergeSettings;
import dev.duru.source.merge.MergeStore;
import dev.duru.source.merge.Proposal;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/** The merge requests of projects: opened, edited, tried, closed. {@link Merging} merges them. */
public final class MergeRequests {
    private final Database database;
    private final MergeStore store;
    private final Repositories repositories;
    private final ProjectLocks locks;

    MergeRequests(
            Database database, MergeStore store, Repositories repositories, ProjectLocks locks) {
        this.database = database;
        this.store = store;
        this.repositories = repositories;
        this.locks = locks;
    }

    /** What is to be changed; null leaves a part as it is. */
    public record Edit(
            @Nullable String title,
            @Nullable String description,
            @Nullable String target,
            @Nullable Boolean draft,
            MergeRequest.@Nullable State state) {}

    /**
     * Opens a request.
     *
     * @throws ProblemException USER when there is no such branch or nothing to merge; CONFLICT when
     *     one is open for these branches
     */
    public MergeRequest open(ProjectName project, Identity by, Proposal wanted) {
        Proposal proposal = wanted.checked();
        try (ProjectLocks.Held held = locks.hold(project);
                Repository repository = repositories.repository(project)) {
            History history = new History(repository);
            Commit head = branch(history, project, proposal.source());
            Commit target = branch(history, project, proposal.target());
            if (history.contains(target.id(), head.id())) {
                throw ProblemException.user(
                        proposal.target()
                                + " has all commits of "
                                + proposal.source()
                                + " already; push something to merge first");
            }
            String base = history.mergeBase(target.id(), head.id()).orElse("");
            MergeRequest opened =
                    database.write(tx -> {
                        refuseSecond(tx, project, proposal.source(), proposal.target());
                        MergeRequest request =
                                store.add(
                                        tx,
                                        project,
                                        proposal,
                                        by.user(),
                                        new MergeRequest.Head(head.id(), by.user(), base));
                        tx.append(
                                new Fact.MergeRequestOpened(
                                        project,
                                        head.id(),
                                        request.number(),
                                        request.title(),
                                        request.source(),
                                        request.target(),
                                        by.user()));
                        return request;
                    });
            MergeFollower.mirror(repository, List.of(opened));
            return opened;
        }
    }

    private static Commit branch(History history, ProjectName project, String name) {
        return history.resolve("refs/heads/" + name)
                .orElseThrow(
                        () -> ProblemException.user(project + " has no branch '" + name + "'"));
    }

    private void refuseSecond(Tx tx, ProjectName project, String source, String target) {
        store.open(tx.sql(), project).stream()
                .filter(other -> other.source().equals(source) && other.target().equals(target))
                .findFirst()
                .ifPresent(other -> {
                    throw ProblemException.conflict(
                            "merge request !"
                                    + other.number()
                                    + " is open for "
                                    + source
                                    + " into "
                                    + target
                                    + " already");
                });
    }

    /** Changes text, target, draft or state. */
    public MergeRequest edit(ProjectName project, long number, Identity by, Edit edit) {
        try (ProjectLocks.Held held = locks.hold(project);
                Repository repository = repositories.repository(project)) {
            History history = new History(repository);
            MergeRequest old = one(project, number);
            Proposal proposal =
                    new Proposal(
                                    old.source(),
                                    edit.target() == null ? old.target() : edit.target(),
                                    edit.title() == null ? old.title() : edit.title(),
                                    edit.description() == null
                                            ? old.description()
                                            : edit.description(),
                                    edit.draft() == null ? old.draft() : edit.draft())
                            .checked();
            if (!proposal.target().equals(old.target())) {
                branch(history, project, proposal.target());
            }
            Optional<Commit> head = history.resolve(old.sourceRef());
            MergeRequest changed =
                    database.write(tx -> {
                        MergeRequest edited = text(tx, old, proposal, by);
                        MergeRequest.State state =
                                edit.state() == null ? old.state() : edit.state();
                        return state == old.state()
                                ? edited
                                : move(tx, edited, state, head, by.user());
                    });
            MergeFollower.mirror(repository, List.of(changed));
            return changed;
        }
    }

    private MergeRequest text(Tx tx, MergeRequest old, Proposal proposal, Identity by) {
        boolean words =
                !proposal.title().equals(old.title())
                        || !proposal.description().equals(old.description())
                        || !proposal.target().equals(old.target());
        boolean draft = proposal.draft() != old.draft();
        if (!words && !draft) {
            return old;
        }
        if (!proposal.target().equals(old.target())) {
            refuseSecond(tx, old.project(), old.source(), proposal.target());
        }
        MergeRequest edited = store.edit(tx, old, proposal);
        if (words) {
            tx.append(edited(edited, "edited", by));
        }
        if (draft) {
            String action = proposal.draft() ? "converted_to_draft" : "ready_for_review";
            tx.append(edited(edited, action, by));
        }
        return edited;
    }

    private static Fact edited(MergeRequest request, String action, Identity by) {
        return new Fact.MergeRequestEdited(
                request.project(), request.head(), request.number(), action, by.user());
    }

    private MergeRequest move(
            Tx tx,
            MergeRequest request,
            MergeRequest.State state,
            Optional<Commit> head,
            String by) {
        if (request.state() == MergeRequest.State.MERGED) {
            throw ProblemException.conflict(
                    "merge request !"
                            + request.number()
                            + " is merged; that cannot be undone here");
        }
        return switch (state) {
            case MERGED ->
                    throw ProblemException.user("merge it by its own call, not by its state");
            case CLOSED -> {
                tx.append(
                        new Fact.MergeRequestClosed(
                                request.project(), request.head(), request.number(), by));
                yield store.end(tx, request, MergeRequest.State.CLOSED, "", by);
            }
            case OPEN -> {
                Commit now =
                        head.orElseThrow(() ->
                                ProblemException.conflict(
                                        "the branch '" + request.source() + "' is gone"));
                refuseSecond(tx, request.project(), request.source(), request.target());
                tx.append(
                        new Fact.MergeRequestReopened(
                                request.project(), now.id(), request.number(), by));
                MergeRequest reopened = store.end(tx, request, MergeRequest.State.OPEN, "", "");
                yield now.id().equals(request.head())
                        ? reopened
                        : store.moved(
                                tx,
                                reopened,
                                new MergeRequest.Head(now.id(), by, request.tip().base()));
            }
        };
    }

    /**
     * A request with its merge tried out on the commits that both branches have now; {@code
     * refs/pull/N/merge} names what it made.
     */
    public MergeRequest tried(ProjectName project, long number) {
        MergeRequest known = one(project, number);
        if (!known.isOpen()) {
            return known;
        }
        try (ProjectLocks.Held held = locks.hold(project);
                Repository repository = repositories.repository(project)) {
            MergeRequest request = one(project, number);
            Optional<Commit> target = new History(repository).resolve(request.targetRef());
            if (!request.isOpen() || target.isEmpty()) {
                return request;
            }
            String key = MergeRequest.Trial.key(target.get().id(), request.head());
            if (key.equals(request.trial().of())) {
                return request;
            }
            MergeRequest.Trial trial = attempt(request, target.get(), key);
            OwnRefs.set(repository, OwnRefs.pullMerge(number), trial.commit());
            return database.write(tx -> store.tried(tx, request, trial));
        }
    }

    /** The same commits give the same merge, so that a crash in between leaves nothing twice. */
    private MergeRequest.Trial attempt(MergeRequest request, Commit target, String key) {
        try (Quarantine quarantine = repositories.quarantine(request.project())) {
            Repository inside = quarantine.repository();
            Commit head = new History(inside).resolve(request.head()).orElseThrow();
            Merges.Words words =
                    new Merges.Words(
                            Identity.DURU.user(),
                            Merging.address(Identity.DURU.user()),
                            head.committedAt().isAfter(target.committedAt())
                                    ? head.committedAt()
                                    : target.committedAt(),
                            "Merge " + head.id() + " into " + target.id() + "\n");
            return switch (new Merges(inside).merge(target.id(), head.id(), words)) {
                case Merges.Done(String commit) -> {
                    quarantine.adopt();
                    yield new MergeRequest.Trial(key, commit, List.of());
                }
                case Merges.Conflicts(List<String> files) -> new MergeRequest.Trial(key, "", files);
            };
        }
    }

    /** Who wants it merged as soon as it can be; null when nobody does any more. */
    MergeRequest mergeWhenReady(MergeRequest request, MergeRequest.@Nullable Auto auto) {
        if (auto != null && !request.isOpen()) {
            throw ProblemException.conflict(
                    "!" + request.number() + " is " + request.state().word() + " already");
        }
        return database.write(tx -> store.auto(tx, request, auto));
    }

    /** A request. */
    public Optional<MergeRequest> find(ProjectName project, long number) {
        return database.read(sql -> store.find(sql, project, number));
    }

    /**
     * A request that must be there.
     *
     * @throws ProblemException NOT_FOUND
     */
    public MergeRequest one(ProjectName project, long number) {
        return database.read(sql -> store.one(sql, project, number));
    }

    /** Those in a state ({@code ""} for any) with smaller numbers than {@code before}. */
    public List<MergeRequest> list(ProjectName project, String state, long before, int limit) {
        return database.read(sql -> store.list(sql, project, state, before, limit));
    }

    /** The open ones of a project, oldest first. */
    public List<MergeRequest> open(ProjectName project) {
        return database.read(sql -> store.open(sql, project));
    }

    public long count(ProjectName project, MergeRequest.State state) {
        return database.read(sql -> store.count(sql, project, state));
    }

    /** What a project asks before it merges. */
    public MergeSettings settings(ProjectName project) {
        return database.read(sql -> store.settings(sql, project));
    }

    /** Asks for something else from now on. */
    public void setSettings(ProjectName project, MergeSettings settings) {
        if (settings.approvals() < 0 || settings.approvals() > MergeSettings.MOST_APPROVALS) {
            throw ProblemException.user(
                    "the number of approvals is 0 to " + MergeSettings.MOST_APPROVALS);
        }
        database.update(tx -> store.setSettings(tx, project, settings));
    }
}
