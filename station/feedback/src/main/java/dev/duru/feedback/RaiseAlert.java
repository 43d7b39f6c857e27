package dev.duru.feedback;

import dev.duru.kernel.AlertFact;
import dev.duru.kernel.Database;
import dev.duru.kernel.Entry;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Identity;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Tx;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Opens the issue of an alert, one for each set of its labels: the same alert again adds a comment,
 * and reopens what was closed; its end adds one too, and leaves the issue to people.
 */
final class RaiseAlert {
    private final Database database;
    private final IssueStore store;
    private final WriteIssue writeIssue;

    RaiseAlert(Database database, IssueStore store, WriteIssue writeIssue) {
        this.database = database;
        this.store = store;
        this.writeIssue = writeIssue;
    }

    void fired(Entry entry, AlertFact.AlertFired fact) {
        String where = fact.environment().isEmpty() ? "" : " in " + fact.environment();
        String title = "Alert " + fact.alert() + where;
        database.update(tx -> {
            Optional<IssueStore.ByRule> known =
                    store.ofCause(tx.sql(), fact.project(), cause(fact));
            if (known.isEmpty()) {
                open(tx, entry, fact, title);
            } else if (known.get().ruleSequence() < entry.sequence()) {
                Issue issue = known.get().issue();
                store.ruleActed(tx, issue, entry.sequence());
                String again = title + " fires again. " + fact.summary();
                if (issue.state() == Issue.State.CLOSED) {
                    writeIssue.move(
                            tx,
                            issue,
                            Issue.State.OPEN,
                            Identity.DURU.user(),
                            fact.commit(),
                            again);
                } else {
                    comment(tx, fact.project(), issue, again);
                }
            }
        });
    }

    private void open(Tx tx, Entry entry, AlertFact.AlertFired fact, String title) {
        Issue issue =
                new Issue(
                        fact.project(),
                        tx.next(fact.project().toString(), "issue"),
                        title,
                        fact.summary(),
                        Issue.State.OPEN,
                        Identity.DURU.user(),
                        tx.now(),
                        tx.now(),
                        null,
                        Stream.of("alert", fact.severity(), fact.environment())
                                .filter(label -> !label.isEmpty())
                                .toList(),
                        fact.commit(),
                        null);
        store.add(tx, issue, cause(fact), entry.sequence());
        tx.append(
                new Fact.IssueOpened(
                        fact.project(),
                        fact.commit(),
                        issue.number(),
                        title,
                        Identity.DURU.user(),
                        fact.commit().isEmpty() ? List.of() : List.of(fact.commit())));
    }

    void resolved(Entry entry, AlertFact.AlertResolved fact) {
        database.update(tx ->
                store.ofCause(tx.sql(), fact.project(), cause(fact))
                        .filter(known -> known.ruleSequence() < entry.sequence())
                        .ifPresent(known -> {
                            store.ruleActed(tx, known.issue(), entry.sequence());
                            comment(
                                    tx,
                                    fact.project(),
                                    known.issue(),
                                    "Alert "
                                            + fact.alert()
                                            + " is over since "
                                            + fact.until()
                                            + ".");
                        }));
    }

    private void comment(Tx tx, ProjectName project, Issue issue, String text) {
        store.comment(tx, issue, Identity.DURU.user(), text, "again");
        tx.append(new Fact.IssueCommented(project, issue.number(), Identity.DURU.user()));
    }

    private static String cause(AlertFact fact) {
        return "alert " + fact.fingerprint();
    }
}
