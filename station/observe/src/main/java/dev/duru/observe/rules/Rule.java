package dev.duru.observe.rules;

import java.time.Duration;
import java.util.Map;

/** One rule of a group. */
public sealed interface Rule {
    /** The series' or the alert's name. */
    String name();

    /** The expression, as it is written. */
    String query();

    /** Labels that it adds; values of alerting rules are templates. */
    Map<String, String> labels();

    /** Gives a series. */
    record Recording(String name, String query, Map<String, String> labels) implements Rule {}

    /**
     * Gives alerts.
     *
     * @param pending how long it must hold before it fires
     * @param keepFiring how long it goes on firing when it holds no more
     * @param annotations templates by name
     */
    record Alerting(
            String name,
            String query,
            Duration pending,
            Duration keepFiring,
            Map<String, String> labels,
            Map<String, String> annotations)
            implements Rule {}
}
