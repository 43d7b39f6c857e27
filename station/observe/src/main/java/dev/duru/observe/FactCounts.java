package dev.duru.observe;

import dev.duru.kernel.Entry;
import dev.duru.kernel.Fact;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts facts since the start, by kind, and runs by their result. */
final class FactCounts {
    private final Map<String, LongAdder> facts = new ConcurrentSkipListMap<>();
    private final Map<String, LongAdder> runs = new ConcurrentSkipListMap<>();

    void count(Entry entry) {
        Fact fact = entry.fact();
        add(facts, fact.getClass().getSimpleName());
        if (fact instanceof Fact.RunFinished run) {
            add(runs, run.result().name().toLowerCase(java.util.Locale.ROOT));
        }
    }

    private static void add(Map<String, LongAdder> counts, String key) {
        counts.computeIfAbsent(key, k -> new LongAdder()).increment();
    }

    Map<String, Long> facts() {
        return sums(facts);
    }

    Map<String, Long> runs() {
        return sums(runs);
    }

    private static Map<String, Long> sums(Map<String, LongAdder> counts) {
        Map<String, Long> sums = new TreeMap<>();
        counts.forEach((key, adder) -> sums.put(key, adder.sum()));
        return sums;
    }
}
