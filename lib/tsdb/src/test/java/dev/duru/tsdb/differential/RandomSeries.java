package dev.duru.tsdb.differential;

import dev.duru.tsdb.Exposition;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.SeriesStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Two hours of series: counters that begin again, gauges with gaps, a histogram, an info series.
 */
final class RandomSeries {
    /** The first moment: a whole minute. */
    static final long BEGIN = 1_699_999_980_000L;

    static final int SAMPLES = 480;
    static final long EVERY = 15_000;
    private static final long SHIFT = 7_123;

    private final Random random;
    private final Map<String, List<String>> families = new LinkedHashMap<>();
    private final SeriesStore store;
    private int gauges;

    RandomSeries(long seed, SeriesStore store) {
        this.random = new Random(seed);
        this.store = store;
    }

    /** Fills the store; gives the same as OpenMetrics text. */
    String fill() {
        for (String job : List.of("a", "b")) {
            for (String instance : List.of("0", "1", "2")) {
                for (String code : List.of("200", "500")) {
                    counter(
                            Labels.of(
                                    "requests_total",
                                    "job",
                                    job,
                                    "instance",
                                    instance,
                                    "code",
                                    code));
                }
            }
            histogram(job);
            info(job);
        }
        for (String room : List.of("x", "y", "z")) {
            for (String floor : List.of("1", "2")) {
                gauge(Labels.of("temperature", "room", room, "floor", floor), 0.1);
            }
            if (!room.equals("z")) {
                gauge(Labels.of("ceiling", "room", room), 0);
            }
        }
        StringBuilder text = new StringBuilder();
        families.forEach((name, lines) -> {
            text.append("# TYPE ").append(name).append(" unknown\n");
            lines.forEach(line -> text.append(line).append('\n'));
        });
        return text.append("# EOF\n").toString();
    }

    private void add(Labels labels, int i, double value) {
        long time = BEGIN + SHIFT + i * EVERY;
        store.append(labels, time, value);
        String name = labels.value(Labels.NAME);
        families.computeIfAbsent(name, n -> new ArrayList<>())
                .add(
                        "%s %s %s"
                                .formatted(
                                        labels.toString().replace(", ", ","),
                                        Exposition.number(value),
                                        String.format(Locale.ROOT, "%.3f", time / 1000.0)));
    }

    /** Quarters have no rounding in sums. */
    private double quarters(int most) {
        return random.nextInt(most * 4) / 4.0;
    }

    private void counter(Labels labels) {
        double value = 5_000 + quarters(1_000);
        for (int i = 0; i < SAMPLES; i++) {
            value += quarters(20);
            if (random.nextInt(150) == 0) {
                value = quarters(10);
            }
            add(labels, i, value);
        }
    }

    /** Each gauge is off by another small fraction, so that no two are ever equal. */
    private void gauge(Labels labels, double gaps) {
        double value = quarters(40) + ++gauges / 64.0;
        for (int i = 0; i < SAMPLES; i++) {
            value += random.nextInt(3) == 0 ? 0 : quarters(4) - 2;
            if (random.nextDouble() >= gaps) {
                add(labels, i, value);
            } else if (random.nextInt(8) == 0) {
                i += 25;
            }
        }
    }

    private void histogram(String job) {
        double[] counts = {1_000, 1_500, 1_800, 2_000};
        String[] bounds = {"0.1", "0.5", "2.0", "+Inf"};
        for (int i = 0; i < SAMPLES; i++) {
            double more = 0;
            for (int b = 0; b < bounds.length; b++) {
                more += random.nextInt(9);
                counts[b] += more;
                add(Labels.of("latency_bucket", "job", job, "le", bounds[b]), i, counts[b]);
            }
        }
    }

    private void info(String job) {
        for (int i = 0; i < SAMPLES; i++) {
            add(Labels.of("build_info", "job", job, "version", "v" + job), i, 1);
        }
    }
}
