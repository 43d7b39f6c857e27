package dev.duru.tsdb.conformance;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.TsdbException;
import dev.duru.tsdb.histogram.Buckets;
import dev.duru.tsdb.histogram.CounterReset;
import dev.duru.tsdb.histogram.Histogram;
import dev.duru.tsdb.query.syntax.DurationText;
import dev.duru.tsdb.query.syntax.SeriesNotation;
import dev.duru.tsdb.query.syntax.SeriesNotation.Item;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A {@code load} command. */
final class Load {
    private static final Pattern COMMAND = Pattern.compile("load(_with_nhcb)?\\s+(.+)");
    private static final Pattern START_LINE = Pattern.compile("(.*)@st\\s+(.*)");
    private static final Pattern START =
            Pattern.compile("([+-]?)([0-9]+[a-wyz]+|0)(?:([+-])([0-9]+[a-wyz]+))?(?:x([0-9]+))?");

    private final long gap;
    private final boolean custom;
    private final Map<Labels, List<Sample>> loaded = new LinkedHashMap<>();
    private List<Long> starts = List.of();

    private record Sample(long time, Item item, long start) {}

    Load(String command) {
        Matcher matcher = COMMAND.matcher(command);
        if (!matcher.matches()) {
            throw new TsdbException("invalid load command");
        }
        this.custom = matcher.group(1) != null;
        this.gap = DurationText.millis(matcher.group(2));
    }

    /** Takes a line below the command. */
    void line(String line) {
        Matcher start = START_LINE.matcher(line);
        if (start.matches()) {
            starts = starts(start.group(2));
            return;
        }
        SeriesNotation.Written written = SeriesNotation.parse(line);
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < written.items().size(); i++) {
            Item item = written.items().get(i);
            long time = i * gap;
            if (!item.omitted()) {
                boolean known = i < starts.size() && starts.get(i) != Long.MIN_VALUE;
                samples.add(new Sample(time, item, known ? time + starts.get(i) : 0));
            }
        }
        loaded.put(written.labels(), samples);
        starts = List.of();
    }

    private static List<Long> starts(String text) {
        List<Long> starts = new ArrayList<>();
        for (String part : text.strip().split("\\s+")) {
            if (part.startsWith("_")) {
                int times = part.equals("_") ? 1 : Integer.parseInt(part.substring(2));
                for (int i = 0; i < times; i++) {
                    starts.add(Long.MIN_VALUE);
                }
                continue;
            }
            Matcher m = START.matcher(part);
            if (!m.matches()) {
                throw new TsdbException("invalid ST item " + part);
            }
            long base = DurationText.millis(m.group(2)) * (m.group(1).equals("-") ? -1 : 1);
            long step =
                    m.group(4) == null
                            ? 0
                            : DurationText.millis(m.group(4)) * ("-".equals(m.group(3)) ? -1 : 1);
            long times = m.group(5) == null ? 0 : Long.parseLong(m.group(5));
            for (long i = 0; i <= times; i++) {
                starts.add(base + i * step);
            }
        }
        return starts;
    }

    void into(ScriptStore store) {
        loaded.forEach((labels, samples) ->
                samples.forEach(s ->
                        store.add(
                                labels,
                                s.time(),
                                new ScriptStore.Sample(
                                        s.item().value(), s.item().histogram(), s.start()))));
        if (custom) {
            histograms(store);
        }
    }

    /** A classic histogram at one time. */
    private static final class Classic {
        private final TreeMap<Double, Double> buckets = new TreeMap<>();
        private double count = Double.NaN;
        private double sum;

        Histogram histogram() {
            double all = Double.isNaN(count) ? buckets.lastEntry().getValue() : count;
            if (buckets.isEmpty() || buckets.lastKey() != Double.POSITIVE_INFINITY) {
                buckets.put(Double.POSITIVE_INFINITY, all);
            }
            double[] bounds =
                    buckets.keySet().stream()
                            .mapToDouble(Double::doubleValue)
                            .limit(buckets.size() - 1)
                            .toArray();
            double[] counts = buckets.values().stream().mapToDouble(Double::doubleValue).toArray();
            double[] own = new double[counts.length];
            Arrays.setAll(own, i -> i == 0 ? counts[0] : counts[i] - counts[i - 1]);
            return Histogram.custom(CounterReset.UNKNOWN, all, sum, Buckets.from(0, own), bounds)
                    .compact();
        }
    }

    private void histograms(ScriptStore store) {
        Map<Labels, TreeMap<Long, Classic>> found = new LinkedHashMap<>();
        loaded.forEach((labels, samples) -> {
            String name = labels.value(Labels.NAME);
            String base = name.replaceFirst("_(bucket|sum|count)$", "");
            String bound = labels.value("le");
            if (base.equals(name) || name.endsWith("_bucket") && !isNumber(bound)) {
                return;
            }
            Labels own = labels.with(Labels.NAME, base).with("le", "");
            for (Sample sample : samples) {
                if (sample.item().histogram() == null) {
                    Classic classic =
                            found.computeIfAbsent(own, l -> new TreeMap<>())
                                    .computeIfAbsent(sample.time(), t -> new Classic());
                    double value = sample.item().value();
                    if (name.endsWith("_sum")) {
                        classic.sum = value;
                    } else if (name.endsWith("_count")) {
                        classic.count = value;
                    } else {
                        classic.buckets.put(number(bound), value);
                    }
                }
            }
        });
        found.forEach((labels, times) ->
                times.forEach((time, classic) ->
                        store.add(
                                labels, time, new ScriptStore.Sample(0, classic.histogram(), 0))));
    }

    private static boolean isNumber(String text) {
        return text.endsWith("Inf") || text.matches("[+-]?[0-9.]+([eE][+-]?[0-9]+)?");
    }

    private static double number(String text) {
        if (text.endsWith("Inf")) {
            return text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        return Double.parseDouble(text);
    }
}
