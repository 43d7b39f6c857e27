package dev.duru.artifact.registry;

import dev.duru.kernel.Tx;
import dev.duru.oci.Descriptor;
import dev.duru.oci.Digest;
import dev.duru.oci.Manifest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.RowView;

/** The registry's SQL: everything that is not bytes. */
final class RegistryStore {
    private RegistryStore() {}

    static void keepBlob(Tx tx, Digest digest, long size) {
        tx.sql()
                .createUpdate(
                        """
                        insert into registry_blob (digest, size, kept_at) values (:digest, :size, :now)
                        on conflict (digest) do update set kept_at = excluded.kept_at
                        """)
                .bind("digest", digest.toString())
                .bind("size", size)
                .bind("now", tx.now().toEpochMilli())
                .execute();
    }

    static void link(Tx tx, Repository repository, Digest digest) {
        tx.sql()
                .createUpdate(
                        """
                        insert into registry_link (repository, digest) values (:repository, :digest)
                        on conflict (repository, digest) do nothing
                        """)
                .bind("repository", repository.name())
                .bind("digest", digest.toString())
                .execute();
    }

    static boolean unlink(Tx tx, Repository repository, Digest digest) {
        return tx.sql()
                        .createUpdate(
                                "delete from registry_link where repository = :repository and digest = :digest")
                        .bind("repository", repository.name())
                        .bind("digest", digest.toString())
                        .execute()
                > 0;
    }

