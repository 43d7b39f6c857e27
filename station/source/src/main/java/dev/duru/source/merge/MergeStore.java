package dev.duru.source.merge;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The tables of merge requests. */
public final class MergeStore {
    /** Opens a request and gives it back with its number. */
    public MergeRequest add(
            Tx tx, ProjectName project, Proposal proposal, String author, MergeRequest.Head head) {
        // Issues and merge requests share their numbers, as on GitHub, whose clients rely on it.
        long number = tx.next(project.toString(), "issue");
        tx.sql()
                .createUpdate(
                        """
                        insert into merge_request (project, number, title, description, source, target, author,
                            draft, state, head, head_by, base, trial_of, trial, conflicts, merging, merged,
                            ended_by, auto_by, auto_method, auto_delete, created_at, updated_at, ended_at)
                        values (:project, :number, :title, :description, :source, :target, :author,
                            :draft, 'open', :head, :headBy, :base, '', '', '', '', '',
                            '', '', '', 0, :now, :now, null)
                        """)
                .bind("project", project.toString())
                .bind("number", number)
                .bind("title", proposal.title())
                .bind("description", proposal.description())
                .bind("draft", proposal.draft() ? 1 : 0)
                .bind("source", proposal.source())
                .bind("target", proposal.target())
                .bind("author", author)
                .bind("head", head.commit())
                .bind("headBy", head.by())
                .bind("base", head.base())
                .bind("now", tx.now().toEpochMilli())
                .execute();
        return one(tx.sql(), project, number);
    }

    /** Another text or target; the source stays. */
    public MergeRequest edit(Tx tx, MergeRequest request, Proposal proposal) {
        return update(
                tx,
                request,
                """
                title = :title, description = :description, draft = :draft, target = :target,
                updated_at = :now
                """,
                Map.of(
                        "title",
                        proposal.title(),
                        "description",
                        proposal.description(),
                        "draft",
                        proposal.draft() ? 1 : 0,
                        "target",
                        proposal.target()));
    }

    /** The source branch moved; nobody wants the new head merged by itself yet. */
    public MergeRequest moved(Tx tx, MergeRequest request, MergeRequest.Head head) {
        return update(
                tx,
                request,
                """
                head = :head, head_by = :by, base = :base, auto_by = '', updated_at = :now
                """,
                Map.of("head", head.commit(), "by", head.by(), "base", head.base()));
    }

    /** What trying the merge brought. */
    public MergeRequest tried(Tx tx, MergeRequest request, MergeRequest.Trial trial) {
        return update(
                tx,
                request,
                "trial_of = :of, trial = :trial, conflicts = :conflicts",
                Map.of(
                        "of",
                        trial.of(),
                        "trial",
                        trial.commit(),
                        "conflicts",
                        String.join("\n", trial.conflicts())));
    }

    /** The target is about to get a commit; {@code ""} when it is not after all. */
    public MergeRequest merging(Tx tx, MergeRequest request, String commit, String by) {
        return update(
                tx,
                request,
                "merging = :commit, ended_by = :by",
                Map.of("commit", commit, "by", by));
    }

    /**
     * Merges, closes or reopens.
     *
     * @param merged the commit that the target got, or {@code ""}
     */
    public MergeRequest end(
            Tx tx, MergeRequest request, MergeRequest.State state, String merged, String by) {
        return update(
                tx,
                request,
                """
                state = :state, merged = :merged, ended_by = :by, merging = '', auto_by = '',
                updated_at = :now, ended_at = case when :state = 'open' then null else :now end
                """,
                Map.of("state", state.word(), "merged", merged, "by", by));
    }

    /** Who wants it merged by itself; null for nobody. */
    public MergeRequest auto(Tx tx, MergeRequest request, MergeRequest.@Nullable Auto auto) {
        return update(
                tx,
                request,
                "auto_by = :by, auto_method = :method, auto_delete = :delete, updated_at = :now",
                Map.of(
                        "by",
                        auto == null ? "" : auto.by(),
                        "method",
                        auto == null ? "" : auto.method().word(),
                        "delete",
                        auto != null && auto.deleteSource() ? 1 : 0));
    }

