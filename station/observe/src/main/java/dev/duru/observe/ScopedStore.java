package dev.duru.observe;

import dev.duru.tsdb.Matcher;
import dev.duru.tsdb.Series;
import dev.duru.tsdb.SeriesReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A store as those see it who may see one application only. */
record ScopedStore(SeriesReader store, String app) implements SeriesReader {
    private Matcher scope() {
        return Matcher.equal("app", app);
    }

    @Override
    public List<Series> select(List<Matcher> matchers, long fromMillis, long toMillis) {
        List<Matcher> all = new ArrayList<>(matchers);
        all.add(scope());
        return store.select(all, fromMillis, toMillis);
    }

    @Override
    public Set<String> labelValues(String label) {
        Set<String> values = new TreeSet<>();
        select(List.of(), 0, Long.MAX_VALUE).forEach(s -> values.add(s.labels().value(label)));
        values.remove("");
        return values;
    }

    @Override
    public Set<String> labelNames() {
        Set<String> names = new TreeSet<>();
        select(List.of(), 0, Long.MAX_VALUE).forEach(s -> names.addAll(s.labels().map().keySet()));
        return names;
    }
}
