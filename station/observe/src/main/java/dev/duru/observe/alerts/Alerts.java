package dev.duru.observe.alerts;

import dev.duru.kernel.Database;
import dev.duru.kernel.ProblemException;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Matcher;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The entrance: takes alerts, and tells people of them. */
public final class Alerts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Alerts.class);
    private static final Duration TICK = Duration.ofMillis(500);
    private static final Duration FORGOTTEN = Duration.ofMinutes(15);
    private static final int MOST_ALERTS = 20_000;

    private final AlertStore store;
    private final InstantSource clock;
    private final Dispatch dispatch;
    private final Outbox outbox;
    private final Routing routing;
    private final Map<String, Alert> alerts = new TreeMap<>();
    private final Map<String, Instant> updated = new TreeMap<>();
    private volatile List<Silence> silences;
    private final Thread thread;

    /**
     * Nothing is sent before {@link #start}.
     *
     * @param file with routes and receivers; null for issues only
     * @param issues takes messages for receivers of the kind issue
     * @param url how people reach this Duru
     */
    public Alerts(
            Database database,
            @Nullable Path file,
            Consumer<Map<String, Object>> issues,
            Supplier<String> url,
            InstantSource clock) {
        this.store = new AlertStore(database);
        this.clock = clock;
        this.routing = file == null ? Routing.USUAL : RoutingFile.read(file);
        this.dispatch = new Dispatch(store, url);
        this.outbox = new Outbox(store, issues);
        this.silences = store.silences();
        this.thread = Thread.ofVirtual().name("observe-alerts").unstarted(this::run);
    }

    /** Begins to tell. */
    public void start() {
        thread.start();
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Instant now = clock.instant();
                expire(now);
                dispatch.flush(routing, alert -> !mutedBy(alert, now).isEmpty(), now);
                outbox.send(routing, now);
                TimeUnit.MILLISECONDS.sleep(TICK.toMillis());
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("alerts could not be told", e);
                if (!pause()) {
                    return;
                }
            }
        }
    }

    private static boolean pause() {
        try {
            TimeUnit.SECONDS.sleep(2);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    /** Takes alerts, new ones and those that are known already. */
    public void take(List<Alert> all) {
        Instant now = clock.instant();
        for (Alert alert : all) {
            Alert kept;
            synchronized (alerts) {
                String print = alert.fingerprint();
                Alert known = alerts.get(print);
                if (known == null && (alert.resolvedAt(now) || alerts.size() >= MOST_ALERTS)) {
                    continue;
                }
                kept = known == null || known.resolvedAt(now) ? alert : merged(known, alert);
                alerts.put(print, kept);
                updated.put(print, now);
                if (known == null || known.resolvedAt(now) != kept.resolvedAt(now)) {
                    remember(kept, now);
                }
            }
            dispatch.take(routing, kept, now);
        }
    }

    /** The same alert goes on from where it began. */
    private static Alert merged(Alert known, Alert alert) {
        return new Alert(
                alert.labels(),
                alert.annotations(),
                known.startsAt().isBefore(alert.startsAt()) ? known.startsAt() : alert.startsAt(),
                alert.endsAt(),
                alert.generatorUrl());
    }

    private void remember(Alert alert, Instant now) {
        boolean over = alert.resolvedAt(now);
        if (over || !store.isKnownFiring(alert)) {
            store.happened(alert, over ? "resolved" : "firing", now);
        }
    }

    /** Alerts that nobody said again are over. */
    private void expire(Instant now) {
        synchronized (alerts) {
            alerts.values()
                    .removeIf(alert -> {
                        Instant heard = updated.getOrDefault(alert.fingerprint(), now);
                        boolean over = alert.resolvedAt(now);
                        if (over && heard.isBefore(alert.endsAt())) {
                            updated.put(alert.fingerprint(), alert.endsAt());
                            store.happened(alert, "resolved", now);
                        }
                        return over && alert.endsAt().plus(FORGOTTEN).isBefore(now);
                    });
            updated.keySet().retainAll(alerts.keySet());
        }
    }

    /**
     * Why nobody is told of an alert.
     *
     * @param silencedBy ids of silences
     * @param inhibitedBy fingerprints of alerts
     */
    public record Muted(List<String> silencedBy, List<String> inhibitedBy) {
        /** Whether people are told. */
        public boolean isEmpty() {
            return silencedBy.isEmpty() && inhibitedBy.isEmpty();
        }
    }

    /** Why nobody is told of an alert at a time. */
    public Muted mutedBy(Alert alert, Instant now) {
        List<String> silenced =
                silences.stream()
                        .filter(silence -> silence.silences(alert.labels(), now))
                        .map(Silence::id)
                        .toList();
        List<String> inhibited = new ArrayList<>();
        for (Routing.Inhibition rule : routing.inhibitions()) {
            if (!Matchers.fit(rule.target(), alert.labels())) {
                continue;
            }
            for (Alert source : firing(now)) {
                if (!source.labels().equals(alert.labels())
                        && Matchers.fit(rule.source(), source.labels())
                        && !Matchers.fit(rule.source(), alert.labels())
                        && source.labels()
                                .only(rule.equal())
                                .equals(alert.labels().only(rule.equal()))) {
                    inhibited.add(source.fingerprint());
                }
            }
        }
        return new Muted(silenced, inhibited);
    }

    private List<Alert> firing(Instant now) {
        synchronized (alerts) {
            return alerts.values().stream().filter(alert -> !alert.resolvedAt(now)).toList();
        }
    }

    /** The alerts that fire, by fingerprint. */
    public List<Alert> current() {
        return firing(clock.instant());
    }

    /** When an alert was heard of last. */
    public Instant updatedAt(Alert alert) {
        synchronized (alerts) {
            return updated.getOrDefault(alert.fingerprint(), alert.startsAt());
        }
    }

    /** The receivers that an alert is routed to. */
    public List<String> receivers(Alert alert) {
        return routing.root().of(alert.labels()).stream()
                .map(Routing.Route::receiver)
                .distinct()
                .toList();
    }

    /** Who is told of what. */
    public Routing routing() {
        return routing;
    }

    /** Alerts that are told together: the receiver, the labels in common, and the alerts. */
    public record Together(String receiver, Labels labels, List<Alert> alerts) {}

    /** All groups that have alerts now. */
    public List<Together> groups() {
        Instant now = clock.instant();
        Map<String, Together> all = new LinkedHashMap<>();
        for (Dispatch.Group group : dispatch.groups()) {
            List<Alert> firing = group.alerts().stream().filter(a -> !a.resolvedAt(now)).toList();
            if (!firing.isEmpty()) {
                all.put(
                        group.route().id() + group.labels(),
                        new Together(group.route().receiver(), group.labels(), firing));
            }
        }
        return List.copyOf(all.values());
    }

    /** All silences that are known, those that ended within five days among them. */
    public List<Silence> silences() {
        Instant oldest = clock.instant().minus(Duration.ofDays(5));
        return silences.stream().filter(s -> s.endsAt().isAfter(oldest)).toList();
    }

    /** What is to be silenced. */
    public record Wish(
            String id,
            List<Matcher> matchers,
            Instant startsAt,
            Instant endsAt,
            String createdBy,
            String comment) {}

    /**
     * Makes a silence, or changes the one whose id is given.
     *
     * @throws ProblemException USER when it would silence everything or is over already
     */
    public synchronized Silence silence(Wish wish) {
        Instant now = clock.instant();
        if (wish.matchers().isEmpty() || wish.matchers().stream().allMatch(m -> m.test(""))) {
            throw ProblemException.user(
                    "at least one matcher must not match the empty string; name what is to be"
                            + " silenced");
        }
        if (!wish.endsAt().isAfter(now) || !wish.endsAt().isAfter(wish.startsAt())) {
            throw ProblemException.user("the silence ends before it begins, or has ended already");
        }
        if (wish.comment().isBlank() || wish.createdBy().isBlank()) {
            throw ProblemException.user("say who silences, and why");
        }
        if (!wish.id().isEmpty()) {
            Silence known = find(wish.id());
            if (known.matchers().toString().equals(wish.matchers().toString())
                    && known.at(now) != Silence.State.EXPIRED) {
                return keep(
                        new Silence(
                                known.id(),
                                known.matchers(),
                                wish.startsAt(),
                                wish.endsAt(),
                                wish.createdBy(),
                                wish.comment(),
                                now));
            }
            keep(known.ending(now));
        }
        return keep(
                new Silence(
                        UUID.randomUUID().toString(),
                        wish.matchers(),
                        wish.startsAt().isBefore(now) ? now : wish.startsAt(),
                        wish.endsAt(),
                        wish.createdBy(),
                        wish.comment(),
                        now));
    }

    private Silence keep(Silence silence) {
        store.keep(silence);
        silences = store.silences();
        return silence;
    }

    /**
     * A silence.
     *
     * @throws ProblemException NOT_FOUND
     */
    public Silence find(String id) {
        return silences.stream()
                .filter(silence -> silence.id().equals(id))
                .findFirst()
                .orElseThrow(() -> ProblemException.notFound("there is no silence " + id));
    }

    /** Ends a silence now. */
    public synchronized void expire(String id) {
        Silence known = find(id);
        Instant now = clock.instant();
        if (known.at(now) != Silence.State.EXPIRED) {
            keep(known.ending(now));
        }
    }

    /**
     * What happened, newest first.
     *
     * @param app a project, or {@code ""} for all
     * @param words that name, labels or annotations hold, in any case
     * @param before the id of an event; only older ones
     */
    public List<AlertEvent> history(String app, String words, long before, int most) {
        return store.history(app, words, before, most);
    }

    /** What waits to be sent and why, oldest first: receiver and problem. */
    public List<Map.Entry<String, String>> waiting() {
        return store.waiting(100).stream()
                .map(message -> Map.entry(message.receiver(), message.problem()))
                .toList();
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        outbox.close();
    }
}
