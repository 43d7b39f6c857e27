package dev.duru.feedback;

import dev.duru.kernel.AlertFact;
import dev.duru.kernel.Database;
import dev.duru.kernel.Entry;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.web.Routes;
import dev.duru.web.StatusLine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The station that learns: issues, the change, the loop, the figures. */
public final class Feedback {
    private static final int LOOP_FACTS = 600;
    private static final int PAGE = 500;

    private final Database database;
    private final Ledger ledger;
    private final Ports ports;
    private final InstantSource clock;
    private final IssueStore store = new IssueStore();
    private final WriteIssue writeIssue;

    /** What feedback asks of other stations. */
    public record Ports(
            History history,
            GraphExtract graphs,
            LogExtract logs,
            Production production,
            Statuses statuses) {}

    /** An issue with all that was said about it. */
    public record Discussion(Issue issue, List<Issue.Comment> comments) {}

    /** A part of the list of changes; {@code next} is 0 at the end, else the next part's place. */
    public record Changes(List<Change> changes, long next) {}

    /** Brings the tables up to date; nothing happens yet. */
    public Feedback(Database database, Ledger ledger, Ports ports, InstantSource clock) {
        database.migrate("feedback", Feedback.class.getClassLoader());
        this.database = database;
        this.ledger = ledger;
        this.ports = ports;
        this.clock = clock;
        this.writeIssue = new WriteIssue(database, store);
    }

    /** Starts to follow the facts; ends with the ledger. */
    public void start() {
        RaiseIncident raise = new RaiseIncident(database, ledger, store, writeIssue, ports);
        CloseFixed close = new CloseFixed(database, ledger, store, writeIssue, ports);
        RaiseAlert alerts = new RaiseAlert(database, store, writeIssue);
        ledger.consume("feedback")
                .onEntry(
                        AlertFact.AlertFired.class,
                        entry -> alerts.fired(entry, (AlertFact.AlertFired) entry.fact()))
                .onEntry(
                        AlertFact.AlertResolved.class,
                        entry -> alerts.resolved(entry, (AlertFact.AlertResolved) entry.fact()))
                .onEntry(
                        Fact.RolledBack.class,
                        entry -> raise.rolledBack(entry, (Fact.RolledBack) entry.fact()))
                .onEntry(
                        Fact.CrashLooped.class,
                        entry -> raise.crashLooped(entry, (Fact.CrashLooped) entry.fact()))
                .onEntry(
                        Fact.ReleaseDeployed.class,
                        entry -> close.deployed(entry, (Fact.ReleaseDeployed) entry.fact()))
                .start();
    }

    /** Pages and API. */
    public Routes routes() {
        return router -> {
            new FeedbackPages(this).add(router);
            new IssuePages(this, writeIssue).add(router);
            new FeedbackApi(this, writeIssue).add(router);
        };
    }

    /** Issues in a state, or in any, newest first. */
    public List<Issue> issues(
            ProjectName project, Issue.@Nullable State state, long before, int limit) {
        return database.read(sql -> store.list(sql, project, state, before, limit));
    }

    public long count(ProjectName project, Issue.State state) {
        return database.read(sql -> store.count(sql, project, state));
    }

    /**
     * An issue.
     *
     * @throws ProblemException NOT_FOUND
     */
    public Discussion issue(ProjectName project, long number) {
        return database.read(sql ->
                new Discussion(
                        store.issue(sql, project, number), store.comments(sql, project, number)));
    }

    /**
     * What is to be changed of an issue; null leaves a part as it is.
     *
     * @param state {@code open} or {@code closed}
     */
    public record Edit(
            @Nullable String title,
            @Nullable String body,
            @Nullable String state,
            @Nullable List<String> labels) {}

    /** Opens an issue. */
    public Issue open(
            ProjectName project, String by, String title, String body, List<String> labels) {
        return writeIssue.open(project, by, title, body, labels);
    }

    /** Changes an issue, and closes or reopens it. */
    public Issue edit(ProjectName project, long number, String by, Edit edit) {
        return writeIssue.edit(
                project,
                number,
                by,
                new WriteIssue.Edit(edit.title(), edit.body(), edit.state(), edit.labels()));
    }

    /** Says something about an issue. */
    public void comment(ProjectName project, long number, String by, String body) {
        writeIssue.comment(project, number, by, body);
    }

    /** Changes what was said. */
    public void editComment(ProjectName project, long number, long comment, String body) {
        writeIssue.editComment(project, number, comment, body);
    }

