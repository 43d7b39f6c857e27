package dev.duru.delivery;

import dev.duru.kernel.Database;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.kernel.Tx;
import dev.duru.manifest.Environment;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** People's word for, or against, a release that waits for it. */
final class ApproveRelease {
    private final Database database;
    private final Ledger ledger;
    private final Specs specs;
    private final Lanes lanes;

    ApproveRelease(Database database, Ledger ledger, Specs specs, Lanes lanes) {
        this.database = database;
        this.ledger = ledger;
        this.specs = specs;
        this.lanes = lanes;
    }

    /**
     * @param digest what the approver looked at; null when the caller leaves it to the number
     * @throws ProblemException FORBIDDEN for one's own change or too low a role, CONFLICT when the
     *     release waits no more or the digest is another
     */
    Release approve(
            ProjectName project,
            long number,
            Actor actor,
            String comment,
            @Nullable String digest) {
        Release seen = decidable(project, number, actor, digest, "approving");
        Environment.Approval rule = rule(seen);
        database.update(tx -> {
            Release release = still(tx, seen);
            checkList(rule, tx, release);
            DecisionStore decisions = new DecisionStore(tx.sql());
            List<DecisionStore.Approval> before = decisions.approvals(release);
            if (before.stream().anyMatch(a -> a.person().equals(actor.user()))) {
                throw ProblemException.conflict(
                        "you have approved release "
                                + number
                                + " already; another person is needed");
            }
            decisions.approve(release, actor.user(), comment, tx.now());
            tx.append(
                    new Fact.ReleaseApproved(
                            project,
                            release.commit(),
                            number,
                            release.environment().name(),
                            release.digest(),
                            actor.user(),
                            comment));
            if (before.size() + 1 >= rule.count()) {
                new DeliveryStore(tx.sql())
                        .move(release, ReleaseState.Event.APPROVED, 0, tx.now(), "");
                tx.afterCommit(() -> lanes.wake(release.environment()));
            }
        });
        return database.read(sql -> new DeliveryStore(sql).known(project, number));
    }

    /**
     * The release, when it waits and somebody may decide on it.
     *
     * @throws ProblemException as {@link #approve}
     */
    Release decidable(
            ProjectName project, long number, Actor actor, @Nullable String digest, String doing) {
        Release seen = waiting(project, number, digest);
        Environment.Approval rule = rule(seen);
        actor.needs(Role.valueOf(rule.role().name()), doing + " " + seen.environment());
        refuseOwn(rule, seen, actor, Authors.of(ledger, project, seen.commit()));
        return seen;
    }

    /** What is to be tried before the release may be approved. */
    Checklist checklist(Release release) {
        return Checklist.of(rule(release), ticks(release));
    }

    /** What was said of its digest, oldest first. */
    List<Tick> ticks(Release release) {
        return database.read(
                sql -> new RuleStore(sql).ticks(release.environment(), release.digest()));
    }

    private static void checkList(Environment.Approval rule, Tx tx, Release release) {
        List<String> missing =
                Checklist.of(
                                rule,
                                new RuleStore(tx.sql())
                                        .ticks(release.environment(), release.digest()))
                        .missing();
        if (!missing.isEmpty()) {
            throw ProblemException.conflict(
                    "the checklist of release "
                            + release.number()
                            + " is not done: "
                            + String.join(", ", missing)
                            + "; tick what was tried, then approve");
        }
    }

    /** Declines; whoever may approve may decline, their own change too. */
    Release decline(
            ProjectName project,
            long number,
            Actor actor,
            String comment,
            @Nullable String digest) {
        Release seen = waiting(project, number, digest);
        actor.needs(Role.valueOf(rule(seen).role().name()), "declining " + seen.environment());
        database.update(tx -> {
            Release release = still(tx, seen);
            String note = "declined by " + actor.user() + (comment.isBlank() ? "" : ": " + comment);
            new DeliveryStore(tx.sql())
                    .move(release, ReleaseState.Event.DECLINED, 0, tx.now(), note);
            tx.append(
                    new Fact.ReleaseDeclined(
                            project,
                            release.commit(),
                            number,
                            release.environment().name(),
                            release.digest(),
                            actor.user(),
                            comment));
        });
        return database.read(sql -> new DeliveryStore(sql).known(project, number));
    }

    Environment.Approval rule(Release release) {
        Environment.Approval rule = specs.environment(release).approval();
        return rule != null
                ? rule
                : new Environment.Approval(
                        dev.duru.yaml.Position.startOf(dev.duru.manifest.Manifest.FILE),
                        Environment.ApprovalRole.APPROVER,
                        1,
                        false,
                        List.of());
    }

    private static void refuseOwn(
            Environment.Approval rule, Release release, Actor actor, Set<String> authors) {
        if (!rule.self() && authors.contains(actor.user())) {
            throw ProblemException.forbidden(
                    "you pushed commit "
                            + release.version()
                            + " yourself, or opened its merge request, so somebody else must approve release "
                            + release.number()
                            + "; duru.yml allows your own word by `approve: { self: true }`");
        }
    }

    private Release waiting(ProjectName project, long number, @Nullable String digest) {
        Release release = database.read(sql -> new DeliveryStore(sql).known(project, number));
        if (release.state() != ReleaseState.WAITING) {
            throw ProblemException.conflict(
                    "release "
                            + number
                            + " waits for no approval: it is "
                            + release.state().word()
                            + (release.note().isEmpty() ? "" : " (" + release.note() + ")"));
        }
        if (digest != null && !digest.equals(release.digest())) {
            throw ProblemException.conflict(
                    "release "
                            + number
                            + " is of "
                            + release.digest()
                            + " and not of the digest that you looked at; look again");
        }
        return release;
    }

    static Release still(Tx tx, Release seen) {
        Release now = new DeliveryStore(tx.sql()).known(seen.project(), seen.number());
        if (now.state() != ReleaseState.WAITING) {
            throw ProblemException.conflict(
                    "release " + seen.number() + " is " + now.state().word() + " by now");
        }
        return now;
    }
}
