package dev.duru.observe.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.observe.remote.ChunkReader.Chunk;
import dev.duru.observe.remote.ChunkReader.Point;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Matcher;
import dev.duru.tsdb.Series;
import dev.duru.tsdb.SeriesReader;
import dev.duru.tsdb.Stale;
import dev.duru.tsdb.histogram.Buckets;
import dev.duru.tsdb.histogram.CounterReset;
import dev.duru.tsdb.histogram.Histogram;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams of chunks, read by a reader of their own. */
class HistogramChunkTest {
    private static final Labels LABELS = Labels.of("sizes", "app", "team/shop");

    private record One(Series series) implements SeriesReader {
        @Override
        public List<Series> select(List<Matcher> matchers, long fromMillis, long toMillis) {
            return List.of(series);
        }

        @Override
        public Set<String> labelValues(String label) {
            return Set.of();
        }

        @Override
        public Set<String> labelNames() {
            return Set.of();
        }
    }

    private static List<Chunk> chunks(List<Point> points) {
        Histogram[] histograms = points.stream().map(Point::histogram).toArray(Histogram[]::new);
        Series series =
                new Series(
                        LABELS,
                        points.stream().mapToLong(Point::time).toArray(),
                        points.stream().mapToDouble(Point::value).toArray(),
                        histograms,
                        null);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ChunkedAnswer.write(
                List.of(new ReadMessages.Question(0, Long.MAX_VALUE, List.of())),
                new One(series),
                out);
        List<Chunk> chunks = ChunkReader.frames(out.toByteArray()).get(LABELS);
        long before = Long.MIN_VALUE;
        for (Chunk chunk : chunks) {
            assertThat(chunk.from()).isGreaterThan(before);
            assertThat(chunk.points().getFirst().time()).isEqualTo(chunk.from());
            assertThat(chunk.points().getLast().time()).isEqualTo(chunk.to());
            before = chunk.to();
        }
        return chunks;
    }

    private static List<Point> read(List<Point> points) {
        return chunks(points).stream().flatMap(chunk -> chunk.points().stream()).toList();
    }

    private static Histogram whole(CounterReset reset, double count, Buckets positive) {
        return Histogram.exponential(
                reset,
                2,
                new Histogram.Totals(0x1p-128, 1, count, count * 1.5),
                positive,
                Buckets.NONE);
    }

    /** Counters that grow, gauges, any counts, custom buckets, numbers and markers in between. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatWasPackedIsReadAgain(long seed) {
        Random random = new Random(seed);
        List<Point> points = new ArrayList<>();
        long time = 1_700_000_000_000L;
        TreeMap<Integer, Double> counts = new TreeMap<>();
        CounterReset kind = CounterReset.UNKNOWN;
        int shape = 0;
        for (int i = 0; i < 600; i++) {
            time += random.nextInt(5) == 0 ? 1 + random.nextInt(2_000_000) : 15_000;
            if (random.nextInt(40) == 0) {
                counts.clear();
                shape = random.nextInt(4);
                kind = random.nextInt(3) == 0 ? CounterReset.GAUGE : CounterReset.UNKNOWN;
            }
            if (random.nextInt(50) == 0) {
                points.add(new Point(time, random.nextGaussian(), null));
                continue;
            }
            if (random.nextInt(50) == 0) {
                points.add(new Point(time, 0, Histogram.stale(Stale.MARKER)));
                continue;
            }
            int index = shape == 2 ? random.nextInt(5) : random.nextInt(40) - 20;
            double more = shape == 1 ? random.nextDouble() : random.nextInt(3_000);
            counts.merge(index, more, Double::sum);
            if (kind == CounterReset.GAUGE && random.nextInt(4) == 0) {
                counts.pollFirstEntry();
            }
            points.add(new Point(time, 0, histogram(shape, kind, counts, random)));
        }
        assertThat(read(points)).as("seed %d", seed).isEqualTo(compact(points));
    }

    private static List<Point> compact(List<Point> points) {
        return points.stream()
                .map(point -> {
                    Histogram histogram = point.histogram();
                    return histogram == null
                            ? point
                            : new Point(point.time(), point.value(), histogram.compact());
                })
                .toList();
    }

    private static Histogram histogram(
            int shape, CounterReset kind, TreeMap<Integer, Double> counts, Random random) {
        Buckets buckets =
                Buckets.at(
                        counts.keySet().stream().mapToInt(Integer::intValue).toArray(),
                        counts.values().stream().mapToDouble(Double::doubleValue).toArray());
        double sum = counts.values().stream().mapToDouble(Double::doubleValue).sum();
        double odd = random.nextGaussian() * 1e6;
        return switch (shape) {
            case 0 -> whole(kind, sum + 1, buckets);
            case 1 ->
                    Histogram.exponential(
                            kind,
                            -1,
                            new Histogram.Totals(0.003, 0.5, sum + 0.5, odd),
                            buckets,
                            buckets);
            case 2 ->
                    Histogram.custom(kind, sum, odd, buckets, new double[] {-1, 0.005, 0.25, 1e9});
            default ->
                    Histogram.exponential(
                            kind, 8, new Histogram.Totals(0, 0, 2 * sum, odd), buckets, buckets);
        };
    }

    @Test
    void aChunkEndsWhereACounterBeginsAgain() {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            int grown = i < 250 ? i : i - 249;
            points.add(
                    new Point(
                            1_000L * i,
                            0,
                            whole(
                                    CounterReset.UNKNOWN,
                                    grown + 1,
                                    Buckets.from(3, grown, i > 10 ? 1 : 0))));
        }
        assertThat(chunks(points))
                .extracting(Chunk::reset)
                .containsExactly(
                        CounterReset.UNKNOWN,
                        CounterReset.NOT_RESET,
                        CounterReset.NOT_RESET,
                        CounterReset.RESET);
        assertThat(chunks(points))
                .extracting(chunk -> chunk.points().size())
                .containsExactly(120, 120, 10, 50);
    }

    @Test
    void bucketsThatCameLaterCutNoChunk() {
        List<Point> points = new ArrayList<>();
        for (int i = 1; i <= 30; i++) {
            double[] ones = new double[i];
            Arrays.fill(ones, 1);
            points.add(new Point(i, 0, whole(CounterReset.UNKNOWN, i + 1, Buckets.from(-5, ones))));
        }
        assertThat(chunks(points)).hasSize(1);
        assertThat(read(points)).isEqualTo(points);
    }
}
