package dev.duru.observe;

import java.util.List;

/**
 * Lines over time for a page or an issue.
 *
 * @param times milliseconds since 1970, one for each step
 * @param lines each with as many values as times
 * @param markers what happened meanwhile
 */
public record Graph(List<Long> times, List<Line> lines, List<Marker> markers) {
    /**
     * One line.
     *
     * @param signal {@code error_ratio}, {@code request_rate}, {@code in_flight}, {@code p50},
     *     {@code p95}, {@code p99}
     * @param values NaN where there was no traffic
     */
    public record Line(String signal, String release, String version, List<Double> values) {}

    /**
     * Something that happened to the environment.
     *
     * @param kind {@code deployed}, {@code rollout}, {@code gate-failed}, {@code rolled-back},
     *     {@code alert-firing}, {@code alert-resolved}
     * @param release 0 for an alert
     * @param commit empty for an alert
     * @param alert its name; empty for what is none
     */
    public record Marker(long timeMillis, String kind, long release, String commit, String alert) {
        static Marker of(long timeMillis, String kind, long release, String commit) {
            return new Marker(timeMillis, kind, release, commit, "");
        }
    }
}
