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
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Equal answers to random queries; {@code make differential} asks more of them. */
class PrometheusDifferenceTest {
    private static final long HOUR = 3_600_000;
    private static final int SHOWN = 20;

    @TempDir Path folder;

    @Test
    void randomQueriesGetTheSameAnswersFromPrometheus() throws Exception {
        Assumptions.assumeTrue(Prometheus.isInstalled(), "prometheus is not installed");
        int queries = Integer.getInteger("duru.differential.queries", 400);
        long seed = Long.getLong("duru.differential.seed", System.nanoTime());
        System.out.println("differential: seed " + seed + ", " + queries + " queries");
        Store store = Store.open(StoreSettings.standard(null));
        String text = new RandomSeries(seed, store).fill();
        QueryEngine engine = new QueryEngine(store, Duration.ofMinutes(5));
        Random random = new Random(seed);
        RandomQuery generator = new RandomQuery(random);
        List<String> differences = new ArrayList<>();
        int answered = 0;
        try (Prometheus prometheus = Prometheus.start(folder, text)) {
            for (int i = 0; i < queries; i++) {
                String query = generator.next();
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
        }
        assertThat(differences.stream().limit(SHOWN)).isEmpty();
        assertThat(answered).as("queries with an answer").isGreaterThan(queries / 2);
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
