package dev.duru.source;

import dev.duru.kernel.Database;
import dev.duru.kernel.Identity;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.source.git.Commit;
import dev.duru.source.git.History;
import dev.duru.source.git.Merges;
import dev.duru.source.git.Quarantine;
import dev.duru.source.git.Repositories;
import dev.duru.source.merge.Check;
import dev.duru.source.merge.MergeDecision;
import dev.duru.source.merge.MergeMethod;
import dev.duru.source.merge.MergeNote;
import dev.duru.source.merge.MergeRequest;
import dev.duru.source.merge.MergeSettings;
import dev.duru.source.merge.MergeStore;
import dev.duru.web.Authority;
import dev.duru.web.Language;
import dev.duru.web.Texts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Merges merge requests. The request notes what its target is about to get, the target moves as by
 * a push, and {@link MergeFollower} ends the request in the transaction that notes the move.
 */
final class Merging {
    private static final Logger LOG = LoggerFactory.getLogger(Merging.class);

    private final Database database;
    private final MergeStore store;
    private final Repositories repositories;
    private final Pushes pushes;
    private final ProjectLocks locks;
    private final MergeRequests requests;
    private final Texts.Words words =
            Texts.of("dev.duru.source", Merging.class.getClassLoader()).in(Language.EN);

    Merging(Parts parts, MergeRequests requests) {
        this.database = parts.database();
        this.store = parts.store();
        this.repositories = parts.repositories();
        this.pushes = parts.pushes();
        this.locks = parts.locks();
        this.requests = requests;
    }

    /** What of the station it works with. */
    record Parts(
            Database database,
            MergeStore store,
            Repositories repositories,
            Pushes pushes,
            ProjectLocks locks) {}

    /** How to merge; {@code message} is {@code ""} for the usual one. */
    record How(MergeMethod method, String message, boolean deleteSource) {}

    /**
     * All about a request.
     *
     * @param request with its merge tried out
     * @param base where the difference begins
     * @param obstacles to merging by the project's method
     */
    record Standing(
            MergeRequest request,
            MergeSettings settings,
            String base,
            List<MergeNote> notes,
            List<Check> checks,
            List<String> approvers,
            List<MergeDecision.Blocked> obstacles) {
        boolean mergeable() {
            return obstacles.isEmpty();
        }
    }

    /** How a request stands, if it were merged by a method. */
    Standing standing(ProjectName project, long number, Checks checks, Optional<MergeMethod> by) {
        MergeRequest request = requests.tried(project, number);
        MergeSettings settings = requests.settings(project);
        List<MergeNote> notes = database.read(sql -> store.notes(sql, project, number));
        List<Check> runs = checks.of(project, number, request.head());
        try (Repository repository = repositories.repository(project)) {
            History history = new History(repository);
            String source = tip(history, request.sourceRef());
            String target = tip(history, request.targetRef());
            boolean both = request.isOpen() && !target.isEmpty();
            MergeDecision.Situation situation =
                    new MergeDecision.Situation(
                            settings,
                            source,
                            target,
                            both && history.contains(request.head(), target),
                            both && history.contains(target, request.head()),
                            runs,
                            notes);
            return new Standing(
                    request,
                    settings,
                    both
                            ? MergeFollower.base(history, request, request.head())
                            : request.tip().base(),
                    notes,
                    runs,
                    MergeDecision.approvers(request, notes),
                    MergeDecision.obstacles(request, by.orElse(settings.method()), situation));
        }
    }

    private static String tip(History history, String ref) {
        return history.resolve(ref).map(Commit::id).orElse("");
    }

    /**
     * Merges now.
     *
     * @throws ProblemException CONFLICT with all that stands in the way; FORBIDDEN when the rules
     *     for pushes refuse it
     */
    MergeRequest merge(Standing known, Checks checks, WriteCode.By by, How how) {
        ProjectName project = known.request().project();
        long number = known.request().number();
        try (ProjectLocks.Held held = locks.hold(project);
                Quarantine quarantine = repositories.quarantine(project)) {
            Standing standing = standing(project, number, checks, Optional.of(how.method()));
            if (!standing.mergeable()) {
                throw ProblemException.conflict(
                        "!" + number + " cannot be merged: " + tell(standing.obstacles()));
            }
            MergeRequest request = standing.request();
            String commit = commit(quarantine.repository(), request, by, how);
            List<ReceiveCommand> commands =
                    commands(quarantine.repository(), request, commit, how.deleteSource());
            check(quarantine.repository(), by, commands);
            database.update(tx -> store.merging(tx, request, commit, by.identity().user()));
            pushes.move(
                    new Pushes.Offer(project, by.identity(), by.role()),
                    true,
                    quarantine,
                    commands);
            for (ReceiveCommand command : commands) {
                if (command.getResult() != ReceiveCommand.Result.OK) {
                    throw ProblemException.conflict(
                            command.getRefName()
                                    + " could not be moved: "
                                    + command.getResult()
                                    + "; try again");
                }
            }
            return requests.one(project, number);
        }
    }

    /** Obstacles in English, one after the other. */
    String tell(List<MergeDecision.Blocked> obstacles) {
        return obstacles.stream()
                .map(each -> words.text("merge.blocked." + each.obstacle().word(), each.detail()))
                .collect(Collectors.joining("; "));
    }

