package dev.duru.tsdb.exposition;

import dev.duru.tsdb.Exemplar;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.TsdbException;
import dev.duru.tsdb.histogram.CounterReset;
import dev.duru.tsdb.histogram.Histogram;
import dev.duru.tsdb.number.NumberText;
import dev.duru.tsdb.wire.MessageReader;
import dev.duru.tsdb.wire.Spans;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads messages {@code io.prometheus.client.MetricFamily}, each with its length before it:
 * https://github.com/prometheus/client_model/blob/master/io/prometheus/client/metrics.proto.
 */
final class MetricMessages {
    private static final String[] TYPES = {
        "counter", "gauge", "summary", "unknown", "histogram", "gaugehistogram"
    };

    private final List<Scraped.Sample> samples = new ArrayList<>();
    private final List<Scraped.Family> families = new ArrayList<>();

    private MetricMessages() {}

    static Scraped read(byte[] body) {
        MetricMessages all = new MetricMessages();
        for (MessageReader family : MessageReader.delimited(body)) {
            all.family(family);
        }
        return new Scraped(all.samples, all.families);
    }

    private void family(MessageReader in) {
        String name = "";
        String help = "";
        String unit = "";
        int type = 0;
        List<MessageReader> metrics = new ArrayList<>();
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> name = in.text();
                case 2 -> help = in.text();
                case 3 -> type = (int) in.whole();
                case 4 -> metrics.add(in.message());
                case 5 -> unit = in.text();
                default -> {}
            }
        }
        if (name.isEmpty() || type < 0 || type >= TYPES.length) {
            throw new TsdbException("a metric family has no name, or type " + type);
        }
        families.add(new Scraped.Family(name, TYPES[type], help, unit));
        for (MessageReader metric : metrics) {
            new Metric(name, type == 5).read(metric);
        }
    }

    /** One metric of a family. */
    private final class Metric {
        private final String name;
        private final boolean gauge;
        private final Map<String, String> labels = new TreeMap<>();
        private final List<Exemplar> exemplars = new ArrayList<>();
        private long time = Scraped.NO_TIME;
        private long start;

        Metric(String name, boolean gauge) {
            this.name = name;
            this.gauge = gauge;
        }

        void read(MessageReader in) {
            List<Runnable> values = new ArrayList<>();
            for (int field = in.next(); field != 0; field = in.next()) {
                switch (field) {
                    case 1 -> pair(in.message(), labels);
                    case 2, 3, 5 -> {
                        MessageReader value = in.message();
                        values.add(() -> single(value));
                    }
                    case 4 -> {
                        MessageReader summary = in.message();
                        values.add(() -> summary(summary));
                    }
                    case 6 -> time = in.whole();
                    case 7 -> {
                        MessageReader histogram = in.message();
                        values.add(() -> new HistogramMessage().read(histogram));
                    }
                    default -> {}
                }
            }
            values.forEach(Runnable::run);
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
            samples.add(
                    new Scraped.Sample(
                            series(suffix, label, text),
                            value,
                            null,
                            time,
                            label.equals("quantile") ? 0 : start,
                            List.copyOf(exemplars)));
            exemplars.clear();
        }

        private void single(MessageReader in) {
            double value = 0;
            for (int field = in.next(); field != 0; field = in.next()) {
                switch (field) {
                    case 1 -> value = in.number();
                    case 2 -> exemplars.add(exemplar(in.message(), time));
                    case 3 -> start = timestamp(in.message());
                    default -> {}
                }
            }
            add("", "", "", value);
        }

        private void summary(MessageReader in) {
            double count = 0;
            double sum = 0;
            for (int field = in.next(); field != 0; field = in.next()) {
                switch (field) {
                    case 1 -> count = in.whole();
                    case 2 -> sum = in.number();
                    case 4 -> start = timestamp(in.message());
                    case 3 -> {
                        double[] quantile = doubles(in.message());
                        add("", "quantile", NumberText.general(quantile[0]), quantile[1]);
                    }
                    default -> {}
                }
            }
            add("_count", "", "", count);
            add("_sum", "", "", sum);
        }

        /** A histogram, classic, native or both; a native one is taken alone. */
        private final class HistogramMessage {
            private double count;
            private double sum;
            private int schema;
            private double zeroThreshold;
            private double zeroCount;
            private final Spans positive = new Spans();
            private final Spans negative = new Spans();
            private final List<double[]> classic = new ArrayList<>();
            private final List<List<Exemplar>> classicExemplars = new ArrayList<>();

            void read(MessageReader in) {
                for (int field = in.next(); field != 0; field = in.next()) {
                    switch (field) {
                        case 1 -> count = in.whole();
                        case 2 -> sum = in.number();
                        case 3 -> bucket(in.message());
                        case 4 -> count = in.number();
                        case 5 -> schema = (int) in.signed();
                        case 6 -> zeroThreshold = in.number();
                        case 7 -> zeroCount = in.whole();
                        case 8 -> zeroCount = in.number();
                        case 9 -> negative.span(in.message());
                        case 10 -> in.signeds(negative::delta);
                        case 11 -> in.numbers(negative::count);
                        case 12 -> positive.span(in.message());
                        case 13 -> in.signeds(positive::delta);
                        case 14 -> in.numbers(positive::count);
                        case 15 -> start = gauge ? 0 : timestamp(in.message());
                        case 16 -> exemplars.add(exemplar(in.message(), time));
                        default -> {}
                    }
                }
                boolean isNative =
                        !positive.isEmpty()
                                || !negative.isEmpty()
                                || zeroThreshold > 0
                                || zeroCount > 0;
                if (isNative) {
                    takeNative();
                } else {
                    takeClassic();
                }
            }

            private void takeNative() {
                classicExemplars.forEach(exemplars::addAll);
                Histogram histogram =
                        Histogram.exponential(
                                gauge ? CounterReset.GAUGE : CounterReset.UNKNOWN,
                                schema,
                                new Histogram.Totals(zeroThreshold, zeroCount, count, sum),
                                positive.buckets(),
                                negative.buckets());
                samples.add(
                        new Scraped.Sample(
                                series("", "", ""),
                                0,
                                histogram,
                                time,
                                start,
                                List.copyOf(exemplars)));
            }

            private void takeClassic() {
                boolean infinite = false;
                for (int i = 0; i < classic.size(); i++) {
                    double bound = classic.get(i)[0];
                    infinite |= bound == Double.POSITIVE_INFINITY;
                    exemplars.addAll(classicExemplars.get(i));
                    add("_bucket", "le", NumberText.general(bound), classic.get(i)[1]);
                }
                if (!infinite) {
                    add("_bucket", "le", "+Inf", count);
                }
                add("_count", "", "", count);
                add("_sum", "", "", sum);
            }

            private void bucket(MessageReader in) {
                double[] bucket = new double[2];
                List<Exemplar> own = new ArrayList<>();
                for (int field = in.next(); field != 0; field = in.next()) {
                    switch (field) {
                        case 1 -> bucket[1] = in.whole();
                        case 2 -> bucket[0] = in.number();
                        case 3 -> own.add(exemplar(in.message(), time));
                        case 4 -> bucket[1] = in.number();
                        default -> {}
                    }
                }
                classic.add(bucket);
                classicExemplars.add(own);
            }
        }
    }

    private static void pair(MessageReader in, Map<String, String> labels) {
        Map.Entry<String, String> label = in.pair();
        String name = label.getKey();
        if (name.isEmpty() || labels.put(name, label.getValue()) != null) {
            throw new TsdbException("a label has no name, or is there twice: " + name);
        }
    }

    private static double[] doubles(MessageReader in) {
        double[] values = new double[2];
        for (int field = in.next(); field != 0; field = in.next()) {
            if (field <= 2) {
                values[field - 1] = in.number();
            }
        }
        return values;
    }

    private static Exemplar exemplar(MessageReader in, long sampleTime) {
        Map<String, String> labels = new TreeMap<>();
        double value = 0;
        long time = sampleTime;
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> pair(in.message(), labels);
                case 2 -> value = in.number();
                case 3 -> time = timestamp(in.message());
                default -> {}
            }
        }
        return new Exemplar(Labels.of(labels), value, time);
    }

    private static long timestamp(MessageReader in) {
        long millis = 0;
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> millis += in.whole() * 1000;
                case 2 -> millis += in.whole() / 1_000_000;
                default -> {}
            }
        }
        return millis;
    }
}