    private MergeRequest update(
            Tx tx, MergeRequest request, String assignments, Map<String, ?> values) {
        tx.sql()
                .createUpdate(
                        "update merge_request set "
                                + assignments
                                + " where project = :project and number = :number")
                .bindMap(values)
                .bind("project", request.project().toString())
                .bind("number", request.number())
                .bind("now", tx.now().toEpochMilli())
                .execute();
        return one(tx.sql(), request.project(), request.number());
    }

    /** A request that must be there. */
    public MergeRequest one(Handle sql, ProjectName project, long number) {
        return find(sql, project, number)
                .orElseThrow(() ->
                        ProblemException.notFound(
                                "there is no merge request !" + number + " in " + project));
    }

    public Optional<MergeRequest> find(Handle sql, ProjectName project, long number) {
        return sql.createQuery(
                        "select * from merge_request where project = :project and number = :number")
                .bind("project", project.toString())
                .bind("number", number)
                .map((rs, ctx) -> request(rs))
                .findOne();
    }

    /** The open ones of a project, oldest first. */
    public List<MergeRequest> open(Handle sql, ProjectName project) {
        return sql.createQuery(
                        """
                        select * from merge_request
                        where project = :project and state = 'open' order by number
                        """)
                .bind("project", project.toString())
                .map((rs, ctx) -> request(rs))
                .list();
    }

    /** The number and head of each request of a project, whatever its state. */
    public List<MergeRequest> all(Handle sql, ProjectName project) {
        return sql.createQuery("select * from merge_request where project = :project")
                .bind("project", project.toString())
                .map((rs, ctx) -> request(rs))
                .list();
    }

    /** Those in a state ({@code ""} for any) with smaller numbers, newest first. */
    public List<MergeRequest> list(
            Handle sql, ProjectName project, String state, long before, int limit) {
        return sql.createQuery(
                        """
                        select * from merge_request where project = :project and number < :before
                            and (:state = '' or state = :state)
                        order by number desc limit :limit
                        """)
                .bind("project", project.toString())
                .bind("before", before)
                .bind("state", state)
                .bind("limit", limit)
                .map((rs, ctx) -> request(rs))
                .list();
    }

    public long count(Handle sql, ProjectName project, MergeRequest.State state) {
        return sql.createQuery(
                        """
                        select count(*) from merge_request where project = :project and state = :state
                        """)
                .bind("project", project.toString())
                .bind("state", state.word())
                .mapTo(Long.class)
                .one();
    }

    private static MergeRequest request(ResultSet rs) throws SQLException {
        long endedAt = rs.getLong("ended_at");
        boolean ended = !rs.wasNull();
        String autoBy = rs.getString("auto_by");
        return new MergeRequest(
                ProjectName.parse(rs.getString("project")),
                rs.getLong("number"),
                rs.getString("title"),
                rs.getString("description"),
                rs.getString("source"),
                rs.getString("target"),
                rs.getString("author"),
                rs.getInt("draft") != 0,
                MergeRequest.State.parse(rs.getString("state")),
                new MergeRequest.Head(
                        rs.getString("head"), rs.getString("head_by"), rs.getString("base")),
                new MergeRequest.Trial(
                        rs.getString("trial_of"),
                        rs.getString("trial"),
                        rs.getString("conflicts").lines().toList()),
                rs.getString("merging"),
                rs.getString("merged"),
                rs.getString("ended_by"),
                autoBy.isEmpty()
                        ? null
                        : new MergeRequest.Auto(
                                autoBy,
                                MergeMethod.parse(rs.getString("auto_method")),
                                rs.getInt("auto_delete") != 0),
                Instant.ofEpochMilli(rs.getLong("created_at")),
                Instant.ofEpochMilli(rs.getLong("updated_at")),
                ended ? Instant.ofEpochMilli(endedAt) : null);
    }

