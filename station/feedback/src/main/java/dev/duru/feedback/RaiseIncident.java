package dev.duru.feedback;

import dev.duru.kernel.Database;
import dev.duru.kernel.Entry;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Identity;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the issue of a release that was taken back or keeps dying: one for each digest. The same
 * digest again adds a comment, and reopens what was closed.
 */
final class RaiseIncident {
    private static final Logger LOG = LoggerFactory.getLogger(RaiseIncident.class);
    private static final Duration BEFORE = Duration.ofMinutes(2);
    private static final int LOG_LINES = 60;

    private final Database database;
    private final Ledger ledger;
    private final IssueStore store;
    private final WriteIssue writeIssue;
    private final Feedback.Ports ports;

    RaiseIncident(
            Database database,
            Ledger ledger,
            IssueStore store,
            WriteIssue writeIssue,
            Feedback.Ports ports) {
        this.database = database;
        this.ledger = ledger;
        this.store = store;
        this.writeIssue = writeIssue;
        this.ports = ports;
    }

    void rolledBack(Entry entry, Fact.RolledBack fact) {
        Incident incident =
                incident(
                        fact.project(),
                        new Incident(
                                fact.commit(),
                                fact.environment(),
                                fact.release(),
                                fact.digest(),
                                fact.gate(),
                                "",
                                fact.reason(),
                                fact.toCommit(),
                                fact.exposedAt(),
                                fact.detectedAt(),
                                fact.restoredAt(),
                                List.of(),
                                null,
                                List.of()));
        String why =
                switch (fact.gate()) {
                    case "manual" -> "by " + fact.by();
                    case "crash-loop" -> "it kept crashing";
                    default -> "gate '" + fact.gate() + "' failed";
                };
        String title = "Rolled back in " + fact.environment() + ": " + why + subject(incident);
        String again =
                "Rolled back again in " + fact.environment() + ": " + why + ". " + fact.reason();
        raise(entry, fact.project(), title, again, "rollback", incident);
    }

    void crashLooped(Entry entry, Fact.CrashLooped fact) {
        Incident incident =
                incident(
                        fact.project(),
                        new Incident(
                                fact.commit(),
                                fact.environment(),
                                fact.release(),
                                fact.digest(),
                                "crash-loop",
                                fact.restarts() + " restarts",
                                fact.reason(),
                                lastGood(fact),
                                entry.at(),
                                entry.at(),
                                null,
                                List.of(),
                                null,
                                List.of()));
        String title = "Crash loop in " + fact.environment() + subject(incident);
        String again = "Crash loop again in " + fact.environment() + ": " + fact.reason();
        raise(entry, fact.project(), title, again, "crash-loop", incident);
    }

    private void raise(
            Entry entry,
            ProjectName project,
            String title,
            String again,
            String label,
            Incident incident) {
        String cause = "digest " + incident.digest();
        database.update(tx -> {
            Optional<IssueStore.ByRule> known = store.ofCause(tx.sql(), project, cause);
            if (known.isEmpty()) {
                Issue issue =
                        new Issue(
                                project,
                                tx.next(project.toString(), "issue"),
                                title,
                                "",
                                Issue.State.OPEN,
                                Identity.DURU.user(),
                                tx.now(),
                                tx.now(),
                                null,
                                List.of(label, incident.environment()),
                                incident.commit(),
                                incident);
                store.add(tx, issue, cause, entry.sequence());
                tx.append(
                        new Fact.IssueOpened(
                                project,
                                incident.commit(),
                                issue.number(),
                                title,
                                Identity.DURU.user(),
                                incident.suspects().stream().map(CommitInfo::sha).toList()));
                return;
            }
            if (known.get().ruleSequence() >= entry.sequence()) {
                return;
            }
            Issue issue = known.get().issue();
            store.ruleActed(tx, issue, entry.sequence());
            if (issue.state() == Issue.State.CLOSED) {
                writeIssue.move(
                        tx,
                        issue,
                        Issue.State.OPEN,
                        Identity.DURU.user(),
                        incident.commit(),
                        again);
            } else {
                store.comment(tx, issue, Identity.DURU.user(), again, "again");
                tx.append(new Fact.IssueCommented(project, issue.number(), Identity.DURU.user()));
            }
        });
    }

