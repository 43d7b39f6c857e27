package dev.duru.source;

import dev.duru.kernel.Database;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Identity;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Tx;
import dev.duru.source.git.Commit;
import dev.duru.source.git.OwnRefs;
import dev.duru.source.git.Tips;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.Repository;
import org.jdbi.v3.core.Handle;

/**
 * Makes facts of moved refs, exactly once for each, whatever moment the process dies at.
 *
 * <ol>
 *   <li>{@link #intend} notes who is about to move which refs to what.
 *   <li>The refs move, on disk.
 *   <li>{@link #settle} compares the refs with {@code ref_state}, the last values that the ledger
 *       knows, and in one transaction appends a fact for each that differs, notes the new value and
 *       removes the note of step 1.
 * </ol>
 *
 * A crash before step 2 leaves a note about nothing; one after it leaves a ref that differs. Both
 * are mended by {@link #settle} over all refs, at the start or before the project's next push. The
 * caller holds the project's lock.
 */
final class RefLedger {
    private final Database database;
    private final Follower follower;

    RefLedger(Database database, Follower follower) {
        this.database = database;
        this.follower = follower;
    }

    /** Says what else becomes true with moved refs; asked with the project's lock held. */
    interface Follower {
        Consequence of(ProjectName project, Repository repository, Settled settled);
    }

    /** What else becomes true. */
    interface Consequence {
        /** In the transaction that appends the facts of the refs, after them. */
        List<Fact.OfProject> in(Tx tx);

        /** Once that is durable. */
        void after();
    }

    /**
     * What is settled.
     *
     * @param refs all that were looked at, moved or not
     * @param tips where those point that are there
     */
    record Settled(Collection<String> refs, Map<String, Tips.Tip> tips, List<Moved> moved) {
        /** The move of a ref, if it moved. */
        Optional<Moved> move(String ref) {
            return moved.stream().filter(each -> each.ref().equals(ref)).findFirst();
        }
    }

    /** A ref that is about to move; {@code objectId} is all zeros for a deletion. */
    record Intent(String ref, String objectId) {}

    /** The last value of a ref that the ledger knows. */
    record Known(String objectId, String commit) {}

    void intend(Tx tx, ProjectName project, Collection<Intent> intents, Identity by) {
        for (Intent intent : intents) {
            tx.sql()
                    .createUpdate(
                            """
                            insert into push_intent (project, ref, object_id, pushed_by, at)
                            values (:project, :ref, :object, :by, :at)
                            on conflict (project, ref) do update
                            set object_id = excluded.object_id, pushed_by = excluded.pushed_by, at = excluded.at
                            """)
                    .bind("project", project.toString())
                    .bind("ref", intent.ref())
                    .bind("object", intent.objectId())
                    .bind("by", by.user())
                    .bind("at", tx.now().toEpochMilli())
                    .execute();
        }
    }

    /** Whether a push of this project was noted and neither settled nor forgotten. */
    boolean unsettled(ProjectName project) {
        return database.read(sql ->
                sql.createQuery("select count(*) from push_intent where project = :project")
                                .bind("project", project.toString())
                                .mapTo(Integer.class)
                                .one()
                        > 0);
    }

    /** {@link #settle(ProjectName, Repository, Collection)} over all refs on either side. */
    List<Fact.OfProject> settle(ProjectName project, Repository repository) {
        Map<String, String> actual = new Tips(repository).all();
        Map<String, String> known = database.read(sql -> known(sql, project));
        Set<String> refs = new LinkedHashSet<>(actual.keySet());
        refs.addAll(known.keySet());
        refs.removeIf(OwnRefs::isOwn);
        refs.removeIf(ref -> actual.getOrDefault(ref, "").equals(known.getOrDefault(ref, "")));
        refs.addAll(
                database.read(sql ->
                        sql.createQuery("select ref from push_intent where project = :project")
                                .bind("project", project.toString())
                                .mapTo(String.class)
                                .list()));
        return settle(project, repository, refs);
    }

    private static Map<String, String> known(Handle sql, ProjectName project) {
        Map<String, String> ids = new LinkedHashMap<>();
        sql.createQuery("select ref, object_id from ref_state where project = :project")
                .bind("project", project.toString())
                .map((rs, ctx) -> Map.entry(rs.getString("ref"), rs.getString("object_id")))
                .forEach(entry -> ids.put(entry.getKey(), entry.getValue()));
        return ids;
    }

