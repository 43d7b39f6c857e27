package dev.duru.observe.otlp;

import dev.duru.observe.remote.Incoming;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.TsdbException;
import dev.duru.tsdb.histogram.Buckets;
import dev.duru.tsdb.histogram.CounterReset;
import dev.duru.tsdb.histogram.Histogram;
import dev.duru.tsdb.number.NumberText;
import dev.duru.tsdb.wire.MessageReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A request of metrics, read into series. For one request. */
public final class OtlpMetrics {
    private static final int CUMULATIVE = 2;
    private static final long NO_VALUE = 1;
    private static final int FINEST = 8;
    private static final int COARSEST = -4;

    private final List<Incoming> found = new ArrayList<>();
    private int refused;

    private OtlpMetrics() {}

    /**
     * What a request holds.
     *
     * @param refused points that are measured as differences, or too coarsely to be kept
     */
    public record Read(List<Incoming> series, int refused) {}

    /**
     * Reads protocol buffers, {@code ExportMetricsServiceRequest}.
     *
     * @throws TsdbException when they are malformed
     */
    public static Read read(byte[] bytes) {
        OtlpMetrics all = new OtlpMetrics();
        MessageReader in = new MessageReader(bytes);
        for (int field = in.next(); field != 0; field = in.next()) {
            if (field == 1) {
                all.resource(in.message());
            }
        }
        return new Read(all.found, all.refused);
    }

