package dev.duru.observe;

/** The edge's counters. */
@FunctionalInterface
public interface EdgeMetrics {
    /**
     * The counters now, in Prometheus' text format.
     *
     * @throws RuntimeException when the edge does not answer; it is asked again at the next turn
     */
    String text();
}
