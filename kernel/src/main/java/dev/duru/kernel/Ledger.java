package dev.duru.kernel;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * The append-only record of what happened. Facts come in by {@link Tx#append}; here they are read,
 * followed by durable consumers, and watched by live pages.
 */
public final class Ledger implements AutoCloseable {
    private final Database database;
    private final List<FactConsumer> consumers = new CopyOnWriteArrayList<>();
    private final LedgerTail tail;

    public Ledger(Database database) {
        this.database = database;
        this.tail = new LedgerTail(this);
        database.onAppend(this::wake);
    }

    /** Facts after a sequence, oldest first, at most {@code limit}. */
    public List<Entry> after(long sequence, int limit) {
        return database.read(sql ->
                entries(
                        sql.createQuery(
                                        """
                                        select seq, at, kind, body from fact
                                        where seq > :seq order by seq limit :limit
                                        """)
                                .bind("seq", sequence)
                                .bind("limit", limit)));
    }

    /** All facts of a change, oldest first. */
    public List<Entry> ofChange(ProjectName project, String commit) {
        return database.read(sql ->
                entries(
                        sql.createQuery(
                                        """
                                        select seq, at, kind, body from fact
                                        where project = :project and commit_id = :commit order by seq
                                        """)
                                .bind("project", project.toString())
                                .bind("commit", commit)));
    }

    /**
     * A project's facts before a sequence (pass {@link Long#MAX_VALUE} for the newest), newest
     * first.
     */
    public List<Entry> ofProject(ProjectName project, long before, int limit) {
        return database.read(sql ->
                entries(
                        sql.createQuery(
                                        """
                                        select seq, at, kind, body from fact
                                        where project = :project and seq < :before order by seq desc limit :limit
                                        """)
                                .bind("project", project.toString())
                                .bind("before", before)
                                .bind("limit", limit)));
    }

    /** A project's facts after a sequence, oldest first. */
    public List<Entry> ofProjectAfter(ProjectName project, long after, int limit) {
        return database.read(sql ->
                entries(
                        sql.createQuery(
                                        """
                                        select seq, at, kind, body from fact
                                        where project = :project and seq > :after order by seq limit :limit
                                        """)
                                .bind("project", project.toString())
                                .bind("after", after)
                                .bind("limit", limit)));
    }

    /** A project's facts of some kinds since a time, oldest first. */
    @SafeVarargs
    public final List<Entry> ofKinds(
            ProjectName project, Instant since, Class<? extends Fact>... kinds) {
        List<String> names = List.of(kinds).stream().map(Class::getSimpleName).toList();
        return database.read(sql ->
                entries(
                        sql.createQuery(
                                        """
                                        select seq, at, kind, body from fact
                                        where project = :project and at >= :since and kind in (<kinds>) order by seq
                                        """)
                                .bind("project", project.toString())
                                .bind("since", since.toEpochMilli())
                                .bindList("kinds", names)));
    }

    /** All facts before a sequence, newest first: the audit log. */
    public List<Entry> latest(long before, int limit) {
        return database.read(sql ->
                entries(
                        sql.createQuery(
                                        """
                                        select seq, at, kind, body from fact
                                        where seq < :before order by seq desc limit :limit
                                        """)
                                .bind("before", before)
                                .bind("limit", limit)));
    }

    /** The newest sequence; 0 when the ledger is empty. */
    public long head() {
        return database.read(sql ->
                sql.createQuery("select coalesce(max(seq), 0) from fact").mapTo(Long.class).one());
    }

    /**
     * A durable consumer: name it, say what to do on which facts, start it. Its cursor is kept in
     * the database, so it sees every fact at least once, in order; handlers are idempotent.
     */
    public FactConsumer.Builder consume(String name) {
        return new FactConsumer.Builder(this, database, name, consumers::add);
    }

    /** The consumers and how far behind the head each is, for metrics and for people. */
    public List<FactConsumer.Progress> progress() {
        long head = head();
        return consumers.stream().map(consumer -> consumer.progress(head)).toList();
    }

    /** What consumers could not handle, newest first. */
    public List<Parked> parked() {
        return database.read(sql ->
                sql.createQuery(
                                """
                                select p.consumer, p.seq, p.attempts, p.error, p.at, f.kind, f.body, f.at as fact_at
                                from parked_fact p join fact f on f.seq = p.seq order by p.at desc limit 200
                                """)
                        .map((rs, ctx) ->
                                new Parked(
                                        rs.getString("consumer"),
                                        new Entry(
                                                rs.getLong("seq"),
                                                Instant.ofEpochMilli(rs.getLong("fact_at")),
                                                FactCodec.decode(
                                                        rs.getString("kind"),
                                                        rs.getString("body"))),
                                        rs.getInt("attempts"),
                                        rs.getString("error"),
                                        Instant.ofEpochMilli(rs.getLong("at"))))
                        .list());
    }

    /** Lets a consumer try a parked fact again. */
    public void retry(String consumer, long sequence) {
        FactConsumer found =
                consumers.stream()
                        .filter(candidate -> candidate.name().equals(consumer))
                        .findFirst()
                        .orElseThrow(() ->
                                ProblemException.notFound("there is no consumer " + consumer));
        found.retry(
                entry(sequence)
                        .orElseThrow(
                                () -> ProblemException.notFound("there is no fact " + sequence)));
    }

    /** One fact by its sequence. */
    public Optional<Entry> entry(long sequence) {
        return after(sequence - 1, 1).stream()
                .filter(entry -> entry.sequence() == sequence)
                .findFirst();
    }

    /**
     * Calls back for every fact from now on, in order, on one thread shared by all watchers: for
     * live pages and for waiting, not for work. Close what it returns to stop.
     */
    public AutoCloseable watch(Consumer<Entry> watcher) {
        return tail.watch(watcher);
    }

    private void wake() {
        consumers.forEach(FactConsumer::wake);
        tail.wake();
    }

    private static List<Entry> entries(Query query) {
        return query.map((rs, ctx) ->
                        new Entry(
                                rs.getLong("seq"),
                                Instant.ofEpochMilli(rs.getLong("at")),
                                FactCodec.decode(rs.getString("kind"), rs.getString("body"))))
                .list();
    }

    /** Stops all consumers and watchers; each finishes the fact in its hands. */
    @Override
    public void close() {
        consumers.forEach(FactConsumer::stop);
        tail.stop();
    }

    /** A fact that a consumer gave up on. */
    public record Parked(
            String consumer, Entry entry, int attempts, @Nullable String error, Instant at) {}
}
