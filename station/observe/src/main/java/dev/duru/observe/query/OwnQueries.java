package dev.duru.observe.query;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Matcher;
import dev.duru.tsdb.SeriesExemplars;
import dev.duru.tsdb.SeriesReader;
import dev.duru.tsdb.query.QueryEngine;
import dev.duru.tsdb.query.eval.Answers;
import dev.duru.tsdb.query.syntax.Expr;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Answers from a store of this process. */
public final class OwnQueries implements Queries {
    private final SeriesReader reader;
    private final Supplier<Map<String, List<About>>> abouts;
    private final QueryEngine engine;

    /** From a store whose metrics nobody describes. */
    public OwnQueries(SeriesReader reader) {
        this(reader, Map::of);
    }

    /**
     * From a store.
     *
     * @param abouts what is said of metrics, also of those that are not in this store
     */
    public OwnQueries(SeriesReader reader, Supplier<Map<String, List<About>>> abouts) {
        this.reader = reader;
        this.abouts = abouts;
        this.engine = new QueryEngine(reader, Bounds.USUAL.lookback());
    }

    private QueryEngine engine(Bounds bounds) {
        Answers.Limits usual = engine.limits();
        return engine.with(
                new Answers.Limits(
                        bounds.lookback(),
                        usual.subqueryStep(),
                        bounds.timeout(),
                        usual.mostSamples()));
    }

    @Override
    public QueryEngine.Result instant(String query, long atMillis, Bounds bounds) {
        return engine(bounds).instant(query, atMillis, () -> false);
    }

    @Override
    public QueryEngine.Result range(
            String query, long fromMillis, long toMillis, long stepMillis, Bounds bounds) {
        return engine(bounds).range(query, fromMillis, toMillis, stepMillis, () -> false);
    }

    @Override
    public Set<Labels> series(Which which) {
        Set<Labels> found = new TreeSet<>();
        List<List<Matcher>> selectors =
                which.selectors().isEmpty() ? List.of(List.of()) : which.selectors();
        for (List<Matcher> matchers : selectors) {
            found.addAll(reader.series(matchers, which.fromMillis(), which.toMillis()));
        }
        return found;
    }

    @Override
    public Set<String> labelNames(Which which) {
        if (which.selectors().isEmpty()) {
            return reader.labelNames();
        }
        Set<String> names = new TreeSet<>();
        series(which).forEach(labels -> names.addAll(labels.map().keySet()));
        return names;
    }

    @Override
    public Set<String> labelValues(String label, Which which) {
        if (which.selectors().isEmpty()) {
            return reader.labelValues(label);
        }
        Set<String> values = new TreeSet<>();
        series(which).forEach(labels -> values.add(labels.value(label)));
        values.remove("");
        return values;
    }

    @Override
    public List<SeriesExemplars> exemplars(String query, long fromMillis, long toMillis) {
        Map<Labels, SeriesExemplars> found = new TreeMap<>();
        selectors(
                QueryEngine.parse(query),
                selector ->
                        reader.exemplars(selector.matchers(), fromMillis, toMillis)
                                .forEach(series -> found.put(series.labels(), series)));
        return List.copyOf(found.values());
    }

    @Override
    public Map<String, List<About>> metadata(String metric) {
        Map<String, List<About>> all = new TreeMap<>(abouts.get());
        if (!metric.isEmpty()) {
            all.keySet().retainAll(Set.of(metric));
        }
        return all.isEmpty() ? all : About.of(all, reader.labelValues(Labels.NAME));
    }

    private static void selectors(Expr expr, Consumer<Expr.Selector> each) {
        if (expr instanceof Expr.Selector selector) {
            each.accept(selector);
        }
        expr.children().forEach(child -> selectors(child, each));
    }
}
