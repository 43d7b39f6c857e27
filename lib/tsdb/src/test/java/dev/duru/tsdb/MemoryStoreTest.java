package dev.duru.tsdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryStoreTest {
    private static final Labels A = Labels.of("up", "job", "a");
    private static final Labels B = Labels.of("up", "job", "b", "zone", "1");

    private static List<Labels> found(SeriesStore store, Matcher... matchers) {
        return store.select(List.of(matchers), 0, Long.MAX_VALUE).stream()
                .map(Series::labels)
                .toList();
    }

    @Test
    void selectsByEveryKindOfMatcher() {
        var store = new MemoryStore(Duration.ofHours(1), 100, 100);
        store.append(A, 1, 1);
        store.append(B, 1, 1);
        assertThat(found(store, Matcher.equal("job", "a"))).containsExactly(A);
        assertThat(found(store, new Matcher("job", Matcher.Kind.NOT_EQUAL, "a")))
                .containsExactly(B);
        assertThat(found(store, new Matcher("job", Matcher.Kind.MATCH, "a|b")))
                .containsExactly(A, B);
        assertThat(found(store, new Matcher("__name__", Matcher.Kind.MATCH, "u"))).isEmpty();
        assertThat(found(store, new Matcher("job", Matcher.Kind.NOT_MATCH, "[b-z]")))
                .containsExactly(A);
        assertThat(found(store, Matcher.equal("zone", ""))).containsExactly(A);
        assertThat(store.labelValues("job")).containsExactly("a", "b");
        assertThat(store.labelNames()).containsExactly("__name__", "job", "zone");
    }

    @Test
    void boundsTimeAndSamplesAndSeries() {
        var store = new MemoryStore(Duration.ofMillis(100), 10, 2);
        for (int t = 1; t <= 50; t++) {
            assertThat(store.append(A, t, t)).isTrue();
        }
        assertThat(store.append(A, 50, 0)).as("not newer").isFalse();
        Series series = store.select(List.of(), 0, Long.MAX_VALUE).getFirst();
        assertThat(series.times()).containsExactly(41, 42, 43, 44, 45, 46, 47, 48, 49, 50);
        assertThat(store.select(List.of(), 43, 45).getFirst().values()).containsExactly(43, 44, 45);
        store.append(B, 1_000, 1);
        assertThat(found(store)).as("A is too old").containsExactly(B);
        assertThat(store.append(Labels.of("c"), 1_000, 1)).as("A makes room").isTrue();
        assertThat(store.append(Labels.of("d"), 1_000, 1)).isFalse();
        assertThat(store.refusedCount()).isEqualTo(1);
    }

    @Test
    void manyThreadsLoseNothing() throws InterruptedException {
        var store = new MemoryStore(Duration.ofHours(1), 10_000, 100);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Labels labels = Labels.of("x", "thread", Integer.toString(i));
            threads.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                for (int t = 1; t <= 5_000; t++) {
                                    store.append(labels, t, t);
                                    if (t % 500 == 0) {
                                        store.select(List.of(), 0, t);
                                    }
                                }
                            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(store.sampleCount()).isEqualTo(40_000);
    }
}
