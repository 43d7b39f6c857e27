package dev.duru.pipeline.services.results;

import dev.duru.kernel.Database;
import dev.duru.pipeline.services.tokens.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** URLs that open one blob for a limited time, to whoever holds them. */
final class Tickets {
    /** GitHub's artifact URLs are good for ten minutes; a large cache may take longer. */
    private static final Duration VALID = Duration.ofMinutes(60);

    private final Database database;
    private final Supplier<String> url;

    Tickets(Database database, Supplier<String> url) {
        this.database = database;
        this.url = url;
    }

    /** What a ticket opens. */
    record Opened(String digest, String name, String mime) {}

    /** A URL for a blob; {@code name} is the file's name that browsers save it under. */
    String issue(String digest, String name, String mime) {
        String secret = Secret.plain();
        database.update(tx -> {
            long now = tx.now().toEpochMilli();
            tx.sql().execute("delete from download_ticket where expires_at <= ?", now);
            tx.sql()
                    .execute(
                            """
                            insert into download_ticket (hash, digest, name, mime, expires_at)
                            values (?, ?, ?, ?, ?)
                            """,
                            Secret.hash(secret),
                            digest,
                            name,
                            mime,
                            now + VALID.toMillis());
        });
        String ends =
                Instant.now()
                        .plus(VALID)
                        .truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                        .toString();
        return url.get()
                + "/_results/blobs/"
                + digest.substring("sha256:".length())
                + "?sp=r&se="
                + URLEncoder.encode(ends, StandardCharsets.UTF_8)
                + "&sig="
                + secret;
    }

    Optional<Opened> find(String secret) {
        return database.read(sql ->
                sql.createQuery(
                                """
                                select digest, name, mime from download_ticket
                                where hash = :hash and expires_at > :now
                                """)
                        .bind("hash", Secret.hash(secret))
                        .bind("now", Instant.now().toEpochMilli())
                        .map((rs, ctx) ->
                                new Opened(
                                        rs.getString("digest"),
                                        rs.getString("name"),
                                        rs.getString("mime")))
                        .findOne());
    }
}