    /** Adds suspects, graph and log; what cannot be had is left out, not waited for. */
    private Incident incident(ProjectName project, Incident bare) {
        Instant from = bare.exposedAt().minus(BEFORE);
        Instant to = bare.restoredAt() == null ? bare.detectedAt() : bare.restoredAt();
        Optional<Fact.GateFailed> judgement = judgement(bare, project);
        List<CommitInfo> suspects = List.of();
        Optional<GraphExtract.Graph> graph = Optional.empty();
        List<String> log = List.of();
        try {
            suspects = ports.history().between(project, bare.goodCommit(), bare.commit());
        } catch (ProblemException e) {
            LOG.warn("the suspects of {} in {} are unknown", bare.commit(), project, e);
        }
        try {
            graph =
                    ports.graphs()
                            .graph(
                                    new GraphExtract.Question(
                                            project,
                                            bare.environment(),
                                            bare.gate(),
                                            bare.commit(),
                                            from,
                                            to));
        } catch (ProblemException e) {
            LOG.warn("no graph for {} in {}", bare.commit(), project, e);
        }
        try {
            log =
                    ports.logs()
                            .lines(
                                    new LogExtract.Question(
                                            project,
                                            bare.environment(),
                                            bare.release(),
                                            from,
                                            to,
                                            LOG_LINES));
        } catch (ProblemException e) {
            LOG.warn("no log for {} in {}", bare.commit(), project, e);
        }
        if (suspects.isEmpty()) {
            suspects = List.of(fromLedger(project, bare.commit(), bare.detectedAt()));
        }
        return new Incident(
                bare.commit(),
                bare.environment(),
                bare.release(),
                bare.digest(),
                bare.gate(),
                judgement.map(Fact.GateFailed::reading).orElse(bare.reading()),
                bare.reason(),
                bare.goodCommit(),
                bare.exposedAt(),
                bare.detectedAt(),
                bare.restoredAt(),
                suspects,
                graph.map(drawn -> drawn.limitedBy(judgement.map(Fact.GateFailed::threshold)))
                        .orElse(null),
                log);
    }

    /** The commit as its push told of it. */
    private CommitInfo fromLedger(ProjectName project, String commit, Instant otherwise) {
        for (Entry entry : ledger.ofChange(project, commit)) {
            if (entry.fact() instanceof Fact.CommitPushed pushed) {
                return new CommitInfo(
                        commit,
                        pushed.title(),
                        pushed.title(),
                        pushed.author(),
                        pushed.committedAt());
            }
        }
        return new CommitInfo(commit, "", "", "", otherwise);
    }

    /** The judgement that led to a rollback; empty for one that no gate asked for. */
    private Optional<Fact.GateFailed> judgement(Incident incident, ProjectName project) {
        return ledger.ofChange(project, incident.commit()).stream()
                .map(Entry::fact)
                .filter(Fact.GateFailed.class::isInstance)
                .map(Fact.GateFailed.class::cast)
                .filter(gate ->
                        gate.release() == incident.release() && gate.gate().equals(incident.gate()))
                .reduce((first, last) -> last);
    }

    private String lastGood(Fact.CrashLooped fact) {
        return ledger
                .ofKinds(fact.project(), Instant.EPOCH, Fact.ReleaseDeployed.class)
                .reversed()
                .stream()
                .map(entry -> (Fact.ReleaseDeployed) entry.fact())
                .filter(deployed -> deployed.environment().equals(fact.environment()))
                .filter(deployed -> !deployed.commit().equals(fact.commit()))
                .map(Fact.ReleaseDeployed::commit)
                .findFirst()
                .orElse("");
    }

    private static String subject(Incident incident) {
        String title =
                incident.suspects().stream()
                        .filter(commit -> commit.sha().equals(incident.commit()))
                        .map(CommitInfo::title)
                        .findFirst()
                        .orElse("");
        if (title.isEmpty()) {
            return "";
        }
        return " (" + (title.length() > 80 ? title.substring(0, 79) + "…" : title) + ")";
    }
}
