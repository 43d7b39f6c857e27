package dev.duru.tsdb.conformance;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Matcher;
import dev.duru.tsdb.Series;
import dev.duru.tsdb.SeriesReader;
import dev.duru.tsdb.histogram.Histogram;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a script has loaded. */
final class ScriptStore implements SeriesReader {
    private final Map<Labels, TreeMap<Long, Sample>> series = new TreeMap<>();

    record Sample(double value, @Nullable Histogram histogram, long start) {}

    void add(Labels labels, long time, Sample sample) {
        series.computeIfAbsent(labels, l -> new TreeMap<>()).put(time, sample);
    }

    void clear() {
        series.clear();
    }

    @Override
    public List<Series> select(List<Matcher> matchers, long fromMillis, long toMillis) {
        List<Series> found = new ArrayList<>();
        series.forEach((labels, samples) -> {
            if (matchers.stream().allMatch(m -> m.test(labels))) {
                Series part = part(labels, samples, fromMillis, toMillis);
                if (part.size() > 0) {
                    found.add(part);
                }
            }
        });
        return found;
    }

    private static Series part(Labels labels, TreeMap<Long, Sample> samples, long from, long to) {
        List<Long> times = new ArrayList<>();
        List<Sample> kept = new ArrayList<>();
        Histogram before = null;
        for (Map.Entry<Long, Sample> entry : samples.entrySet()) {
            Sample sample = entry.getValue();
            Histogram histogram = sample.histogram();
            if (histogram != null) {
                Histogram hinted = histogram.following(before);
                before = histogram;
                histogram = hinted;
            } else {
                before = null;
            }
            if (entry.getKey() >= from && entry.getKey() <= to) {
                times.add(entry.getKey());
                kept.add(new Sample(sample.value(), histogram, sample.start()));
            }
        }
        int size = kept.size();
        @Nullable Histogram[] histograms = new @Nullable Histogram[size];
        boolean any = false;
        boolean started = false;
        for (int i = 0; i < size; i++) {
            histograms[i] = kept.get(i).histogram();
            any |= histograms[i] != null;
            started |= kept.get(i).start() != 0;
        }
        return new Series(
                labels,
                times.stream().mapToLong(Long::longValue).toArray(),
                kept.stream().mapToDouble(Sample::value).toArray(),
                any ? histograms : null,
                started ? kept.stream().mapToLong(Sample::start).toArray() : null);
    }

    @Override
    public Set<String> labelValues(String label) {
        Set<String> values = new TreeSet<>();
        series.keySet().forEach(labels -> values.add(labels.value(label)));
        values.remove("");
        return values;
    }

    @Override
    public Set<String> labelNames() {
        Set<String> names = new TreeSet<>();
        series.keySet().forEach(labels -> names.addAll(labels.map().keySet()));
        return names;
    }
}
