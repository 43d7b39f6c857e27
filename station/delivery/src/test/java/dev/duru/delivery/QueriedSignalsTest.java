package dev.duru.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.kernel.Fact;
import dev.duru.manifest.SignalQueries;
import dev.duru.yaml.Position;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gates on signals, and steps by requests, where queries measure the requests and not the edge. */
class QueriedSignalsTest {
    private static final SignalQueries QUERIES =
            new SignalQueries(
                    Position.startOf("duru.yml"), "requests $release $window", "errors", "latency");
    private static final String SIGNALS =
            """
                signals:
                  requests: 'sum(increase(seen{release="$release"}[$window]))'
                  errors: 'sum(increase(failed{release="$release"}[$window]))'
            """;

    @TempDir Path folder;
    private ScriptedHouse house;

    @BeforeEach
    void open() {
        house = new ScriptedHouse(folder);
    }

    @AfterEach
    void close() {
        house.close();
    }

    private static String production(String keys) {
        return "environments:\n  production:\n    from: main\n" + SIGNALS + keys;
    }

    private Fact.ReleaseDeployed live(String digest) {
        return house.await(Fact.ReleaseDeployed.class, f -> f.digest().equals(digest));
    }

    private Release first() {
        live(house.publish(1, production("")));
        return house.delivery.releases(TestHouse.SHOP, 1).getFirst();
    }

    @Test
    void aReleaseWhoseQueriesShowFailuresIsTakenBack() {
        String keys =
                "    rollout: { canary: [10%, 100%], every: 1h, patience: 1h }\n"
                        + "    verify: [{ name: errors, signal: error_ratio, below: 2%, compare: stable }]\n";
        live(house.publish(1, production("")));
        house.values =
                query -> {
                    boolean second = query.contains("release=\"2\"");
                    return new ValueQuery.Answer.Value(
                            query.contains("seen") ? 400 : second ? 80 : 0);
                };
        house.publish(2, production(keys));
        Fact.GateFailed failed = house.await(Fact.GateFailed.class, f -> true);
        assertThat(failed.gate()).isEqualTo("errors");
        assertThat(failed.reading()).startsWith("error_ratio 20 %");
        house.await(Fact.RolledBack.class, f -> f.release() == failed.release());
    }

    @Test
    void aStepByRequestsCountsThem() {
        String keys =
                "    rollout: { canary: [{ weight: 10%, requests: 300, for: 1ms }, 100%], every: 1ms }\n";
        live(house.publish(1, production("")));
        Queue<String> asked = new ConcurrentLinkedQueue<>();
        house.values =
                query -> {
                    asked.add(query);
                    return new ValueQuery.Answer.Value(asked.size() < 3 ? 299 : 300);
                };
        live(house.publish(2, production(keys)));
        assertThat(asked).hasSizeGreaterThanOrEqualTo(3);
        assertThat(asked.peek()).matches("sum\\(increase\\(seen\\{release=\"2\"}\\[\\d+s]\\)\\)");
    }

    @Test
    void whatIsMeasuredIsCountedInRequestsAndSeconds() {
        Map<String, ValueQuery.Answer> answers =
                Map.of(
                        "requests 1 60s",
                        new ValueQuery.Answer.Value(99.6),
                        "errors",
                        new ValueQuery.Answer.Value(4.2),
                        "latency",
                        new ValueQuery.Answer.Value(
                                100,
                                new TreeMap<>(
                                        Map.of(
                                                0.1,
                                                50.0,
                                                0.2,
                                                90.0,
                                                1.0,
                                                100.0,
                                                Double.POSITIVE_INFINITY,
                                                100.0))));
        assertThat(measure(answers))
                .isInstanceOfSatisfying(
                        MetricQuery.Signals.class,
                        signals -> {
                            assertThat(signals.requests()).isEqualTo(100);
                            assertThat(signals.errors()).isEqualTo(4);
                            assertThat(signals.errorRatio()).isEqualTo(0.04);
                            assertThat(signals.p50()).isEqualTo(0.1);
                            assertThat(signals.p95()).isBetween(0.599, 0.601);
                            assertThat(signals.slower(0.2)).isEqualTo(10);
                        });
    }

    @Test
    void withoutRequestsNothingIsKnownAndAWrongQueryIsSaid() {
        assertThat(measure(Map.of())).isEqualTo(new MetricQuery.NoTraffic());
        assertThat(
                        measure(
                                Map.of(
                                        "requests 1 60s",
                                        new ValueQuery.Answer.Unreadable("no bracket"))))
                .isEqualTo(new MetricQuery.Unread("cannot be read: no bracket"));
    }

    private MetricQuery.Reading measure(Map<String, ValueQuery.Answer> answers) {
        return QueriedSignals.measure(
                (app, promql, at) -> answers.getOrDefault(promql, new ValueQuery.Answer.Nothing()),
                first(),
                QUERIES,
                Duration.ofMinutes(1),
                Instant.EPOCH);
    }
}
