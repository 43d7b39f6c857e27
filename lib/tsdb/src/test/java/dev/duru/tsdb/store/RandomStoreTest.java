package dev.duru.tsdb.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Matcher;
import dev.duru.tsdb.Outcome;
import dev.duru.tsdb.Series;
import dev.duru.tsdb.histogram.Buckets;
import dev.duru.tsdb.histogram.CounterReset;
import dev.duru.tsdb.histogram.Histogram;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store beside a map of maps, under random work. */
class RandomStoreTest {
    private static final long SPAN = 600_000;
    private static final int STEPS = 12_000;
    private static final List<String> REGEXES =
            List.of("a|b", "a.*", ".*", ".+", "[bc]", "x|", "(?i)A", "b.?", "");

    @TempDir Path folder;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final Map<Labels, TreeMap<Long, Sample>> model = new TreeMap<>();
    private long now;

    private record Sample(double value, @Nullable Histogram histogram) {}

    private StoreSettings settings() {
        StoreSettings usual = StoreSettings.standard(folder);
        return new StoreSettings(
                folder,
                Duration.ofDays(1_000),
                Long.MAX_VALUE,
                Duration.ofMillis(SPAN),
                Duration.ofMillis(SPAN),
                10,
                usual.limits());
    }

    private Labels labels() {
        String[] values = {"a", "b", "c", "ab", "x"};
        Map<String, String> map = new TreeMap<>();
        map.put(Labels.NAME, "m" + random.nextInt(3));
        if (random.nextBoolean()) {
            map.put("one", values[random.nextInt(5)]);
        }
        if (random.nextBoolean()) {
            map.put("two", values[random.nextInt(5)]);
        }
        return Labels.of(map);
    }

    private List<Matcher> matchers() {
        List<Matcher> matchers = new ArrayList<>();
        String[] names = {Labels.NAME, "one", "two", "three"};
        for (int i = random.nextInt(3); i >= 0; i--) {
            Matcher.Kind kind = Matcher.Kind.values()[random.nextInt(4)];
            boolean regex = kind == Matcher.Kind.MATCH || kind == Matcher.Kind.NOT_MATCH;
            String value =
                    regex
                            ? REGEXES.get(random.nextInt(REGEXES.size()))
                            : new String[] {"a", "b", "", "m1"}[random.nextInt(4)];
            matchers.add(new Matcher(names[random.nextInt(4)], kind, value));
        }
        return matchers;
    }

    private @Nullable Histogram histogram() {
        if (random.nextInt(8) > 0) {
            return null;
        }
        return Histogram.exponential(
                CounterReset.GAUGE,
                random.nextInt(3),
                new Histogram.Totals(0, 1, 3 + random.nextInt(5), random.nextDouble()),
                Buckets.from(random.nextInt(3), 1, random.nextInt(5)),
                Buckets.NONE);
    }

    private void add(Store store) {
        Labels labels = labels();
        now += random.nextInt(3_000);
        boolean late = random.nextInt(6) == 0;
        long time = late ? Math.max(0, now - random.nextLong(SPAN * 3 / 2)) : now;
        Histogram histogram = histogram();
        Sample sample = new Sample(histogram == null ? random.nextInt(50) : 0, histogram);
        Outcome outcome =
                histogram == null
                        ? store.add(labels, time, sample.value())
                        : store.add(labels, time, histogram);
        TreeMap<Long, Sample> there = model.computeIfAbsent(labels, l -> new TreeMap<>());
        if (outcome == Outcome.KEPT) {
            there.putIfAbsent(time, sample);
        } else if (outcome == Outcome.DUPLICATE) {
            assertThat(there).as(what()).containsKey(time);
        } else {
            assertThat(outcome).as(what()).isEqualTo(Outcome.TOO_OLD);
            assertThat(time).as(what()).isLessThan(now - SPAN);
        }
    }

    private String what() {
        return "seed " + seed + " at " + now;
    }

    private void delete(Store store) {
        List<Matcher> matchers = matchers();
        long from = random.nextLong(now + 1);
        long to = from + random.nextLong(SPAN);
        store.delete(matchers, from, to);
        model.forEach((labels, samples) -> {
            if (matchers.stream().allMatch(m -> m.test(labels))) {
                samples.subMap(from, true, to, true).clear();
            }
        });
    }

    private void compare(Store store, List<Matcher> matchers, long from, long to) {
        List<Series> found = store.select(matchers, from, to);
        List<Labels> expected = new ArrayList<>();
        model.forEach((labels, samples) -> {
            if (matchers.stream().allMatch(m -> m.test(labels))
                    && !samples.subMap(from, true, to, true).isEmpty()) {
                expected.add(labels);
            }
        });
        assertThat(found.stream().map(Series::labels)).as(what()).isEqualTo(expected);
        for (Series series : found) {
            Map<Long, Sample> samples =
                    model.getOrDefault(series.labels(), new TreeMap<>())
                            .subMap(from, true, to, true);
            assertThat(LongStream.of(series.times()).boxed())
                    .as("%s: %s", what(), series.labels())
                    .containsExactlyElementsOf(samples.keySet());
            for (int i = 0; i < series.size(); i++) {
                Sample sample = samples.get(series.times()[i]);
                assertThat(sample).isNotNull();
                assertThat(series.histogram(i)).as(what()).isEqualTo(sample.histogram());
                assertThat(series.values()[i]).as(what()).isEqualTo(sample.value());
            }
        }
    }

    @Test
    void findsWhatAMapFinds() throws IOException {
        System.out.println("random store: seed " + seed);
        Store store = Store.open(settings());
        try {
            for (int step = 0; step < STEPS; step++) {
                add(store);
                switch (random.nextInt(200)) {
                    case 0, 1 -> store.maintain();
                    case 2 -> delete(store);
                    case 3, 4, 5 -> {
                        long from = random.nextLong(now + 1);
                        compare(store, matchers(), from, from + random.nextLong(SPAN * 4));
                    }
                    case 6 -> {
                        if (random.nextInt(4) == 0) {
                            store.close();
                            store = Store.open(settings());
                            assertThat(store.damage()).as(what()).isEmpty();
                        }
                    }
                    case 7, 8 -> store.checkpoint();
                    default -> {}
                }
            }
            assertThat(store.problem()).isEmpty();
            assertThat(store.blocks()).as(what()).isNotEmpty();
            assertThat(store.check()).as(what()).isEmpty();
            compare(store, List.of(), 0, Long.MAX_VALUE);
        } finally {
            store.close();
        }
    }
}