    /** Appends what the refs of a repository say beyond the ledger, and gives it back. */
    List<Fact.OfProject> settle(
            ProjectName project, Repository repository, Collection<String> refs) {
        Map<String, Tips.Tip> tips = new Tips(repository).of(refs);
        List<Moved> moved = database.read(sql -> moved(sql, project, refs, tips));
        if (moved.isEmpty() && !unsettled(project)) {
            return List.of();
        }
        Consequence consequence = follower.of(project, repository, new Settled(refs, tips, moved));
        List<Fact.OfProject> appended = append(project, refs, moved, consequence);
        consequence.after();
        return appended;
    }

    private List<Fact.OfProject> append(
            ProjectName project,
            Collection<String> refs,
            List<Moved> moved,
            Consequence consequence) {
        return database.write(tx -> {
            List<Fact.OfProject> facts = new ArrayList<>();
            for (Moved move : moved) {
                note(tx, project, move);
                fact(project, move).ifPresent(facts::add);
            }
            facts.addAll(consequence.in(tx));
            facts.forEach(tx::append);
            for (String ref : refs) {
                tx.sql()
                        .execute(
                                "delete from push_intent where project = ? and ref = ?",
                                project.toString(),
                                ref);
            }
            return facts;
        });
    }

    /** A ref whose value the ledger does not know yet; {@code now} is empty when it is gone. */
    record Moved(String ref, Known before, Optional<Tips.Tip> now, String by) {}

    private static List<Moved> moved(
            Handle sql, ProjectName project, Collection<String> refs, Map<String, Tips.Tip> tips) {
        List<Moved> moved = new ArrayList<>();
        for (String ref : refs) {
            Known known = known(sql, project, ref);
            Optional<Tips.Tip> tip = Optional.ofNullable(tips.get(ref));
            String now = tip.map(Tips.Tip::objectId).orElse("");
            if (!now.equals(known.objectId())) {
                moved.add(new Moved(ref, known, tip, by(sql, project, ref)));
            }
        }
        return moved;
    }

    private static Known known(Handle sql, ProjectName project, String ref) {
        return sql.createQuery(
                        """
                        select object_id, commit_id from ref_state
                        where project = :project and ref = :ref
                        """)
                .bind("project", project.toString())
                .bind("ref", ref)
                .map((rs, ctx) -> new Known(rs.getString("object_id"), rs.getString("commit_id")))
                .findOne()
                .orElse(new Known("", ""));
    }

    /** Who said that they would move the ref; Duru's operator when nobody did. */
    private static String by(Handle sql, ProjectName project, String ref) {
        return sql.createQuery(
                        """
                        select pushed_by from push_intent
                        where project = :project and ref = :ref
                        """)
                .bind("project", project.toString())
                .bind("ref", ref)
                .mapTo(String.class)
                .findOne()
                .orElse(Identity.DURU.user());
    }

    private static void note(Tx tx, ProjectName project, Moved move) {
        if (move.now().isEmpty()) {
            tx.sql()
                    .execute(
                            "delete from ref_state where project = ? and ref = ?",
                            project.toString(),
                            move.ref());
            return;
        }
        Tips.Tip tip = move.now().get();
        tx.sql()
                .createUpdate(
                        """
                        insert into ref_state (project, ref, object_id, commit_id)
                        values (:project, :ref, :object, :commit)
                        on conflict (project, ref) do update
                        set object_id = excluded.object_id, commit_id = excluded.commit_id
                        """)
                .bind("project", project.toString())
                .bind("ref", move.ref())
                .bind("object", tip.objectId())
                .bind("commit", tip.commit().map(Commit::id).orElse(""))
                .execute();
    }

    /** None for a ref to a tree or a file: no change can start from those. */
    private static Optional<Fact.OfProject> fact(ProjectName project, Moved move) {
        if (move.now().isEmpty()) {
            return Optional.of(
                    new Fact.RefDeleted(project, move.ref(), move.before().commit(), move.by()));
        }
        return move.now()
                .get()
                .commit()
                .map(commit ->
                        new Fact.CommitPushed(
                                project,
                                commit.id(),
                                move.ref(),
                                move.before().commit(),
                                move.by(),
                                commit.title(),
                                commit.author(),
                                commit.committedAt()));
    }
}
