package dev.duru.tsdb.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.tsdb.TsdbException;
import dev.duru.tsdb.query.QueryEngine;
import dev.duru.tsdb.query.Value;
import dev.duru.tsdb.store.Store;
import dev.duru.tsdb.store.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Equal answers to random queries; {@code make differential} asks more of them. */
class PrometheusDifferenceTest {
    private static final long HOUR = 3_600_000;
    private static final int SHOWN = 20;

    @TempDir Path folder;

    private final int queries = Integer.getInteger("duru.differential.queries", 400);
    private final long seed = Long.getLong("duru.differential.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Store store = Store.open(StoreSettings.standard(null));
    private final QueryEngine engine = new QueryEngine(store, Duration.ofMinutes(5));

    @BeforeEach
    void told() {
        Assumptions.assumeTrue(Prometheus.isInstalled(), "prometheus is not installed");
        System.out.println("differential: seed " + seed + ", " + queries + " queries");
    }

    @Test
    void randomQueriesGetTheSameAnswersFromPrometheus() throws Exception {
        String text = new RandomSeries(seed, store).fill();
        RandomQuery generator = new RandomQuery(random);
        try (Prometheus prometheus = Prometheus.start(folder, text)) {
            compare(prometheus, generator::next, queries);
        }
    }

    /** Of histograms, what Prometheus 2.42 reckons as today's documentation has it. */
    @Test
    void randomQueriesOfNativeHistogramsGetTheSameAnswers() throws Exception {
        byte[] written = new RandomHistograms(seed, store).fill();
        RandomHistogramQuery generator = new RandomHistogramQuery(random);
        try (Prometheus prometheus = Prometheus.empty(folder)) {
            prometheus.write(written);
            compare(prometheus, generator::next, Math.max(1, queries / 4));
        }
    }

    private void compare(Prometheus prometheus, Supplier<String> generator, int count)
            throws Exception {
        List<String> differences = new ArrayList<>();
        int answered = 0;
        for (int i = 0; i < count; i++) {
            String query = generator.get();
            long time = RandomSeries.BEGIN + HOUR + 11_000 + 30_000L * random.nextInt(100);
            boolean instant = random.nextInt(4) > 0;
            long end = time + 600_000;
            long step = 30_000L * (1 + random.nextInt(4));
            Answer theirs =
                    Answer.of(
                            instant
                                    ? prometheus.instant(query, time)
                                    : prometheus.range(query, time, end, step));
            Answer ours = ours(engine, query, time, instant ? 0 : end, step);
            answered += theirs.values().isEmpty() ? 0 : 1;
            String difference = theirs.difference(ours);
            if (!difference.isEmpty()) {
                differences.add(query + " at " + time + ": " + difference);
            }
        }
        assertThat(differences.stream().limit(SHOWN)).isEmpty();
        assertThat(answered).as("queries with an answer").isGreaterThan(count / 2);
    }

    private static Answer ours(QueryEngine engine, String query, long time, long end, long step) {
        try {
            Value value =
                    end == 0
                            ? engine.instant(query, time)
                            : new Value.Matrix(engine.range(query, time, end, step));
            return Answer.of(value, time);
        } catch (TsdbException e) {
            return new Answer(true, Map.of());
        }
    }
}
