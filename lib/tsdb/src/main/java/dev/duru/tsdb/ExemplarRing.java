package dev.duru.tsdb;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The newest exemplars of all series together, as many as it has places. Safe for many threads. */
public final class ExemplarRing {
    private final @Nullable Entry[] places;
    private final Map<Labels, Entry> newest = new HashMap<>();
    private int next;

    private record Entry(Labels series, Exemplar exemplar) {}

    /** With so many places; 0 keeps none. */
    public ExemplarRing(int size) {
        this.places = new @Nullable Entry[size];
    }

    /**
     * Keeps an exemplar; the oldest makes room. One that is not newer than the series' last is left
     * out.
     */
    public synchronized Outcome add(Labels series, Exemplar exemplar) {
        Entry last = newest.get(series);
        if (last != null && exemplar.timeMillis() <= last.exemplar().timeMillis()) {
            return exemplar.equals(last.exemplar()) ? Outcome.DUPLICATE : Outcome.TOO_OLD;
        }
        if (places.length == 0) {
            return Outcome.TOO_OLD;
        }
        Entry old = places[next];
        if (old != null) {
            newest.remove(old.series(), old);
        }
        Entry entry = new Entry(series, exemplar);
        places[next] = entry;
        newest.put(series, entry);
        next = (next + 1) % places.length;
        return Outcome.KEPT;
    }

    /** The exemplars of series that fulfil every matcher, in a span of time with both its ends. */
    public List<SeriesExemplars> select(List<Matcher> matchers, long fromMillis, long toMillis) {
        Map<Labels, List<Exemplar>> found = new TreeMap<>();
        each((series, exemplar) -> {
            long time = exemplar.timeMillis();
            if (time >= fromMillis
                    && time <= toMillis
                    && matchers.stream().allMatch(m -> m.test(series))) {
                found.computeIfAbsent(series, s -> new ArrayList<>()).add(exemplar);
            }
        });
        return found.entrySet().stream()
                .map(e -> new SeriesExemplars(e.getKey(), e.getValue()))
                .toList();
    }

    /** Tells of all, in the order in which they came. */
    public synchronized void each(BiConsumer<Labels, Exemplar> into) {
        for (int i = 0; i < places.length; i++) {
            Entry entry = places[(next + i) % places.length];
            if (entry != null) {
                into.accept(entry.series(), entry.exemplar());
            }
        }
    }
}
