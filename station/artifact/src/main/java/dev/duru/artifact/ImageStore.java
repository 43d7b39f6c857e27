package dev.duru.artifact;

import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** SQL of the images that Duru built. */
final class ImageStore {
    private ImageStore() {}

    /**
     * The image of a commit.
     *
     * @param bytes config and layers, compressed
     */
    record Built(String digest, long runNumber, long bytes) {}

    static Optional<Built> find(Handle sql, ProjectName project, String commit) {
        return sql.createQuery(
                        """
                        select digest, run_number, bytes from image
                        where project = :project and commit_id = :commit
                        """)
                .bind("project", project.toString())
                .bind("commit", commit)
                .map((rs, ctx) ->
                        new Built(
                                rs.getString("digest"),
                                rs.getLong("run_number"),
                                rs.getLong("bytes")))
                .findOne();
    }

    /** False where the commit has an image already. */
    static boolean add(Tx tx, ProjectName project, String commit, Built image) {
        return tx.sql()
                        .createUpdate(
                                """
                                insert into image (project, commit_id, digest, run_number, bytes, published_at)
                                values (:project, :commit, :digest, :run, :bytes, :now)
                                on conflict (project, commit_id) do nothing
                                """)
                        .bind("project", project.toString())
                        .bind("commit", commit)
                        .bind("digest", image.digest())
                        .bind("run", image.runNumber())
                        .bind("bytes", image.bytes())
                        .bind("now", tx.now().toEpochMilli())
                        .execute()
                > 0;
    }

    /** True the first time that this commit's image is told for this ref. */
    static boolean announce(Tx tx, ProjectName project, String commit, String ref) {
        return tx.sql()
                        .createUpdate(
                                """
                                insert into image_ref (project, commit_id, ref) values (:project, :commit, :ref)
                                on conflict (project, commit_id, ref) do nothing
                                """)
                        .bind("project", project.toString())
                        .bind("commit", commit)
                        .bind("ref", ref)
                        .execute()
                > 0;
    }

    /**
     * An image that was built long ago.
     *
     * @param commit one that has it
     */
    record Old(String commit, String digest, long bytes) {}

    /** Images of which no commit's is younger than a time, by project. */
    static Map<ProjectName, List<Old>> before(Handle sql, Instant time) {
        Map<ProjectName, List<Old>> all = new LinkedHashMap<>();
        sql.createQuery(
                        """
                        select project, max(commit_id) as commit_id, digest, max(bytes) as bytes from image
                        group by project, digest having max(published_at) < :time
                        order by project, max(published_at), digest
                        """)
                .bind("time", time.toEpochMilli())
                .map((rs, ctx) ->
                        Map.entry(
                                ProjectName.parse(rs.getString("project")),
                                new Old(
                                        rs.getString("commit_id"),
                                        rs.getString("digest"),
                                        rs.getLong("bytes"))))
                .forEach(one ->
                        all.computeIfAbsent(one.getKey(), project -> new ArrayList<>())
                                .add(one.getValue()));
        return all;
    }

    /** The commits that have an image. */
    static List<String> commits(Handle sql, ProjectName project, String digest) {
        return sql.createQuery(
                        "select commit_id from image where project = :project and digest = :digest")
                .bind("project", project.toString())
                .bind("digest", digest)
                .mapTo(String.class)
                .list();
    }

    /**
     * Forgets an image. That it was told of stays known: built again, it is not delivered again by
     * itself.
     */
    static void remove(Tx tx, ProjectName project, String digest) {
        tx.sql()
                .createUpdate("delete from image where project = :project and digest = :digest")
                .bind("project", project.toString())
                .bind("digest", digest)
                .execute();
    }

    /** The commit that each digest was built from. */
    static Map<String, String> commits(Handle sql, ProjectName project) {
        Map<String, String> all = new TreeMap<>();
        sql.createQuery(
                        """
                        select digest, commit_id from image where project = :project
                        order by published_at limit 10000
                        """)
                .bind("project", project.toString())
                .map((rs, ctx) -> Map.entry(rs.getString("digest"), rs.getString("commit_id")))
                .forEach(one -> all.put(one.getKey(), one.getValue()));
        return all;
    }
}
