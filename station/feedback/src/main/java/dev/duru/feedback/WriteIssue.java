package dev.duru.feedback;

import dev.duru.kernel.Database;
import dev.duru.kernel.Fact;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What people do with issues: open, edit, comment, close, reopen. */
final class WriteIssue {
    private static final int TITLE_LIMIT = 200;
    private static final int BODY_LIMIT = 64 * 1024;
    private static final Pattern LABEL = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} _./-]{0,39}");

    private final Database database;
    private final IssueStore store;

    WriteIssue(Database database, IssueStore store) {
        this.database = database;
        this.store = store;
    }

    /** What is to be changed; null leaves a part as it is. */
    record Edit(
            @Nullable String title,
            @Nullable String body,
            @Nullable String state,
            @Nullable List<String> labels) {}

    Issue open(ProjectName project, String by, String title, String body, List<String> labels) {
        String checkedTitle = title(title);
        String checkedBody = body(body);
        List<String> checkedLabels = labels(labels);
        return database.write(tx -> {
            Issue issue =
                    new Issue(
                            project,
                            tx.next(project.toString(), "issue"),
                            checkedTitle,
                            checkedBody,
                            Issue.State.OPEN,
                            by,
                            tx.now(),
                            tx.now(),
                            null,
                            checkedLabels,
                            "",
                            null);
            store.add(tx, issue, "", 0);
            tx.append(
                    new Fact.IssueOpened(
                            project, "", issue.number(), issue.title(), by, List.of()));
            return issue;
        });
    }

    Issue edit(ProjectName project, long number, String by, Edit edit) {
        return database.write(tx -> {
            Issue old = store.issue(tx.sql(), project, number);
            Issue.State state =
                    edit.state() == null ? old.state() : Issue.State.parse(edit.state());
            Issue changed =
                    with(
                            old,
                            edit.title() == null ? old.title() : title(edit.title()),
                            edit.body() == null ? old.body() : body(edit.body()),
                            edit.labels() == null ? old.labels() : labels(edit.labels()));
            store.keep(tx, changed);
            return move(tx, changed, state, by, "", "by hand");
        });
    }

    void comment(ProjectName project, long number, String by, String body) {
        String checked = body(body);
        if (checked.isBlank()) {
            throw ProblemException.user("the comment is empty; write something");
        }
        database.update(tx -> {
            Issue issue = store.issue(tx.sql(), project, number);
            store.comment(tx, issue, by, checked, "");
            tx.append(new Fact.IssueCommented(project, number, by));
        });
    }

    void editComment(ProjectName project, long number, long comment, String body) {
        String checked = body(body);
        if (checked.isBlank()) {
            throw ProblemException.user("the comment is empty; write something");
        }
        database.update(tx -> store.editComment(tx, project, number, comment, checked));
    }

    /** Closes or reopens, when it is not so already, and notes that on the issue. */
    Issue move(Tx tx, Issue issue, Issue.State state, String by, String commit, String reason) {
        if (issue.state() == state) {
            return issue;
        }
        @Nullable Instant closedAt =
                switch (state) {
                    case OPEN -> null;
                    case CLOSED -> tx.now();
                };
        Issue moved =
                new Issue(
                        issue.project(),
                        issue.number(),
                        issue.title(),
                        issue.body(),
                        state,
                        issue.author(),
                        issue.openedAt(),
                        tx.now(),
                        closedAt,
                        issue.labels(),
                        issue.commit(),
                        issue.incident());
        store.keep(tx, moved);
        switch (state) {
            case OPEN -> {
                store.comment(tx, moved, by, reason, "reopened");
                tx.append(
                        new Fact.IssueReopened(
                                issue.project(), commit, issue.number(), by, reason));
            }
            case CLOSED -> {
                store.comment(tx, moved, by, reason, "closed");
                tx.append(
                        new Fact.IssueClosed(issue.project(), commit, issue.number(), by, reason));
            }
        }
        return moved;
    }

    private static Issue with(Issue issue, String title, String body, List<String> labels) {
        return new Issue(
                issue.project(),
                issue.number(),
                title,
                body,
                issue.state(),
                issue.author(),
                issue.openedAt(),
                issue.updatedAt(),
                issue.closedAt(),
                labels,
                issue.commit(),
                issue.incident());
    }

    private static String title(@Nullable String title) {
        String stripped = title == null ? "" : title.strip().replaceAll("\\s+", " ");
        if (stripped.isEmpty() || stripped.length() > TITLE_LIMIT) {
            throw ProblemException.user(
                    "an issue needs a title of 1 to " + TITLE_LIMIT + " characters");
        }
        return stripped;
    }

    private static String body(@Nullable String body) {
        String text = body == null ? "" : body.replace("\r\n", "\n").strip();
        if (text.length() > BODY_LIMIT) {
            throw ProblemException.user(
                    "the text is longer than " + BODY_LIMIT / 1024 + " Ki characters; shorten it");
        }
        return text;
    }

    private static List<String> labels(List<String> labels) {
        List<String> clean =
                labels.stream()
                        .map(label -> label.strip().toLowerCase(Locale.ROOT))
                        .filter(label -> !label.isEmpty())
                        .distinct()
                        .toList();
        for (String label : clean) {
            if (!LABEL.matcher(label).matches()) {
                throw ProblemException.user(
                        "the label '"
                                + label
                                + "' is not valid; use up to 40 letters, digits, spaces and . _ / -");
            }
        }
        return clean;
    }
}
