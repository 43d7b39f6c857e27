package dev.duru.feedback;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The issues' tables. */
final class IssueStore {
    private static final JsonMapper JSON =
            JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    /** An issue opened by a rule, and the newest fact that the rule has acted on. */
    record ByRule(Issue issue, long ruleSequence) {}

    Issue add(Tx tx, Issue issue, String cause, long ruleSequence) {
        tx.sql()
                .createUpdate(
                        """
                        insert into issue (project, number, title, body, state, author, opened_at, updated_at,
                            labels, commit_id, cause, rule_seq, incident)
                        values (:project, :number, :title, :body, :state, :author, :at, :at,
                            :labels, :commit, :cause, :ruleSeq, :incident)
                        """)
                .bind("project", issue.project().toString())
                .bind("number", issue.number())
                .bind("title", issue.title())
                .bind("body", issue.body())
                .bind("state", issue.state().word())
                .bind("author", issue.author())
                .bind("at", issue.openedAt().toEpochMilli())
                .bind("labels", String.join(",", issue.labels()))
                .bind("commit", issue.commit())
                .bind("cause", cause)
                .bind("ruleSeq", ruleSequence)
                .bind("incident", encode(issue.incident()))
                .execute();
        return issue;
    }

    /** Keeps title, body, state, labels and cause of an issue as they are now. */
    void keep(Tx tx, Issue issue) {
        tx.sql()
                .createUpdate(
                        """
                        update issue set title = :title, body = :body, state = :state, labels = :labels,
                            updated_at = :at, closed_at = :closedAt, commit_id = :commit, incident = :incident
                        where project = :project and number = :number
                        """)
                .bind("project", issue.project().toString())
                .bind("number", issue.number())
                .bind("title", issue.title())
                .bind("body", issue.body())
                .bind("state", issue.state().word())
                .bind("labels", String.join(",", issue.labels()))
                .bind("at", tx.now().toEpochMilli())
                .bind("closedAt", millis(issue.closedAt()))
                .bind("commit", issue.commit())
                .bind("incident", encode(issue.incident()))
                .execute();
    }

    void ruleActed(Tx tx, Issue issue, long sequence) {
        tx.sql()
                .execute(
                        "update issue set rule_seq = ? where project = ? and number = ?",
                        sequence,
                        issue.project().toString(),
                        issue.number());
    }

    void comment(Tx tx, Issue issue, String author, String body, String event) {
        tx.sql()
                .createUpdate(
                        """
                        insert into issue_comment (project, number, id, author, body, at, event)
                        values (:project, :number,
                            (select coalesce(max(id), 0) + 1 from issue_comment where project = :project and number = :number),
                            :author, :body, :at, :event)
                        """)
                .bind("project", issue.project().toString())
                .bind("number", issue.number())
                .bind("author", author)
                .bind("body", body)
                .bind("at", tx.now().toEpochMilli())
                .bind("event", event)
                .execute();
        tx.sql()
                .execute(
                        "update issue set updated_at = ? where project = ? and number = ?",
                        tx.now().toEpochMilli(),
                        issue.project().toString(),
                        issue.number());
    }

    /** Comments only: what happened to an issue stays as it is. */
    void editComment(Tx tx, ProjectName project, long number, long comment, String body) {
        tx.sql()
                .execute(
                        """
                        update issue_comment set body = ?
                        where project = ? and number = ? and id = ? and event = ''
                        """,
                        body,
                        project.toString(),
                        number,
                        comment);
    }

    void deleteComment(Tx tx, ProjectName project, long number, long comment) {
        tx.sql()
                .execute(
                        """
                        delete from issue_comment
                        where project = ? and number = ? and id = ? and event = ''
                        """,
                        project.toString(),
                        number,
                        comment);
    }

    Issue issue(Handle sql, ProjectName project, long number) {
        return find(sql, project, number)
                .orElseThrow(() ->
                        ProblemException.notFound(
                                "there is no issue #" + number + " in " + project));
    }

    Optional<Issue> find(Handle sql, ProjectName project, long number) {
        return sql.createQuery("select * from issue where project = :project and number = :number")
                .bind("project", project.toString())
                .bind("number", number)
                .map((rs, ctx) -> issue(rs))
                .findOne();
    }

    Optional<ByRule> ofCause(Handle sql, ProjectName project, String cause) {
        return sql.createQuery("select * from issue where project = :project and cause = :cause")
                .bind("project", project.toString())
                .bind("cause", cause)
                .map((rs, ctx) -> new ByRule(issue(rs), rs.getLong("rule_seq")))
                .findOne();
    }

    long ruleSequence(Handle sql, Issue issue) {
        return sql.createQuery(
                        "select rule_seq from issue where project = :project and number = :number")
                .bind("project", issue.project().toString())
                .bind("number", issue.number())
                .mapTo(Long.class)
                .one();
    }

    /** Issues in a state, or in any, newest first. */
    List<Issue> list(
            Handle sql, ProjectName project, Issue.@Nullable State state, long before, int limit) {
        return sql.createQuery(
                        """
                        select * from issue where project = :project and number < :before
                            and (:state = '' or state = :state)
                        order by number desc limit :limit
                        """)
                .bind("project", project.toString())
                .bind("before", before)
                .bind("state", state == null ? "" : state.word())
                .bind("limit", limit)
                .map((rs, ctx) -> issue(rs))
                .list();
    }

    long count(Handle sql, ProjectName project, Issue.State state) {
        return sql.createQuery(
                        "select count(*) from issue where project = :project and state = :state")
                .bind("project", project.toString())
                .bind("state", state.word())
                .mapTo(Long.class)
                .one();
    }

    List<Issue> ofCommit(Handle sql, ProjectName project, String commit) {
        return sql.createQuery(
                        """
                        select * from issue where project = :project and commit_id = :commit order by number
                        """)
                .bind("project", project.toString())
                .bind("commit", commit)
                .map((rs, ctx) -> issue(rs))
                .list();
    }

    List<Issue.Comment> comments(Handle sql, ProjectName project, long number) {
        return sql.createQuery(
                        """
                        select id, author, body, at, event from issue_comment
                        where project = :project and number = :number order by id
                        """)
                .bind("project", project.toString())
                .bind("number", number)
                .map((rs, ctx) ->
                        new Issue.Comment(
                                rs.getLong("id"),
                                rs.getString("author"),
                                rs.getString("body"),
                                Instant.ofEpochMilli(rs.getLong("at")),
                                rs.getString("event")))
                .list();
    }

    private static Issue issue(ResultSet rs) throws SQLException {
        long closedAt = rs.getLong("closed_at");
        boolean closed = !rs.wasNull();
        String labels = rs.getString("labels");
        String incident = rs.getString("incident");
        return new Issue(
                ProjectName.parse(rs.getString("project")),
                rs.getLong("number"),
                rs.getString("title"),
                rs.getString("body"),
                Issue.State.parse(rs.getString("state")),
                rs.getString("author"),
                Instant.ofEpochMilli(rs.getLong("opened_at")),
                Instant.ofEpochMilli(rs.getLong("updated_at")),
                closed ? Instant.ofEpochMilli(closedAt) : null,
                labels.isEmpty() ? List.of() : Arrays.asList(labels.split(",")),
                rs.getString("commit_id"),
                incident == null ? null : JSON.readValue(incident, Incident.class));
    }

    private static @Nullable String encode(@Nullable Incident incident) {
        return incident == null ? null : JSON.writeValueAsString(incident);
    }

    private static @Nullable Long millis(@Nullable Instant at) {
        return at == null ? null : at.toEpochMilli();
    }
}