    /** Takes back what was said. */
    public void deleteComment(ProjectName project, long number, long comment) {
        database.update(tx -> store.deleteComment(tx, project, number, comment));
    }

    /** Issues that a commit caused. */
    public List<Issue> issuesOf(ProjectName project, String commit) {
        return database.read(sql -> store.ofCommit(sql, project, commit));
    }

    /**
     * The story of a commit; the id may be shortened to seven digits.
     *
     * @throws ProblemException NOT_FOUND when the ledger knows of no such commit
     */
    public Change change(ProjectName project, String sha) {
        if (!sha.matches("[0-9a-f]{7,40}")) {
            throw ProblemException.notFound(
                    "'" + sha + "' is not a commit's id; write 7 to 40 hexadecimal digits");
        }
        String commit = sha.length() == 40 ? sha : whole(project, sha);
        List<Entry> facts = ledger.ofChange(project, commit);
        if (facts.isEmpty()) {
            throw ProblemException.notFound(
                    "commit " + sha + " was never pushed as the head of a branch of " + project);
        }
        return Change.of(project, commit, facts).beside(live(project));
    }

    /** What programs say of a commit. */
    List<StatusLine> statuses(ProjectName project, String commit) {
        return ports.statuses().of(project, commit);
    }

    /** The commit that each environment runs, by the newest fact of each. */
    private Map<String, String> live(ProjectName project) {
        Map<String, String> live = new HashMap<>();
        for (Entry entry :
                ledger.ofKinds(
                        project,
                        Instant.EPOCH,
                        Fact.ReleaseDeployed.class,
                        Fact.RolledBack.class)) {
            if (entry.fact() instanceof Fact.ReleaseDeployed deployed) {
                live.put(deployed.environment(), deployed.commit());
            } else if (entry.fact() instanceof Fact.RolledBack back) {
                live.put(back.environment(), back.toCommit());
            }
        }
        return live;
    }

    private String whole(ProjectName project, String prefix) {
        List<String> found =
                ledger.ofKinds(project, Instant.EPOCH, Fact.CommitPushed.class).stream()
                        .map(entry -> ((Fact.CommitPushed) entry.fact()).commit())
                        .filter(commit -> commit.startsWith(prefix))
                        .distinct()
                        .toList();
        return switch (found.size()) {
            case 0 -> throw ProblemException.notFound("there is no commit " + prefix);
            case 1 -> found.getFirst();
            default ->
                    throw ProblemException.user(
                            "more than one commit begins with " + prefix + "; write more digits");
        };
    }

    /** What was pushed, newest first, from before a place in the ledger. */
    public Changes changes(ProjectName project, long before, int limit) {
        Set<String> commits = new LinkedHashSet<>();
        long place = before;
        boolean more = true;
        while (more && commits.size() < limit) {
            List<Entry> facts = ledger.ofProject(project, place, PAGE);
            more = facts.size() == PAGE;
            for (Entry entry : facts) {
                place = entry.sequence();
                if (entry.fact() instanceof Fact.CommitPushed push) {
                    commits.add(push.commit());
                }
                if (commits.size() == limit) {
                    more = true;
                    break;
                }
            }
        }
        List<Change> changes = new ArrayList<>();
        Map<String, String> live = live(project);
        for (String commit : commits) {
            changes.add(Change.of(project, commit, ledger.ofChange(project, commit)).beside(live));
        }
        return new Changes(changes, more && place > 1 ? place : 0);
    }

    /** Where the project stands on its way round. */
    public Loop loop(ProjectName project) {
        return Loop.of(
                ledger.ofProject(project, Long.MAX_VALUE, LOOP_FACTS),
                count(project, Issue.State.OPEN));
    }

    /** The figures of the last days. */
    public Dora dora(ProjectName project, Duration window) {
        List<Entry> facts =
                ledger.ofKinds(
                        project,
                        Instant.EPOCH,
                        Fact.CommitPushed.class,
                        Fact.ReleaseDeployed.class,
                        Fact.GateFailed.class,
                        Fact.CrashLooped.class,
                        Fact.RolledBack.class);
        return Dora.of(
                facts,
                environment -> ports.production().isFinal(project, environment),
                clock.instant(),
                window);
    }

    /** The ledger, oldest first. */
    public List<Entry> facts(ProjectName project, long after, int limit) {
        return ledger.ofProjectAfter(project, after, limit);
    }
}
