package dev.duru.observe.remote;

import dev.duru.tsdb.Exposition;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Matcher;
import dev.duru.tsdb.Series;
import dev.duru.tsdb.SeriesReader;
import dev.duru.tsdb.Stale;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The newest sample of series as a page that another Prometheus scrapes. */
public final class Federation {
    static final long LOOK_BACK_MILLIS = Duration.ofMinutes(5).toMillis();
    private static final Pattern PLAIN = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");

    private Federation() {}

    /**
     * The page, in text format 0.0.4, each sample with its time.
     *
     * @param selectors a series that fulfils one of them is there
     * @param external labels of this server; see {@link #added}
     */
    public static String page(
            SeriesReader reader,
            List<List<Matcher>> selectors,
            Map<String, String> external,
            long nowMillis) {
        Map<String, Map<Labels, String>> byName = new TreeMap<>();
        for (List<Matcher> selector : selectors) {
            reader.scan(
                    selector,
                    nowMillis - LOOK_BACK_MILLIS,
                    nowMillis,
                    series -> add(series, added(external), byName));
        }
        StringBuilder page = new StringBuilder();
        byName.forEach((name, lines) -> {
            page.append("# TYPE ").append(quoted(name)).append(" untyped\n");
            lines.values().forEach(page::append);
        });
        return page.toString();
    }

    /**
     * What a series gets that has no label of that name: those of this server, and an empty {@code
     * instance}, without which whoever reads the page would take this server for it.
     */
    static Map<String, String> added(Map<String, String> external) {
        Map<String, String> added = new TreeMap<>(external);
        added.putIfAbsent("instance", "");
        return added;
    }

    private static String quoted(String name) {
        return PLAIN.matcher(name).matches() ? name : '"' + Exposition.escape(name) + '"';
    }

    /** The text format has no histograms but classic ones: native ones are in messages only. */
    private static void add(
            Series series, Map<String, String> added, Map<String, Map<Labels, String>> byName) {
        int last = series.size() - 1;
        if (series.histogram(last) != null || Stale.is(series.values()[last])) {
            return;
        }
        Map<String, String> labels = new TreeMap<>(added);
        labels.putAll(series.labels().map());
        String name = labels.remove(Labels.NAME);
        if (name == null) {
            return;
        }
        boolean plain = PLAIN.matcher(name).matches();
        String inner =
                labels.entrySet().stream()
                        .map(e ->
                                quoted(e.getKey()) + "=\"" + Exposition.escape(e.getValue()) + "\"")
                        .collect(Collectors.joining(","));
        String head = plain ? name + '{' : '{' + quoted(name) + (inner.isEmpty() ? "" : ",");
        byName.computeIfAbsent(name, n -> new TreeMap<>())
                .put(
                        series.labels(),
                        head
                                + inner
                                + "} "
                                + Exposition.number(series.values()[last])
                                + ' '
                                + series.times()[last]
                                + '\n');
    }
}
