package dev.duru.observe.alerts;

import dev.duru.tsdb.Labels;
import java.time.Instant;
import java.util.Map;

/**
 * Something that people should know of, as a rule or another program says it.
 *
 * @param labels which alert it is, its name among them as {@code alertname}
 * @param annotations what people read, by name
 * @param endsAt until when it counts unless it is said again; in the past when it is over
 * @param generatorUrl where its expression can be seen, or {@code ""}
 */
public record Alert(
        Labels labels,
        Map<String, String> annotations,
        Instant startsAt,
        Instant endsAt,
        String generatorUrl) {
    /** The label with an alert's name. */
    public static final String ALERTNAME = "alertname";

    /** Its name. */
    public String name() {
        return labels.value(ALERTNAME);
    }

    /** Whether it is over. */
    public boolean resolvedAt(Instant now) {
        return !endsAt.isAfter(now);
    }

    /** The identity of its labels: 16 hexadecimal digits. */
    public String fingerprint() {
        return Fingerprint.of(labels);
    }
}
