package dev.duru.feedback;

import dev.duru.kernel.Database;
import dev.duru.kernel.Entry;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Identity;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.ProblemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes what a release says that it fixes, once it is live in production: the messages of its own
 * commit and of all commits since the release before it are read for {@code Fixes #1}, {@code
 * Closes #1} and {@code Resolves #1}.
 */
final class CloseFixed {
    private static final Logger LOG = LoggerFactory.getLogger(CloseFixed.class);
    private static final Pattern FIXES =
            Pattern.compile(
                    "(?i)\\b(?:fix(?:e[sd])?|close[sd]?|resolve[sd]?)\\b:?\\s+((?:#\\d{1,9}(?:\\s*(?:,|and)\\s*)?)+)");
    private static final Pattern NUMBER = Pattern.compile("#(\\d{1,9})");

    private final Database database;
    private final Ledger ledger;
    private final IssueStore store;
    private final WriteIssue writeIssue;
    private final Feedback.Ports ports;

    CloseFixed(
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

    void deployed(Entry entry, Fact.ReleaseDeployed fact) {
        if (!ports.production().isFinal(fact.project(), fact.environment())) {
            return;
        }
        Map<Long, String> fixes = fixes(fact);
        if (fixes.isEmpty()) {
            return;
        }
        database.update(tx ->
                fixes.forEach((number, commit) -> {
                    Optional<Issue> found = store.find(tx.sql(), fact.project(), number);
                    if (found.isEmpty()
                            || found.get().state() == Issue.State.CLOSED
                            || store.ruleSequence(tx.sql(), found.get()) >= entry.sequence()) {
                        return;
                    }
                    store.ruleActed(tx, found.get(), entry.sequence());
                    writeIssue.move(
                            tx,
                            found.get(),
                            Issue.State.CLOSED,
                            Identity.DURU.user(),
                            commit,
                            "Fixed by "
                                    + commit
                                    + ", live in "
                                    + fact.environment()
                                    + " with release "
                                    + fact.release());
                }));
    }

    /** The issues' numbers, and the commit that fixes each. */
    private Map<Long, String> fixes(Fact.ReleaseDeployed fact) {
        Map<Long, String> fixes = new LinkedHashMap<>();
        for (CommitInfo commit : commits(fact)) {
            for (long number : mentioned(commit.message())) {
                fixes.putIfAbsent(number, commit.sha());
            }
        }
        return fixes;
    }

    private List<CommitInfo> commits(Fact.ReleaseDeployed fact) {
        List<CommitInfo> commits = new ArrayList<>();
        try {
            commits.addAll(ports.history().between(fact.project(), previous(fact), fact.commit()));
        } catch (ProblemException e) {
            LOG.warn("what is new in {} of {} is unknown", fact.commit(), fact.project(), e);
        }
        if (commits.isEmpty()) {
            ledger.ofChange(fact.project(), fact.commit()).stream()
                    .map(Entry::fact)
                    .filter(Fact.CommitPushed.class::isInstance)
                    .map(Fact.CommitPushed.class::cast)
                    .map(push ->
                            new CommitInfo(
                                    push.commit(),
                                    push.title(),
                                    push.title(),
                                    push.author(),
                                    push.committedAt()))
                    .forEach(commits::add);
        }
        return commits;
    }

    /** The commit of the release that was replaced. */
    private String previous(Fact.ReleaseDeployed fact) {
        return ledger
                .ofKinds(fact.project(), Instant.EPOCH, Fact.ReleaseDeployed.class)
                .reversed()
                .stream()
                .map(entry -> (Fact.ReleaseDeployed) entry.fact())
                .filter(deployed ->
                        deployed.environment().equals(fact.environment())
                                && deployed.digest().equals(fact.replaced()))
                .map(Fact.ReleaseDeployed::commit)
                .findFirst()
                .orElse("");
    }

    /** The numbers that a message says it fixes. */
    static TreeSet<Long> mentioned(String message) {
        TreeSet<Long> numbers = new TreeSet<>();
        Matcher fixes = FIXES.matcher(message);
        while (fixes.find()) {
            Matcher number = NUMBER.matcher(fixes.group(1));
            while (number.find()) {
                numbers.add(Long.parseLong(number.group(1)));
            }
        }
        return numbers;
    }
}