    private String commit(Repository inside, MergeRequest request, WriteCode.By by, How how) {
        History history = new History(inside);
        String target = tip(history, request.targetRef());
        String user = by.identity().user();
        Merges.Words said =
                new Merges.Words(user, address(user), Instant.now(), message(request, how));
        Merges merges = new Merges(inside);
        Merges.Outcome outcome =
                switch (how.method()) {
                    case MERGE -> merges.merge(target, request.head(), said);
                    case SQUASH -> merges.squash(target, request.head(), said);
                    case REBASE -> merges.rebase(target, request.head(), said);
                    case FAST_FORWARD -> new Merges.Done(request.head());
                };
        return switch (outcome) {
            case Merges.Done(String commit) -> commit;
            case Merges.Conflicts(List<String> files) ->
                    throw ProblemException.conflict(
                            "!"
                                    + request.number()
                                    + " cannot be merged one commit after the other: both sides"
                                    + " changed "
                                    + String.join(", ", files)
                                    + "; merge or squash it instead");
        };
    }

    private static String message(MergeRequest request, How how) {
        if (!how.message().isBlank()) {
            return how.message().strip() + "\n";
        }
        String text = request.description().isEmpty() ? "" : "\n\n" + request.description();
        return switch (how.method()) {
            case MERGE, REBASE, FAST_FORWARD ->
                    "Merge branch '"
                            + request.source()
                            + "' into '"
                            + request.target()
                            + "'\n\n"
                            + request.title()
                            + "\n\nMerge request !"
                            + request.number()
                            + "\n";
            case SQUASH -> request.title() + " (!" + request.number() + ")" + text + "\n";
        };
    }

    /** The mail address of somebody who has told Duru none. */
    static String address(String user) {
        return user.replaceAll("[^A-Za-z0-9._-]", "") + "@users.noreply.invalid";
    }

    private List<ReceiveCommand> commands(
            Repository inside, MergeRequest request, String commit, boolean deleteSource) {
        History history = new History(inside);
        List<ReceiveCommand> commands = new ArrayList<>();
        commands.add(
                new ReceiveCommand(
                        ObjectId.fromString(tip(history, request.targetRef())),
                        ObjectId.fromString(commit),
                        request.targetRef()));
        boolean needed =
                request.source().equals(history.defaultBranch())
                        || requests.open(request.project()).stream()
                                .filter(other -> other.number() != request.number())
                                .anyMatch(other ->
                                        other.source().equals(request.source())
                                                || other.target().equals(request.source()));
        if (deleteSource && !needed) {
            commands.add(
                    new ReceiveCommand(
                            ObjectId.fromString(tip(history, request.sourceRef())),
                            ObjectId.zeroId(),
                            request.sourceRef()));
        }
        return commands;
    }

    private static void check(Repository inside, WriteCode.By by, List<ReceiveCommand> commands) {
        String main = Constants.R_HEADS + new History(inside).defaultBranch();
        try (RevWalk walk = new RevWalk(inside)) {
            for (ReceiveCommand command : commands) {
                command.updateType(walk);
                Optional<String> refusal = PushRules.refusal(command, by.role(), main);
                if (refusal.isPresent()) {
                    throw ProblemException.forbidden(refusal.get());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Has a request merged as soon as nothing stands in the way and its runs have succeeded; at
     * once when that is so already.
     */
    MergeRequest whenReady(Standing standing, Checks checks, WriteCode.By by, How how) {
        MergeRequest waiting =
                requests.mergeWhenReady(
                        standing.request(),
                        new MergeRequest.Auto(
                                by.identity().user(), how.method(), how.deleteSource()));
        boolean ready = standing.mergeable() && succeeded(standing.checks());
        return ready ? merge(standing, checks, by, how) : waiting;
    }

    private static boolean succeeded(List<Check> checks) {
        return checks.stream().allMatch(Check::good);
    }

    /**
     * Merges those of a project that wait for it and can be merged now, each by the role that who
     * wanted it has today.
     */
    void mergeReady(ProjectName project, Checks checks, Authority authority) {
        for (MergeRequest request : requests.open(project)) {
            MergeRequest.Auto auto = request.auto();
            if (auto == null) {
                continue;
            }
            Identity by = new Identity(auto.by(), false);
            Role role = authority.role(by, project).orElse(Role.READER);
            if (!role.includes(Role.DEVELOPER)) {
                LOG.info(
                        "!{} of {} waits: {} may no longer merge",
                        request.number(),
                        project,
                        auto.by());
                continue;
            }
            Standing standing =
                    standing(project, request.number(), checks, Optional.of(auto.method()));
            if (standing.mergeable()
                    && !standing.checks().isEmpty()
                    && succeeded(standing.checks())) {
                try {
                    merge(
                            standing,
                            checks,
                            new WriteCode.By(project, by, role),
                            new How(auto.method(), "", auto.deleteSource()));
                } catch (ProblemException e) {
                    LOG.info("!{} of {} waits on: {}", request.number(), project, e.detail());
                }
            }
        }
    }
}
