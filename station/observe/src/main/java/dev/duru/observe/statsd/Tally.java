package dev.duru.observe.statsd;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Outcome;
import dev.duru.tsdb.SeriesStore;
import java.util.HashSet;
import java.util.Set;

/** What the lines of one name and tags add up to. Not safe for many threads. */
final class Tally {
    private static final int MOST_MEMBERS = 100_000;
    private static final double MILLIS = 1000;

    private final StatsdLine.Kind kind;
    private final Distribution distribution = new Distribution();
    private final Set<String> members = new HashSet<>();
    private double value;
    private long heardMillis;

    Tally(StatsdLine.Kind kind) {
        this.kind = kind;
    }

    /** When it was heard of last. */
    long heardMillis() {
        return heardMillis;
    }

    /**
     * Adds a line.
     *
     * @throws IllegalArgumentException with what is wrong with it
     */
    void add(StatsdLine line, long nowMillis) {
        if (line.kind() != kind) {
            throw new IllegalArgumentException(
                    "the name is taken by a " + kind.name().toLowerCase(java.util.Locale.ROOT));
        }
        heardMillis = nowMillis;
        switch (kind) {
            case COUNTER ->
                    line.numbers().forEach(number -> value += positive(number) / line.rate());
            case GAUGE -> gauge(line);
            case TIMER ->
                    line.numbers()
                            .forEach(number ->
                                    distribution.observe(number / MILLIS, 1 / line.rate()));
            case DISTRIBUTION ->
                    line.numbers().forEach(number -> distribution.observe(number, 1 / line.rate()));
            case SET -> {
                if (members.size() < MOST_MEMBERS) {
                    members.add(line.values().getFirst());
                }
            }
        }
    }

    private static double positive(double number) {
        if (number < 0) {
            throw new IllegalArgumentException("a counter cannot fall; send a gauge");
        }
        return number;
    }

    private void gauge(StatsdLine line) {
        for (int i = 0; i < line.values().size(); i++) {
            char first = line.values().get(i).charAt(0);
            double number = line.numbers().get(i);
            value = first == '+' || first == '-' ? value + number : number;
        }
    }

    /** Writes down what there is; a set begins anew. */
    Outcome write(SeriesStore store, Labels labels, long nowMillis) {
        return switch (kind) {
            case COUNTER, GAUGE -> store.add(labels, nowMillis, value);
            case TIMER, DISTRIBUTION -> store.add(labels, nowMillis, distribution.histogram());
            case SET -> {
                int size = members.size();
                members.clear();
                yield store.add(labels, nowMillis, size);
            }
        };
    }

    /** Ends the series. */
    void end(SeriesStore store, Labels labels, long nowMillis) {
        store.add(labels, nowMillis, dev.duru.tsdb.Stale.MARKER);
    }
}