    private void resource(MessageReader in) {
        Map<String, String> attributes = new TreeMap<>();
        List<MessageReader> scopes = new ArrayList<>();
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> OtlpAttributes.all(in.message(), 1, attributes);
                case 2 -> scopes.add(in.message());
                default -> {}
            }
        }
        Map<String, String> labels = identity(attributes);
        for (MessageReader scope : scopes) {
            for (int field = scope.next(); field != 0; field = scope.next()) {
                if (field == 2) {
                    metric(scope.message(), labels);
                }
            }
        }
    }

    /** The labels of a resource; its other attributes would make series without end. */
    private static Map<String, String> identity(Map<String, String> attributes) {
        Map<String, String> labels = new TreeMap<>();
        String name = attributes.getOrDefault("service.name", "");
        String space = attributes.getOrDefault("service.namespace", "");
        if (!name.isEmpty()) {
            labels.put("job", space.isEmpty() ? name : space + "/" + name);
        }
        String instance = attributes.getOrDefault("service.instance.id", "");
        if (!instance.isEmpty()) {
            labels.put("instance", instance);
        }
        return labels;
    }

    private void metric(MessageReader in, Map<String, String> resource) {
        String name = "";
        String unit = "";
        int kind = 0;
        MessageReader data = in;
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> name = in.text();
                case 3 -> unit = in.text();
                case 5, 7, 9, 10, 11 -> {
                    kind = field;
                    data = in.message();
                }
                default -> {}
            }
        }
        if (kind != 0 && !name.isEmpty()) {
            points(name, unit, kind, data, resource);
        }
    }

    private void points(
            String name, String unit, int kind, MessageReader in, Map<String, String> resource) {
        List<MessageReader> points = new ArrayList<>();
        int temporality = kind == 5 || kind == 11 ? CUMULATIVE : 0;
        boolean monotonic = false;
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> points.add(in.message());
                case 2 -> temporality = (int) in.whole();
                case 3 -> monotonic = in.whole() != 0;
                default -> {}
            }
        }
        if (temporality != CUMULATIVE) {
            refused += points.size();
            return;
        }
        String full = OtlpNames.metric(name, unit, kind == 7 && monotonic, kind == 5);
        for (MessageReader point : points) {
            switch (kind) {
                case 9 -> new Point(full, resource, true).histogram(point);
                case 10 -> new Point(full, resource, true).exponential(point);
                case 11 -> new Point(full, resource, true).summary(point);
                default -> new Point(full, resource, kind == 7 && monotonic).number(point);
            }
        }
    }

    /** One point of a metric. */
    private final class Point {
        private final String name;
        private final Map<String, String> labels;
        private final boolean grows;
        private long time;
        private long start;
        private long flags;

        Point(String name, Map<String, String> resource, boolean grows) {
            this.name = name;
            this.grows = grows;
            this.labels = new TreeMap<>(resource);
        }

        private void attribute(MessageReader in) {
            Map<String, String> one = new TreeMap<>();
            OtlpAttributes.one(in, one);
            one.forEach((key, value) ->
                    labels.merge(OtlpNames.label(key), value, (a, b) -> a + ";" + b));
        }

        private Labels series(String suffix, String label, String value) {
            Map<String, String> all = new TreeMap<>(labels);
            all.put(Labels.NAME, name + suffix);
            if (!label.isEmpty()) {
                all.put(label, value);
            }
            return Labels.of(all);
        }

        private void add(String suffix, String label, String text, double value) {
            found.add(
                    new Incoming(
                            series(suffix, label, text),
                            List.of(
                                    new Incoming.Point(
                                            time / 1_000_000,
                                            (flags & NO_VALUE) != 0
                                                    ? dev.duru.tsdb.Stale.MARKER
                                                    : value)),
                            List.of(),
                            List.of(),
                            label.equals("quantile") ? 0 : startMillis()));
        }

        /** Since when it counts, 0 when it does not. */
        private long startMillis() {
            return grows && (flags & NO_VALUE) == 0 ? start / 1_000_000 : 0;
        }

        void number(MessageReader in) {
            double value = 0;
            for (int field = in.next(); field != 0; field = in.next()) {
                switch (field) {
                    case 2 -> start = in.fixed();
                    case 3 -> time = in.fixed();
                    case 4 -> value = in.number();
                    case 6 -> value = in.fixed();
                    case 7 -> attribute(in.message());
                    case 8 -> flags = in.whole();
                    default -> {}
                }
            }
            add("", "", "", value);
        }

        void histogram(MessageReader in) {
            double sum = 0;
            long count = 0;
            List<Long> counts = new ArrayList<>();
            List<Double> bounds = new ArrayList<>();
            for (int field = in.next(); field != 0; field = in.next()) {
                switch (field) {
                    case 2 -> start = in.fixed();
                    case 3 -> time = in.fixed();
                    case 4 -> count = in.fixed();
                    case 5 -> sum = in.number();
                    case 6 -> in.fixeds(counts::add);
                    case 7 -> in.numbers(bounds::add);
                    case 9 -> attribute(in.message());
                    case 10 -> flags = in.whole();
                    default -> {}
                }
            }
            if (!counts.isEmpty() && counts.size() != bounds.size() + 1) {
                throw new TsdbException(
                        "histogram " + name + " has bounds and counts that do not fit");
            }
            long below = 0;
            for (int i = 0; i < bounds.size() && !counts.isEmpty(); i++) {
                below += counts.get(i);
                add("_bucket", "le", NumberText.general(bounds.get(i)), below);
            }
            add("_bucket", "le", "+Inf", count);
            add("_sum", "", "", sum);
            add("_count", "", "", count);
        }

        void summary(MessageReader in) {
            double sum = 0;
            long count = 0;
            List<double[]> quantiles = new ArrayList<>();
            for (int field = in.next(); field != 0; field = in.next()) {
                switch (field) {
                    case 2 -> start = in.fixed();
                    case 3 -> time = in.fixed();
                    case 4 -> count = in.fixed();
                    case 5 -> sum = in.number();
                    case 6 -> quantiles.add(quantile(in.message()));
                    case 7 -> attribute(in.message());
                    case 8 -> flags = in.whole();
                    default -> {}
                }
            }
            quantiles.forEach(q -> add("", "quantile", NumberText.general(q[0]), q[1]));
            add("_sum", "", "", sum);
            add("_count", "", "", count);
        }

        private double[] quantile(MessageReader in) {
            double[] quantile = new double[2];
            for (int field = in.next(); field != 0; field = in.next()) {
                if (field <= 2) {
                    quantile[field - 1] = in.number();
                }
            }
            return quantile;
        }

        /** A bucket's index is one less than Prometheus counts. */
        void exponential(MessageReader in) {
            double sum = 0;
            long count = 0;
            int scale = 0;
            long zero = 0;
            double threshold = 0;
            Buckets positive = Buckets.NONE;
            Buckets negative = Buckets.NONE;
            for (int field = in.next(); field != 0; field = in.next()) {
                switch (field) {
                    case 1 -> attribute(in.message());
                    case 2 -> start = in.fixed();
                    case 3 -> time = in.fixed();
                    case 4 -> count = in.fixed();
                    case 5 -> sum = in.number();
                    case 6 -> scale = (int) in.signed();
                    case 7 -> zero = in.fixed();
                    case 8 -> positive = buckets(in.message());
                    case 9 -> negative = buckets(in.message());
                    case 10 -> flags = in.whole();
                    case 14 -> threshold = in.number();
                    default -> {}
                }
            }
            if (scale < COARSEST) {
                refused++;
                return;
            }
            int drop = Math.max(0, scale - FINEST);
            Histogram histogram =
                    Histogram.exponential(
                            CounterReset.UNKNOWN,
                            Math.min(scale, FINEST),
                            new Histogram.Totals(threshold, zero, count, sum),
                            coarser(positive, drop),
                            coarser(negative, drop));
            found.add(
                    new Incoming(
                            series("", "", ""),
                            List.of(),
                            List.of(
                                    new Incoming.HistogramPoint(
                                            time / 1_000_000,
                                            (flags & NO_VALUE) != 0
                                                    ? Histogram.stale(dev.duru.tsdb.Stale.MARKER)
                                                    : histogram)),
                            List.of(),
                            startMillis()));
        }

        private Buckets buckets(MessageReader in) {
            int offset = 0;
            List<Double> counts = new ArrayList<>();
            for (int field = in.next(); field != 0; field = in.next()) {
                switch (field) {
                    case 1 -> offset = (int) in.signed();
                    case 2 -> in.wholes(count -> counts.add((double) count));
                    default -> {}
                }
            }
            return Buckets.from(
                    offset + 1, counts.stream().mapToDouble(Double::doubleValue).toArray());
        }

        /** Each step joins two neighbours. */
        private static Buckets coarser(Buckets buckets, int steps) {
            TreeMap<Integer, Double> joined = new TreeMap<>();
            for (int i = 0; i < buckets.size(); i++) {
                joined.merge(((buckets.index(i) - 1) >> steps) + 1, buckets.count(i), Double::sum);
            }
            return Buckets.at(
                    joined.keySet().stream().mapToInt(Integer::intValue).toArray(),
                    joined.values().stream().mapToDouble(Double::doubleValue).toArray());
        }
    }
}
