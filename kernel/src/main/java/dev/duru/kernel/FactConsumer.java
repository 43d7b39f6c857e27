package dev.duru.kernel;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A durable reader of the ledger: one virtual thread that takes the facts in order, wakes on a
 * commit or a tick, tries a failing fact again with back-off, and at last parks it where people can
 * see it, so that one bad fact does not stop the rest.
 */
public final class FactConsumer {
    private static final Logger LOG = LoggerFactory.getLogger(FactConsumer.class);
    private static final int BATCH = 200;
    private static final List<Duration> PAUSES =
            List.of(
                    Duration.ofMillis(50),
                    Duration.ofMillis(250),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(8));

    private final Ledger ledger;
    private final Database database;
    private final String name;
    private final Map<Class<? extends Fact>, Consumer<Entry>> handlers;
    private final Semaphore signal = new Semaphore(0);
    private final Thread thread;
    private volatile boolean running = true;
    private volatile long cursor;

    private FactConsumer(Builder builder) {
        this.ledger = builder.ledger;
        this.database = builder.database;
        this.name = builder.name;
        this.handlers = Map.copyOf(builder.handlers);
        this.cursor = loadCursor();
        this.thread = Thread.ofVirtual().name("consumer-" + name).unstarted(this::run);
    }

    /** Says what a consumer does on which facts. */
    public static final class Builder {
        private final Ledger ledger;
        private final Database database;
        private final String name;
        private final Consumer<FactConsumer> register;
        private final Map<Class<? extends Fact>, Consumer<Entry>> handlers = new LinkedHashMap<>();

        Builder(Ledger ledger, Database database, String name, Consumer<FactConsumer> register) {
            this.ledger = ledger;
            this.database = database;
            this.name = name;
            this.register = register;
        }

        /** What to do on a kind of fact; must be idempotent. */
        public <F extends Fact> Builder on(Class<F> kind, Consumer<F> handler) {
            return onEntry(kind, entry -> handler.accept(kind.cast(entry.fact())));
        }

        /** As {@link #on}, with the fact's sequence and time. */
        public Builder onEntry(Class<? extends Fact> kind, Consumer<Entry> handler) {
            handlers.put(kind, handler);
            return this;
        }

        /**
         * Starts where the consumer of this name stopped; a new one starts at the ledger's
         * beginning.
         */
        public FactConsumer start() {
            FactConsumer consumer = new FactConsumer(this);
            register.accept(consumer);
            consumer.thread.start();
            return consumer;
        }
    }

    /** How far a consumer is. {@code behind} counts sequences, so it is an upper bound. */
    public record Progress(String consumer, long cursor, long behind) {}

    String name() {
        return name;
    }

    Progress progress(long head) {
        return new Progress(name, cursor, Math.max(0, head - cursor));
    }

    void wake() {
        signal.release();
    }

    void stop() {
        running = false;
        signal.release();
        try {
            if (Thread.currentThread() != thread && !thread.join(Duration.ofSeconds(5))) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void retry(Entry entry) {
        @Nullable RuntimeException failure = attempt(entry);
        if (failure != null) {
            throw ProblemException.conflict(
                    name
                            + " failed again on fact "
                            + entry.sequence()
                            + ": "
                            + failure.getMessage());
        }
        database.update(tx ->
                tx.sql()
                        .execute(
                                "delete from parked_fact where consumer = ? and seq = ?",
                                name,
                                entry.sequence()));
    }

    private void run() {
        while (running) {
            try {
                if (!step() && signal.tryAcquire(2, TimeUnit.SECONDS)) {
                    signal.drainPermits();
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (running) {
                    LOG.error("consumer {} could not read the ledger; trying again", name, e);
                    pause(Duration.ofSeconds(1));
                }
            }
        }
    }

    private boolean step() {
        List<Entry> entries = ledger.after(cursor, BATCH);
        long done = cursor;
        for (Entry entry : entries) {
            if (!running) {
                break;
            }
            if (handlers.containsKey(entry.fact().getClass())) {
                if (!handle(entry)) {
                    break;
                }
                saveCursor(entry.sequence());
            }
            done = entry.sequence();
        }
        if (done > cursor) {
            // Facts that nobody here wants are passed over in memory; the next one that is wanted
            // saves the place, and reading them again after a restart does no harm.
            cursor = done;
        }
        return entries.size() == BATCH;
    }

    /** False when the consumer was stopped before the fact was handled. */
    private boolean handle(Entry entry) {
        for (int attempts = 1; ; attempts++) {
            @Nullable RuntimeException failure = attempt(entry);
            if (failure == null) {
                return true;
            }
            if (!running) {
                return false;
            }
            if (attempts > PAUSES.size()) {
                park(entry, attempts, failure);
                return true;
            }
            LOG.warn(
                    "consumer {} failed on fact {} (attempt {})",
                    name,
                    entry.sequence(),
                    attempts,
                    failure);
            pause(PAUSES.get(attempts - 1));
        }
    }

    private @Nullable RuntimeException attempt(Entry entry) {
        Consumer<Entry> handler = handlers.get(entry.fact().getClass());
        if (handler == null) {
            return null;
        }
        try {
            handler.accept(entry);
            return null;
        } catch (RuntimeException e) {
            return e;
        }
    }

    private void park(Entry entry, int attempts, RuntimeException failure) {
        LOG.error(
                "consumer {} parked fact {} after {} attempts",
                name,
                entry.sequence(),
                attempts,
                failure);
        database.update(tx ->
                tx.sql()
                        .createUpdate(
                                """
                                insert into parked_fact (consumer, seq, attempts, error, at)
                                values (:consumer, :seq, :attempts, :error, :at)
                                on conflict (consumer, seq) do update
                                set attempts = :attempts, error = :error, at = :at
                                """)
                        .bind("consumer", name)
                        .bind("seq", entry.sequence())
                        .bind("attempts", attempts)
                        .bind("error", String.valueOf(failure.getMessage()))
                        .bind("at", tx.now().toEpochMilli())
                        .execute());
    }

    private long loadCursor() {
        return database.read(sql ->
                sql.createQuery("select seq from cursor_of where consumer = :name")
                        .bind("name", name)
                        .mapTo(Long.class)
                        .findOne()
                        .orElse(0L));
    }

    private void saveCursor(long sequence) {
        database.update(tx ->
                tx.sql()
                        .execute(
                                """
                                insert into cursor_of (consumer, seq) values (?, ?)
                                on conflict (consumer) do update set seq = excluded.seq
                                """,
                                name,
                                sequence));
        cursor = sequence;
    }

    private void pause(Duration duration) {
        try {
            TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        } catch (InterruptedException e) {
            running = false;
            Thread.currentThread().interrupt();
        }
    }
}