    /** The size of a blob that this repository may serve. */
    static OptionalLong linkedSize(Handle sql, Repository repository, Digest digest) {
        return sql.createQuery(
                        """
                        select b.size from registry_link l join registry_blob b on b.digest = l.digest
                        where l.repository = :repository and l.digest = :digest
                        """)
                .bind("repository", repository.name())
                .bind("digest", digest.toString())
                .mapTo(Long.class)
                .findOne()
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    /** A manifest of this repository that needs the blob or manifest, if any. */
    static Optional<String> neededBy(Handle sql, Repository repository, Digest child) {
        return sql.createQuery(
                        """
                        select manifest from registry_reference
                        where repository = :repository and child = :child limit 1
                        """)
                .bind("repository", repository.name())
                .bind("child", child.toString())
                .mapTo(String.class)
                .findOne();
    }

    static void putManifest(
            Tx tx, Repository repository, Descriptor descriptor, Manifest manifest, String by) {
        tx.sql()
                .createUpdate(
                        """
                        insert into registry_manifest
                            (repository, digest, media_type, artifact_type, subject, size, pushed_at, pushed_by)
                        values (:repository, :digest, :type, :kind, :subject, :size, :now, :by)
                        on conflict (repository, digest) do update set media_type = excluded.media_type
                        """)
                .bind("repository", repository.name())
                .bind("digest", descriptor.digest().toString())
                .bind("type", descriptor.mediaType())
                .bind("kind", manifest.kind().orElse(""))
                .bind("subject", manifest.refersTo().map(one -> one.digest().toString()).orElse(""))
                .bind("size", descriptor.size())
                .bind("now", tx.now().toEpochMilli())
                .bind("by", by)
                .execute();
        for (List<Descriptor> children : List.of(manifest.blobs(), manifest.children())) {
            for (Descriptor child : children) {
                tx.sql()
                        .createUpdate(
                                """
                                insert into registry_reference (repository, manifest, child)
                                values (:repository, :manifest, :child)
                                on conflict (repository, manifest, child) do nothing
                                """)
                        .bind("repository", repository.name())
                        .bind("manifest", descriptor.digest().toString())
                        .bind("child", child.digest().toString())
                        .execute();
            }
        }
    }

    static boolean deleteManifest(Tx tx, Repository repository, Digest digest) {
        for (String table : List.of("registry_tag", "registry_reference")) {
            String column = table.equals("registry_tag") ? "digest" : "manifest";
            tx.sql()
                    .createUpdate(
                            "delete from "
                                    + table
                                    + " where repository = :repository and "
                                    + column
                                    + " = :digest")
                    .bind("repository", repository.name())
                    .bind("digest", digest.toString())
                    .execute();
        }
        return tx.sql()
                        .createUpdate(
                                "delete from registry_manifest where repository = :repository and digest = :digest")
                        .bind("repository", repository.name())
                        .bind("digest", digest.toString())
                        .execute()
                > 0;
    }

    /** Whether Duru built this image, and so may have to go back to it. */
    static boolean isRelease(Handle sql, Repository repository, Digest digest) {
        return sql.createQuery(
                                "select count(*) from image where project = :project and digest = :digest")
                        .bind("project", repository.name())
                        .bind("digest", digest.toString())
                        .mapTo(Long.class)
                        .one()
                > 0;
    }

    static Optional<StoredManifest> manifest(Handle sql, Repository repository, Digest digest) {
        return sql
                .createQuery(
                        """
                        select digest, media_type, artifact_type, size, pushed_at, pushed_by
                        from registry_manifest where repository = :repository and digest = :digest
                        """)
                .bind("repository", repository.name())
                .bind("digest", digest.toString())
                .reduceRows(new TreeMap<String, StoredManifest>(), RegistryStore::collect)
                .values()
                .stream()
                .findFirst();
    }

    static List<StoredManifest> referrers(Handle sql, Repository repository, Digest subject) {
        return List.copyOf(
                sql.createQuery(
                                """
                                select digest, media_type, artifact_type, size, pushed_at, pushed_by
                                from registry_manifest
                                where repository = :repository and subject = :subject order by digest limit 1000
                                """)
                        .bind("repository", repository.name())
                        .bind("subject", subject.toString())
                        .reduceRows(new TreeMap<String, StoredManifest>(), RegistryStore::collect)
                        .values());
    }

    /** The newest manifests of a repository. */
    static List<StoredManifest> newest(Handle sql, Repository repository, int limit) {
        return sql.createQuery(
                        """
                        select digest, media_type, artifact_type, size, pushed_at, pushed_by
                        from registry_manifest where repository = :repository
                        order by pushed_at desc, digest limit :limit
                        """)
                .bind("repository", repository.name())
                .bind("limit", limit)
                .map((rs, ctx) ->
                        new StoredManifest(
                                Digest.parse(rs.getString("digest")),
                                rs.getString("media_type"),
                                rs.getString("artifact_type"),
                                rs.getLong("size"),
                                Instant.ofEpochMilli(rs.getLong("pushed_at")),
                                rs.getString("pushed_by")))
                .list();
    }

    private static TreeMap<String, StoredManifest> collect(
            TreeMap<String, StoredManifest> all, RowView row) {
        String digest = row.getColumn("digest", String.class);
        all.put(
                digest,
                new StoredManifest(
                        Digest.parse(digest),
                        row.getColumn("media_type", String.class),
                        row.getColumn("artifact_type", String.class),
                        row.getColumn("size", Long.class),
                        Instant.ofEpochMilli(row.getColumn("pushed_at", Long.class)),
                        row.getColumn("pushed_by", String.class)));
        return all;
    }

    static void tag(Tx tx, Repository repository, String tag, Digest digest) {
        tx.sql()
                .createUpdate(
                        """
                        insert into registry_tag (repository, tag, digest, updated_at)
                        values (:repository, :tag, :digest, :now)
                        on conflict (repository, tag) do update
                        set digest = excluded.digest, updated_at = excluded.updated_at
                        """)
                .bind("repository", repository.name())
                .bind("tag", tag)
                .bind("digest", digest.toString())
                .bind("now", tx.now().toEpochMilli())
                .execute();
    }

    static boolean untag(Tx tx, Repository repository, String tag) {
        return tx.sql()
                        .createUpdate(
                                "delete from registry_tag where repository = :repository and tag = :tag")
                        .bind("repository", repository.name())
                        .bind("tag", tag)
                        .execute()
                > 0;
    }

    static Optional<Digest> tagged(Handle sql, Repository repository, String tag) {
        return sql.createQuery(
                        "select digest from registry_tag where repository = :repository and tag = :tag")
                .bind("repository", repository.name())
                .bind("tag", tag)
                .mapTo(String.class)
                .findOne()
                .map(Digest::parse);
    }

    static List<String> tagsOf(Handle sql, Repository repository, Digest digest) {
        return sql.createQuery(
                        """
                        select tag from registry_tag
                        where repository = :repository and digest = :digest order by tag
                        """)
                .bind("repository", repository.name())
                .bind("digest", digest.toString())
                .mapTo(String.class)
                .list();
    }

    /** Whether a blob has its row. */
    static boolean isKept(Handle sql, Digest digest) {
        return sql.createQuery("select count(*) from registry_blob where digest = :digest")
                        .bind("digest", digest.toString())
                        .mapTo(Long.class)
                        .one()
                > 0;
    }

    /** Tags after {@code last}, in order. */
    static List<String> tags(Handle sql, Repository repository, String last, int limit) {
        return sql.createQuery(
                        """
                        select tag from registry_tag
                        where repository = :repository and tag > :last order by tag limit :limit
                        """)
                .bind("repository", repository.name())
                .bind("last", last)
                .bind("limit", limit)
                .mapTo(String.class)
                .list();
    }

    /** The tags of each digest of a repository. */
    static Map<String, List<String>> tagsByDigest(Handle sql, Repository repository) {
        Map<String, List<String>> all = new TreeMap<>();
        sql.createQuery(
                        """
                        select digest, tag from registry_tag where repository = :repository
                        order by updated_at desc, tag limit 10000
                        """)
                .bind("repository", repository.name())
                .map((rs, ctx) -> Map.entry(rs.getString("digest"), rs.getString("tag")))
                .forEach(one ->
                        all.computeIfAbsent(one.getKey(), key -> new ArrayList<>())
                                .add(one.getValue()));
        return all;
    }

    /** Whether anything was ever pushed there. */
    static boolean exists(Handle sql, Repository repository) {
        return sql.createQuery(
                                """
                                select (select count(*) from registry_manifest where repository = :repository)
                                     + (select count(*) from registry_link where repository = :repository)
                                """)
                        .bind("repository", repository.name())
                        .mapTo(Long.class)
                        .one()
                > 0;
    }

    /** Repositories that hold a manifest, after {@code last}, in order. */
    static List<String> repositories(Handle sql, String last, int limit) {
        return sql.createQuery(
                        """
                        select distinct repository from registry_manifest
                        where repository > :last order by repository limit :limit
                        """)
                .bind("last", last)
                .bind("limit", limit)
                .mapTo(String.class)
                .list();
    }

    /** Forgets blobs kept before a time that no manifest is or needs, and gives their digests. */
    static List<Digest> forgetUnreferenced(Tx tx, Instant before) {
        List<String> digests =
                tx.sql()
                        .createQuery(
                                """
                                delete from registry_blob
                                where kept_at < :before
                                  and not exists (select 1 from registry_reference r where r.child = registry_blob.digest)
                                  and not exists (select 1 from registry_manifest m where m.digest = registry_blob.digest)
                                returning digest
                                """)
                        .bind("before", before.toEpochMilli())
                        .mapTo(String.class)
                        .list();
        for (String digest : digests) {
            tx.sql()
                    .createUpdate("delete from registry_link where digest = :digest")
                    .bind("digest", digest)
                    .execute();
        }
        return digests.stream().map(Digest::parse).toList();
    }
}
