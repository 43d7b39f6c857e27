package dev.duru.observe.alerts;

import dev.duru.observe.alerts.AlertStore.Message;
import dev.duru.observe.alerts.AlertStore.Told;
import dev.duru.observe.alerts.Routing.Integration;
import dev.duru.observe.alerts.Routing.Receiver;
import dev.duru.observe.alerts.Routing.Route;
import dev.duru.tsdb.Labels;
import dev.duru.web.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Decides which group is told when: first after its route's wait, then at its interval when an
 * alert began or ended since, and at its repeat when nothing changed.
 */
final class Dispatch {
    private final AlertStore store;
    private final Supplier<String> url;
    private final Map<String, Group> groups = new TreeMap<>();

    /** Alerts of one route that agree in its labels. */
    static final class Group {
        private final Route route;
        private final Labels labels;
        private final Map<String, Alert> alerts = new TreeMap<>();
        private Instant next;

        private Group(Route route, Labels labels, Instant next) {
            this.route = route;
            this.labels = labels;
            this.next = next;
        }

        Route route() {
            return route;
        }

        Labels labels() {
            return labels;
        }

        List<Alert> alerts() {
            return List.copyOf(alerts.values());
        }
    }

    Dispatch(AlertStore store, Supplier<String> url) {
        this.store = store;
        this.url = url;
    }

    synchronized void take(Routing routing, Alert alert, Instant now) {
        for (Route route : routing.root().of(alert.labels())) {
            Labels labels = route.group(alert.labels());
            groups.computeIfAbsent(
                            key(route, labels),
                            k -> new Group(route, labels, now.plus(route.timing().hold())))
                    .alerts
                    .put(alert.fingerprint(), alert);
        }
    }

    private static String key(Route route, Labels labels) {
        return route.id() + "/" + route.receiver() + ":" + labels.inBraces();
    }

    /** Writes down what is to be sent now. */
    synchronized void flush(Routing routing, Function<Alert, Boolean> muted, Instant now) {
        for (Map.Entry<String, Group> entry : List.copyOf(groups.entrySet())) {
            Group group = entry.getValue();
            if (group.next.isAfter(now)) {
                continue;
            }
            group.next = now.plus(group.route.timing().interval());
            Optional.ofNullable(routing.receivers().get(group.route.receiver()))
                    .filter(receiver -> !group.route.hours().areQuiet(now))
                    .ifPresent(receiver -> tell(entry.getKey(), group, receiver, muted, now));
            group.alerts.values().removeIf(alert -> alert.resolvedAt(now));
            if (group.alerts.isEmpty()) {
                groups.remove(entry.getKey());
            }
        }
    }

    private void tell(
            String key,
            Group group,
            Receiver receiver,
            Function<Alert, Boolean> muted,
            Instant now) {
        List<Alert> heard = group.alerts().stream().filter(alert -> !muted.apply(alert)).toList();
        Told before = store.told(key);
        TreeSet<String> firing = new TreeSet<>();
        TreeSet<String> resolved = new TreeSet<>();
        for (Alert alert : heard) {
            (alert.resolvedAt(now) ? resolved : firing).add(alert.fingerprint());
        }
        // The end of what nobody was told of is no news.
        resolved.removeIf(
                print -> !before.firing().contains(print) && !before.resolved().contains(print));
        boolean begun = !before.firing().containsAll(firing);
        boolean ended = !before.resolved().containsAll(resolved);
        boolean again =
                !firing.isEmpty() && !before.at().plus(group.route.timing().repeat()).isAfter(now);
        if (!begun && !ended && !again) {
            return;
        }
        List<Alert> all =
                heard.stream()
                        .filter(a ->
                                firing.contains(a.fingerprint())
                                        || resolved.contains(a.fingerprint()))
                        .toList();
        List<Message> messages = new ArrayList<>();
        for (int part = 0; part < receiver.integrations().size(); part++) {
            Integration way = receiver.integrations().get(part);
            List<Alert> told =
                    way.sendsResolved()
                            ? all
                            : all.stream().filter(a -> !a.resolvedAt(now)).toList();
            if (!told.isEmpty() && (begun || again || way.sendsResolved())) {
                String payload =
                        Json.write(
                                Messages.document(
                                        key, receiver.name(), group.labels, told, url.get(), now));
                messages.add(new Message(0, receiver.name(), part, payload, 0, ""));
            }
        }
        store.send(key, new Told(firing, resolved, now), messages);
    }

    synchronized List<Group> groups() {
        return List.copyOf(groups.values());
    }
}
