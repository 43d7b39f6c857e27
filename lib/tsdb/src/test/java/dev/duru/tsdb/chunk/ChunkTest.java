package dev.duru.tsdb.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.tsdb.Stale;
import dev.duru.tsdb.histogram.Buckets;
import dev.duru.tsdb.histogram.CounterReset;
import dev.duru.tsdb.histogram.Histogram;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What goes into chunks comes out bit for bit. */
class ChunkTest {
    private static final long HOUR = 3_600_000;
    private static final double[] ODD = {
        0, -0.0, 1, -1.5, 1e300, Double.MIN_VALUE, Double.NaN, 1 / 0.0, -1 / 0.0, 0.1, Stale.MARKER
    };

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    private double value() {
        return switch (random.nextInt(5)) {
            case 0 -> ODD[random.nextInt(ODD.length)];
            case 1 -> random.nextDouble();
            case 2 -> Double.longBitsToDouble(random.nextLong());
            default -> random.nextInt(1_000);
        };
    }

    /** Any but the stale marker, which leaves nothing else of a histogram. */
    private double sum() {
        double value = value();
        return Stale.is(value) ? 1 : value;
    }

    private Buckets buckets(boolean whole, int first, int size) {
        double[] counts = new double[size];
        for (int i = 0; i < size; i++) {
            counts[i] = whole ? random.nextInt(100) : random.nextDouble() * 9;
        }
        int[] indexes = new int[size];
        int at = first;
        for (int i = 0; i < size; i++) {
            indexes[i] = at;
            at += 1 + random.nextInt(3);
        }
        return Buckets.at(indexes, counts);
    }

    private Histogram histogram() {
        CounterReset reset = CounterReset.values()[random.nextInt(4)];
        boolean whole = random.nextBoolean();
        double count = whole ? random.nextInt(10_000) : random.nextDouble();
        if (random.nextInt(10) == 0) {
            return Histogram.stale(Stale.MARKER);
        }
        if (random.nextInt(3) == 0) {
            return Histogram.custom(
                    reset, count, sum(), buckets(whole, 0, 3), new double[] {0.1, 0.5, 1, 9});
        }
        return Histogram.exponential(
                reset,
                random.nextInt(13) - 4,
                new Histogram.Totals(random.nextInt(2) * 1e-9, random.nextInt(3), count, sum()),
                buckets(whole, random.nextInt(20) - 10, random.nextInt(5)),
                buckets(whole, random.nextInt(20) - 10, random.nextInt(3)));
    }

    private Samples samples(int size, boolean histograms) {
        Samples samples = new Samples(Long.MIN_VALUE, Long.MAX_VALUE, size);
        long time = random.nextLong(1L << 41) - (1L << 40);
        Histogram last = histogram();
        for (int i = 0; i < size; i++) {
            time += random.nextInt(20) == 0 ? 1 + random.nextLong(HOUR * 9) : 15_000;
            last = random.nextInt(4) == 0 ? histogram() : last;
            boolean number = !histograms || random.nextInt(30) == 0;
            samples.add(time, number ? value() : 0, number ? null : last);
        }
        return samples;
    }

    private static void assertSame(Samples found, Samples expected, String seed) {
        assertThat(found.size()).as(seed).isEqualTo(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            assertThat(found.time(i)).as(seed).isEqualTo(expected.time(i));
            assertThat(Double.doubleToRawLongBits(found.value(i)))
                    .as("%s: value %d", seed, i)
                    .isEqualTo(Double.doubleToRawLongBits(expected.value(i)));
            @Nullable Histogram histogram = expected.histogram(i);
            assertThat(found.histogram(i)).as("%s: histogram %d", seed, i).isEqualTo(histogram);
            if (histogram != null && !Stale.is(histogram)) {
                assertThat(found.histogram(i))
                        .extracting(Histogram::reset)
                        .as(seed)
                        .isEqualTo(histogram.reset());
            }
        }
    }

    @Test
    void whatGoesInComesOut() {
        for (int round = 0; round < 300; round++) {
            Samples written = samples(1 + random.nextInt(500), round % 2 == 1);
            List<Chunk> chunks = ChunkList.of(written, 2 * HOUR);
            assertThat(ChunkMerge.inOrder(chunks)).isTrue();
            assertThat(chunks).allMatch(c -> c.count() <= OpenChunk.MOST);
            assertThat(chunks)
                    .allMatch(c -> ChunkList.together(c.minTime(), c.maxTime(), 2 * HOUR));
            Samples found = ChunkMerge.read(chunks, Long.MIN_VALUE, Long.MAX_VALUE);
            assertSame(found, written, "seed " + seed + " round " + round);
        }
    }

    @Test
    void whatIsInTwoChunksIsTakenFromTheFirst() {
        Samples first = new Samples(0, 100, 3);
        first.add(10, 1, null);
        first.add(30, 1, null);
        Samples second = new Samples(0, 100, 3);
        second.add(20, 2, null);
        second.add(30, 2, null);
        second.add(40, 2, null);
        List<Chunk> chunks =
                List.of(
                        ChunkList.of(first, HOUR).getFirst(),
                        ChunkList.of(second, HOUR).getFirst());
        Samples merged = ChunkMerge.read(chunks, 0, 100);
        assertThat(merged.times()).containsExactly(10, 20, 30, 40);
        assertThat(merged.values()).containsExactly(1, 2, 1, 2);
        assertThat(ChunkMerge.without(chunks, 11, 29, HOUR).getLast().minTime()).isEqualTo(30);
    }

    @Test
    void aSteadySeriesTakesLittle() {
        Samples steady = new Samples(Long.MIN_VALUE, Long.MAX_VALUE, 120);
        for (int i = 0; i < 120; i++) {
            steady.add(1_700_000_000_000L + i * 15_000L, 3, null);
        }
        assertThat(ChunkList.of(steady, Long.MAX_VALUE))
                .singleElement()
                .satisfies(chunk -> assertThat(chunk.data().length).isLessThan(45));
    }
}
