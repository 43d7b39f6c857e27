package dev.duru.tsdb.query.syntax;

import dev.duru.tsdb.TsdbException;
import dev.duru.tsdb.histogram.Buckets;
import dev.duru.tsdb.histogram.CounterReset;
import dev.duru.tsdb.histogram.Histogram;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A histogram as tests of rules write it, without its braces. */
final class HistogramNotation {
    private static final Set<String> KEYS =
            Set.of(
                    "schema",
                    "sum",
                    "count",
                    "z_bucket",
                    "z_bucket_w",
                    "custom_values",
                    "buckets",
                    "offset",
                    "n_buckets",
                    "n_offset",
                    "counter_reset_hint");
    private static final Pattern PART =
            Pattern.compile("\\s*([a-z_]+):(\\[[^\\]]*\\]|[^\\s\\[\\]]+)\\s*");

    private final Map<String, String> parts = new HashMap<>();
    private final Histogram histogram;

    HistogramNotation(String text) {
        Matcher matcher = PART.matcher(text);
        int end = 0;
        while (end < text.length() && matcher.find(end) && matcher.start() == end) {
            String key = matcher.group(1);
            if (!KEYS.contains(key)) {
                throw new TsdbException("bad histogram descriptor found: \"" + key + "\"");
            }
            if (parts.put(key, matcher.group(2)) != null) {
                throw new TsdbException("duplicate key \"" + key + "\" in histogram");
            }
            end = matcher.end();
        }
        if (!text.substring(end).isBlank()) {
            throw new TsdbException(
                    "'" + text.substring(end) + "' is no part of a histogram's description");
        }
        histogram = read();
    }

    Histogram histogram() {
        return histogram;
    }

    boolean tellsReset() {
        return parts.containsKey("counter_reset_hint");
    }

    private Histogram read() {
        CounterReset reset = CounterReset.UNKNOWN;
        for (CounterReset known : CounterReset.values()) {
            if (known.word().equals(parts.get("counter_reset_hint"))) {
                reset = known;
            }
        }
        int schema = (int) number("schema");
        Buckets positive = Buckets.from((int) number("offset"), list("buckets"));
        if (schema == Histogram.CUSTOM) {
            return Histogram.custom(
                    reset, number("count"), number("sum"), positive, list("custom_values"));
        }
        return Histogram.exponential(
                reset,
                schema,
                new Histogram.Totals(
                        number("z_bucket_w"), number("z_bucket"), number("count"), number("sum")),
                positive,
                Buckets.from((int) number("n_offset"), list("n_buckets")));
    }

    private double number(String key) {
        String text = parts.get(key);
        return text == null ? 0 : Numbers.parse(text);
    }

    private double[] list(String key) {
        String text = parts.getOrDefault(key, "[]");
        String inner = text.substring(1, text.length() - 1).strip();
        return inner.isEmpty()
                ? new double[0]
                : Arrays.stream(inner.split("\\s+")).mapToDouble(Numbers::parse).toArray();
    }
}