    /** Adds a note and gives it back with its number. */
    public MergeNote note(Tx tx, MergeRequest request, MergeNote note) {
        long id =
                tx.sql()
                        .createQuery(
                                """
                                insert into merge_note (project, number, id, kind, author, body, commit_id, path,
                                    line, before_side, at)
                                values (:project, :number,
                                    (select coalesce(max(id), 0) + 1 from merge_note
                                        where project = :project and number = :number),
                                    :kind, :author, :body, :commit, :path, :line, :before, :at)
                                returning id
                                """)
                        .bind("project", request.project().toString())
                        .bind("number", request.number())
                        .bind("kind", note.kind().word())
                        .bind("author", note.author())
                        .bind("body", note.body())
                        .bind("commit", note.commit())
                        .bind("path", note.place().path())
                        .bind("line", note.place().line())
                        .bind("before", note.place().before() ? 1 : 0)
                        .bind("at", tx.now().toEpochMilli())
                        .mapTo(Long.class)
                        .one();
        tx.sql()
                .execute(
                        "update merge_request set updated_at = ? where project = ? and number = ?",
                        tx.now().toEpochMilli(),
                        request.project().toString(),
                        request.number());
        return new MergeNote(
                id, note.kind(), note.author(), note.body(), note.commit(), note.place(), tx.now());
    }

    public void editComment(Tx tx, MergeRequest request, long note, String body) {
        tx.sql()
                .execute(
                        """
                        update merge_note set body = ?
                        where project = ? and number = ? and id = ? and kind = 'comment'
                        """,
                        body,
                        request.project().toString(),
                        request.number(),
                        note);
    }

    public void deleteComment(Tx tx, MergeRequest request, long note) {
        tx.sql()
                .execute(
                        """
                        delete from merge_note
                        where project = ? and number = ? and id = ? and kind = 'comment'
                        """,
                        request.project().toString(),
                        request.number(),
                        note);
    }

    /** Takes a verdict back; what it said stays. */
    public boolean dismiss(Tx tx, MergeRequest request, long note) {
        return tx.sql()
                        .execute(
                                """
                                update merge_note set kind = 'dismissed'
                                where project = ? and number = ? and id = ?
                                    and kind in ('approved', 'changes_requested')
                                """,
                                request.project().toString(),
                                request.number(),
                                note)
                > 0;
    }

    /** All that was said, oldest first. */
    public List<MergeNote> notes(Handle sql, ProjectName project, long number) {
        return sql.createQuery(
                        """
                        select * from merge_note where project = :project and number = :number order by id
                        """)
                .bind("project", project.toString())
                .bind("number", number)
                .map((rs, ctx) ->
                        new MergeNote(
                                rs.getLong("id"),
                                MergeNote.Kind.valueOf(
                                        rs.getString("kind").toUpperCase(Locale.ROOT)),
                                rs.getString("author"),
                                rs.getString("body"),
                                rs.getString("commit_id"),
                                new MergeNote.Place(
                                        rs.getString("path"),
                                        rs.getInt("line"),
                                        rs.getInt("before_side") != 0),
                                Instant.ofEpochMilli(rs.getLong("at"))))
                .list();
    }

    /** What a project asks; the standard until it says otherwise. */
    public MergeSettings settings(Handle sql, ProjectName project) {
        return sql.createQuery("select * from merge_settings where project = :project")
                .bind("project", project.toString())
                .map((rs, ctx) ->
                        new MergeSettings(
                                MergeMethod.parse(rs.getString("method")),
                                rs.getInt("approvals"),
                                rs.getInt("pipeline") != 0,
                                rs.getInt("delete_source") != 0))
                .findOne()
                .orElse(MergeSettings.STANDARD);
    }

    public void setSettings(Tx tx, ProjectName project, MergeSettings settings) {
        tx.sql()
                .createUpdate(
                        """
                        insert into merge_settings (project, method, approvals, pipeline, delete_source)
                        values (:project, :method, :approvals, :pipeline, :delete)
                        on conflict (project) do update set method = excluded.method,
                            approvals = excluded.approvals, pipeline = excluded.pipeline,
                            delete_source = excluded.delete_source
                        """)
                .bind("project", project.toString())
                .bind("method", settings.method().word())
                .bind("approvals", settings.approvals())
                .bind("pipeline", settings.pipeline() ? 1 : 0)
                .bind("delete", settings.deleteSource() ? 1 : 0)
                .execute();
    }
}
