package dev.duru.observe.events;

import dev.duru.kernel.Database;
import dev.duru.kernel.Entry;
import dev.duru.kernel.Fact;
import dev.duru.kernel.FactConsumer;
import dev.duru.kernel.Ledger;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes down what is to be told, and tells it until it is taken. */
public final class EventOutbox implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventOutbox.class);
    private static final Duration NEWS = Duration.ofDays(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(30);
    private static final int MOST_TRIES = 60;
    private static final int AT_ONCE = 50;

    private final Database database;
    private final Ledger ledger;
    private final List<Destination> destinations;
    private final Supplier<String> url;
    private final InstantSource clock;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final Semaphore news = new Semaphore(0);
    private final Thread thread = Thread.ofVirtual().name("observe-events").unstarted(this::run);

    /** What waits: to whom, which fact, how often it was tried. */
    private record Waiting(String destination, long sequence, int tries) {}

    /**
     * Tells nothing before {@link #start}.
     *
     * @param url how people reach this Duru
     */
    public EventOutbox(
            Database database,
            Ledger ledger,
            List<Destination> destinations,
            Supplier<String> url,
            InstantSource clock) {
        this.database = database;
        this.ledger = ledger;
        this.destinations = List.copyOf(destinations);
        this.url = url;
        this.clock = clock;
    }

    /** Begins, where anybody is to be told. */
    public void start() {
        if (destinations.isEmpty()) {
            return;
        }
        FactConsumer.Builder facts = ledger.consume("observe-events");
        for (Class<? extends Fact> kind : Happening.KINDS) {
            facts.onEntry(kind, this::write);
        }
        facts.start();
        thread.start();
    }

    private void write(Entry entry) {
        if (entry.at().isBefore(clock.instant().minus(NEWS))) {
            return;
        }
        database.update(tx -> {
            for (Destination destination : destinations) {
                tx.sql()
                        .execute(
                                """
                                insert into event_message (destination, seq, next_at, tries, problem)
                                values (?, ?, ?, 0, '') on conflict (destination, seq) do nothing
                                """,
                                destination.name(),
                                entry.sequence(),
                                clock.millis());
            }
        });
        news.release();
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                if (news.tryAcquire(1, TimeUnit.SECONDS)) {
                    news.drainPermits();
                }
                for (Waiting each : due()) {
                    tell(each);
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("events could not be told", e);
            }
        }
    }

    private List<Waiting> due() {
        return database.read(sql ->
                sql.createQuery(
                                """
                                select * from event_message where next_at <= :now
                                order by seq limit :most
                                """)
                        .bind("now", clock.millis())
                        .bind("most", AT_ONCE)
                        .map((rs, ctx) ->
                                new Waiting(
                                        rs.getString("destination"),
                                        rs.getLong("seq"),
                                        rs.getInt("tries")))
                        .list());
    }

    private void tell(Waiting waiting) throws InterruptedException {
        Optional<Destination> destination =
                destinations.stream()
                        .filter(each -> each.name().equals(waiting.destination()))
                        .findFirst();
        Optional<Happening> happening = ledger.entry(waiting.sequence()).flatMap(Happening::of);
        if (destination.isEmpty() || happening.isEmpty()) {
            done(waiting);
            return;
        }
        try {
            int status = send(destination.get(), happening.get());
            if (status < 300) {
                done(waiting);
            } else if (status == 429 || status >= 500) {
                later(waiting, "it answers " + status);
            } else {
                LOG.warn("{} refuses an event for good: {}", waiting.destination(), status);
                done(waiting);
            }
        } catch (IOException e) {
            later(waiting, String.valueOf(e.getMessage() == null ? e : e.getMessage()));
        }
    }

    private int send(Destination destination, Happening happening)
            throws IOException, InterruptedException {
        String link = url.get() + "/" + happening.project() + "/changes/" + happening.commit();
        return client.send(
                        destination.request(happening, link),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private void done(Waiting waiting) {
        database.update(tx ->
                tx.sql()
                        .execute(
                                "delete from event_message where destination = ? and seq = ?",
                                waiting.destination(),
                                waiting.sequence()));
    }

    private void later(Waiting waiting, String problem) {
        if (waiting.tries() >= MOST_TRIES) {
            LOG.warn("{} was not reached: {}", waiting.destination(), problem);
            done(waiting);
            return;
        }
        Duration pause = Duration.ofSeconds(1L << Math.min(waiting.tries(), 20));
        Instant next =
                clock.instant().plus(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
        database.update(tx ->
                tx.sql()
                        .execute(
                                """
                                update event_message set tries = tries + 1, next_at = ?, problem = ?
                                where destination = ? and seq = ?
                                """,
                                next.toEpochMilli(),
                                problem,
                                waiting.destination(),
                                waiting.sequence()));
    }

    /** Who could not be told so far, and why; each once. */
    public List<Map.Entry<String, String>> problems() {
        return database.read(sql ->
                sql.createQuery(
                                """
                                select destination, max(problem) as problem from event_message
                                where problem <> '' group by destination order by destination
                                """)
                        .map((rs, ctx) ->
                                Map.entry(rs.getString("destination"), rs.getString("problem")))
                        .list());
    }

    @Override
    public void close() {
        thread.interrupt();
        client.shutdownNow();
    }
}
