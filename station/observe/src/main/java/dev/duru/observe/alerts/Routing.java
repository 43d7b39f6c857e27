package dev.duru.observe.alerts;

import dev.duru.observe.template.Template;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Matcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Who is told of which alerts, and how.
 *
 * @param library templates that messages may call
 * @param text the file as it was read
 */
public record Routing(
        Route root,
        Map<String, Receiver> receivers,
        List<Inhibition> inhibitions,
        Template library,
        String text) {
    /**
     * A node of the tree of routes.
     *
     * @param id its place in the tree
     * @param groupBy labels; alerts that agree in them are told together
     * @param groupsAll whether each alert is a group of its own
     * @param hours when it tells
     * @param goesOn whether routes behind it are looked at too
     */
    public record Route(
            String id,
            String receiver,
            List<Matcher> matchers,
            List<String> groupBy,
            boolean groupsAll,
            Timing timing,
            Hours hours,
            boolean goesOn,
            List<Route> children) {
        /** The routes that an alert takes: the deepest that fit. */
        List<Route> of(Labels labels) {
            if (!Matchers.fit(matchers, labels)) {
                return List.of();
            }
            List<Route> found = new ArrayList<>();
            for (Route child : children) {
                List<Route> deeper = child.of(labels);
                found.addAll(deeper);
                if (!deeper.isEmpty() && !child.goesOn()) {
                    break;
                }
            }
            return found.isEmpty() ? List.of(this) : found;
        }

        /** The labels that make an alert's group. */
        Labels group(Labels labels) {
            return groupsAll ? labels : labels.only(groupBy);
        }
    }

    /**
     * When a group is told.
     *
     * @param hold after its first alert
     * @param interval after it was told, when something changed
     * @param repeat after it was told, when nothing changed
     */
    public record Timing(Duration hold, Duration interval, Duration repeat) {
        static final Timing USUAL =
                new Timing(Duration.ofSeconds(30), Duration.ofMinutes(5), Duration.ofHours(4));
    }

    /** Somebody who is told, in each of these ways. */
    public record Receiver(String name, List<Integration> integrations) {}

    /** Alerts of the source keep those of the target from being told, where labels are equal. */
    public record Inhibition(List<Matcher> source, List<Matcher> target, List<String> equal) {}

    /** A way to tell. */
    public sealed interface Integration {
        /** Whether the end of alerts is told too. */
        boolean sendsResolved();

        /**
         * Alertmanager's JSON, posted.
         *
         * @param credentials the value of the header {@code Authorization}, or {@code ""}
         * @param mostAlerts of one message; 0 for all
         */
        record WebHook(boolean sendsResolved, String url, String credentials, int mostAlerts)
                implements Integration {}

        /** A message to a channel, in the shape that Slack and Mattermost take. */
        record Chat(
                boolean sendsResolved,
                String url,
                String channel,
                String username,
                String title,
                String text)
                implements Integration {}

        /** An electronic letter. */
        record Email(boolean sendsResolved, String to, Mail.Account account, String subject)
                implements Integration {}

        /** An issue of the project that the label {@code app} names. */
        record Issue(boolean sendsResolved) implements Integration {}
    }

    /** Where nobody said anything: an issue for each alert of a project. */
    public static final Routing USUAL =
            new Routing(
                    new Route(
                            "{}",
                            "issues",
                            List.of(),
                            List.of("alertname", "app", "env"),
                            false,
                            new Timing(
                                    Duration.ofSeconds(1),
                                    Duration.ofSeconds(10),
                                    Duration.ofDays(365)),
                            Hours.ALWAYS,
                            false,
                            List.of()),
                    Map.of("issues", new Receiver("issues", List.of(new Integration.Issue(true)))),
                    List.of(),
                    Template.parse(""),
                    "");
}
