package dev.duru.observe;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Matcher;
import dev.duru.tsdb.Series;
import dev.duru.tsdb.SeriesExemplars;
import dev.duru.tsdb.SeriesReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** A store as those see it who may see one application only. */
record ScopedStore(SeriesReader store, String app) implements SeriesReader {
    private List<Matcher> scoped(List<Matcher> matchers) {
        List<Matcher> all = new ArrayList<>(matchers);
        all.add(Matcher.equal("app", app));
        return all;
    }

    @Override
    public List<Series> select(List<Matcher> matchers, long fromMillis, long toMillis) {
        return store.select(scoped(matchers), fromMillis, toMillis);
    }

    @Override
    public void scan(
            List<Matcher> matchers, long fromMillis, long toMillis, Consumer<Series> each) {
        store.scan(scoped(matchers), fromMillis, toMillis, each);
    }

    @Override
    public List<Labels> series(List<Matcher> matchers, long fromMillis, long toMillis) {
        return store.series(scoped(matchers), fromMillis, toMillis);
    }

    @Override
    public List<SeriesExemplars> exemplars(List<Matcher> matchers, long fromMillis, long toMillis) {
        return store.exemplars(scoped(matchers), fromMillis, toMillis);
    }

    @Override
    public Set<String> labelValues(String label) {
        Set<String> values = new TreeSet<>();
        series(List.of(), 0, Long.MAX_VALUE).forEach(s -> values.add(s.value(label)));
        values.remove("");
        return values;
    }

    @Override
    public Set<String> labelNames() {
        Set<String> names = new TreeSet<>();
        series(List.of(), 0, Long.MAX_VALUE).forEach(s -> names.addAll(s.map().keySet()));
        return names;
    }
}
