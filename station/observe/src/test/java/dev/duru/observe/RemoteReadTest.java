package dev.duru.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.observe.remote.ChunkReader;
import dev.duru.observe.remote.ChunkReader.Chunk;
import dev.duru.observe.remote.ChunkReader.Point;
import dev.duru.observe.remote.Incoming;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.histogram.Buckets;
import dev.duru.tsdb.histogram.CounterReset;
import dev.duru.tsdb.histogram.Histogram;
import dev.duru.tsdb.wire.MessageWriter;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same samples in Duru and in Debian's prometheus are read as the same stream of chunks. */
class RemoteReadTest {
    private static final long TWO_HOURS = Duration.ofHours(2).toMillis();

    /** Prometheus cuts chunks every two hours: all samples are on one side. */
    private static final long START = start(System.currentTimeMillis());

    private static long start(long now) {
        return Math.max(now - 120_000, now / TWO_HOURS * TWO_HOURS);
    }

    private static final int COUNT = 50;

    @TempDir Path folder;

    private static Histogram whole(int i) {
        return Histogram.exponential(
                CounterReset.UNKNOWN,
                1,
                new Histogram.Totals(0x1p-128, i, 8.0 * i, 21.5 * i),
                Buckets.at(new int[] {-1, 0, 3}, new double[] {i, 2.0 * i, 3.0 * i}),
                Buckets.at(new int[] {2}, new double[] {i}));
    }

    private static Histogram any(int i) {
        return Histogram.exponential(
                CounterReset.UNKNOWN,
                -2,
                new Histogram.Totals(0.001, i + 0.5, 2.25 * i + 0.5, -7.125 * i * i),
                Buckets.from(-3, 0.5 * i, 0.75 * i),
                Buckets.from(7, 0.5 * i));
    }

    private static Labels labels(String name) {
        return Labels.of(name, "job", "sent");
    }

    private static List<Incoming> samples() {
        List<Incoming.Point> numbers = new ArrayList<>();
        List<Incoming.HistogramPoint> wholes = new ArrayList<>();
        List<Incoming.HistogramPoint> floats = new ArrayList<>();
        for (int i = 1; i <= COUNT; i++) {
            long time = START + i * 1_000L + i % 3;
            numbers.add(new Incoming.Point(time, i % 7 == 0 ? i * 1e17 : i % 5 / 4.0));
            wholes.add(new Incoming.HistogramPoint(time, whole(i)));
            floats.add(new Incoming.HistogramPoint(time, any(i)));
        }
        return List.of(
                new Incoming(labels("numbers"), numbers, List.of(), List.of()),
                new Incoming(labels("wholes"), List.of(), wholes, List.of()),
                new Incoming(labels("floats"), List.of(), floats, List.of()));
    }

    private static byte[] question() {
        return new MessageWriter()
                .message(
                        1,
                        query ->
                                query.whole(1, START)
                                        .whole(2, START + 3_600_000)
                                        .message(3, m -> m.text(2, "job").text(3, "sent")))
                .wholes(2, List.of(1L))
                .bytes();
    }

    private static Map<Labels, List<Chunk>> read(Bench bench, HttpRequest.Builder request)
            throws Exception {
        HttpResponse<byte[]> answer =
                bench.client()
                        .send(
                                request.header("Authorization", "Bearer root").build(),
                                HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                .startsWith("application/x-streamed-protobuf");
        return ChunkReader.frames(answer.body());
    }

    private static Map<Labels, List<Point>> points(Map<Labels, List<Chunk>> chunks) {
        Map<Labels, List<Point>> points = new TreeMap<>();
        chunks.forEach((labels, all) ->
                points.put(
                        labels, all.stream().flatMap(chunk -> chunk.points().stream()).toList()));
        return points;
    }

    @Test
    void chunksAreThoseOfPrometheus() throws Exception {
        try (PrometheusServer prometheus = PrometheusServer.start(folder);
                Bench bench =
                        new Bench(Files.createDirectories(folder.resolve("duru")), () -> "")) {
            prometheus.feed(samples());
            bench.observe.intake().take(samples());
            Map<Labels, List<Chunk>> theirs =
                    read(
                            bench,
                            PrometheusServer.packed(prometheus.url + "/api/v1/read", question()));
            Map<Labels, List<Chunk>> ours =
                    read(
                            bench,
                            PrometheusServer.packed(
                                    bench.server.localUrl() + "/api/v1/read", question()));
            assertThat(points(ours)).isEqualTo(points(theirs));
            assertThat(points(ours).get(labels("wholes")))
                    .hasSize(COUNT)
                    .last()
                    .extracting(Point::histogram)
                    .isEqualTo(whole(COUNT));
            for (String name : List.of("numbers", "wholes", "floats")) {
                assertThat(ours.get(labels(name))).as(name).hasSize(1);
                assertThat(ours.get(labels(name)).getFirst().bytes())
                        .as(name)
                        .isEqualTo(theirs.get(labels(name)).getFirst().bytes());
            }
        }
    }
}
