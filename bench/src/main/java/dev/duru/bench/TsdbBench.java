package dev.duru.bench;

import dev.duru.kernel.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * The observe station behind its HTTP beside Debian's Prometheus: ingest by remote write, bytes on
 * disk, dashboards' queries, start with a full log, memory of many active series.
 *
 * <p>Both are sent the same requests by the same client, one sample of 2,000 series in each, a few
 * at a time; making requests does not count. Queries are asked of both in turn, and their answers
 * compared. The figures of wall time are of the client's clock, those of processor time and memory
 * of the servers' processes. Duru answers a write when it is synced to disk, Prometheus before.
 * Duru's process begins without the cache of classes that the launcher gives it, so what a log
 * costs is what a start takes beyond that with nothing.
 *
 * <p>The environment variables {@code DURU_BENCH_SERIES} (10,000), {@code DURU_BENCH_HOURS} (24),
 * {@code DURU_BENCH_ACTIVE} (1,000,000), {@code DURU_BENCH_ROUNDS} (5) and {@code DURU_BENCH_HEAP}
 * (2g) make it smaller or larger.
 */
public final class TsdbBench {
    /** Milliseconds since 1970. */
    static final long BEGIN = 1_700_006_400_000L;

    private static final long EVERY = 15_000;
    private static final long HOUR = 3_600_000;
    private static final int OF_REQUEST = 2_000;
    private static final int TICKS_AT_ONCE = 20;
    private static final int ACTIVE_TICKS = 10;
    private static final int MOST_ROUNDS_OF_WAITING = 600;

    /** Samples lie at whole multiples of 15 s: no window of these queries ends or begins at one. */
    private static final long BESIDE = 7_000;

    private static final List<String> QUERIES =
            List.of(
                    "sum(rate(http_requests_total[5m]))",
                    "sum by (job) (rate(http_requests_total[5m]))",
                    "sum by (code) (rate(http_requests_total{job=\"job0\"}[5m]))",
                    "sum by (job) (rate(http_requests_total{code=~\"5..\"}[5m])) /"
                            + " sum by (job) (rate(http_requests_total[5m]))",
                    "histogram_quantile(0.95, sum by (le)"
                            + " (rate(http_request_duration_seconds_bucket[5m])))",
                    "histogram_quantile(0.99, sum by (le, job)"
                            + " (rate(http_request_duration_seconds_bucket{handler=\"/api/items\"}[5m])))",
                    "sum(rate(http_request_duration_seconds_sum[5m])) /"
                            + " sum(rate(http_request_duration_seconds_count[5m]))",
                    "100 * (1 - avg by (job) (rate(node_cpu_seconds_total{mode=\"idle\"}[5m])))",
                    "topk(5, sum by (instance) (rate(http_requests_total[5m])))",
                    "max by (job) (process_resident_memory_bytes)",
                    "avg_over_time(queue_length{job=\"job1\"}[30m])",
                    "sum by (handler) (increase(http_requests_total{method=\"GET\"}[1h]))");

    private final int series = setting("DURU_BENCH_SERIES", 10_000);
    private final int hours = setting("DURU_BENCH_HOURS", 24);
    private final int active = setting("DURU_BENCH_ACTIVE", 1_000_000);
    private final int rounds = setting("DURU_BENCH_ROUNDS", 5);
    private final Figures figures;
    private final Path ours;
    private final Path theirs;

    private TsdbBench(Figures figures, Path folder) {
        this.figures = figures;
        ours = folder.resolve("duru");
        theirs = folder.resolve("prometheus");
    }

    private static int setting(String name, int usual) {
        return Integer.parseInt(System.getenv().getOrDefault(name, Integer.toString(usual)));
    }

    /** Usage: {@code TsdbBench LAUNCHER}. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (!TsdbSides.canRun()) {
            System.out.println(
                    "bench: tsdb is left out, because /usr/bin/prometheus is not there; install"
                            + " Debian's package prometheus");
            return;
        }
        Path folder = Files.createTempDirectory("duru-bench-tsdb");
        try {
            Figures figures = new Figures("tsdb");
            new TsdbBench(figures, folder.resolve("none")).start("start with nothing", 1);
            new TsdbBench(figures, folder).history();
            new TsdbBench(figures, folder.resolve("many")).manySeries();
        } finally {
            Folders.delete(folder);
        }
    }

    /** Many samples of each series: ingest, blocks, queries, start. */
    private void history() throws IOException, InterruptedException {
        int ticks = (int) (hours * HOUR / EVERY);
        MetricServer duru = TsdbSides.DURU.start(ours, series);
        MetricServer prometheus = TsdbSides.PROMETHEUS.start(theirs, series);
        try {
            ingest(duru, prometheus, series, ticks);
            long enough = (long) series * ticks * Math.max(0, hours - 3) / hours;
            TsdbSides.Blocks our = blocks(TsdbSides.DURU, ours, enough);
            TsdbSides.Blocks their = blocks(TsdbSides.PROMETHEUS, theirs, enough);
            double size = (double) our.bytes() / our.samples();
            double peers = (double) their.bytes() / their.samples();
            figure("bytes a sample in blocks", size, peers, "at most 1.1");
            memory("resident MB after that", duru, prometheus, "at most 1");
            queries(duru, prometheus, BEGIN + (ticks - 1) * EVERY + BESIDE);
        } finally {
            duru.kill();
            prometheus.kill();
        }
        start("start after kill -9 in the 24 h", series);
    }

    private void manySeries() throws IOException, InterruptedException {
        MetricServer duru = TsdbSides.DURU.start(ours, active);
        MetricServer prometheus = TsdbSides.PROMETHEUS.start(theirs, active);
        try {
            ingest(duru, prometheus, active, ACTIVE_TICKS);
            memory("resident MB of " + active + " active series", duru, prometheus, "at most 1");
        } finally {
            duru.kill();
            prometheus.kill();
        }
        start("start with a full log of " + active + " series", active);
    }

    private void start(String what, int count) throws IOException, InterruptedException {
        MetricServer[] started = new MetricServer[2];
        long begin = System.nanoTime();
        started[0] = TsdbSides.DURU.start(ours, count);
        long between = System.nanoTime();
        started[1] = TsdbSides.PROMETHEUS.start(theirs, count);
        double their = (System.nanoTime() - between) / 1e9;
        double our = (between - begin) / 1e9;
        figures.add(
                what + ", Duru : Prometheus",
                Spent.ratio(
                        new Spent(our, started[0].processorSeconds()),
                        new Spent(their, started[1].processorSeconds())),
                "");
        for (MetricServer server : started) {
            server.kill();
        }
    }

    /** Sends both the same requests, by turns, each a few ticks of all series. */
    private void ingest(MetricServer duru, MetricServer prometheus, int count, int ticks)
            throws IOException, InterruptedException {
        List<RemoteWrite> writers = new ArrayList<>();
        for (int first = 0; first < count; first += OF_REQUEST) {
            writers.add(new RemoteWrite(new Fleet(first, Math.min(OF_REQUEST, count - first))));
        }
        // A few senders at a time, each with series of its own, as those of a real one.
        int senders = Math.min(writers.size(), 4);
        double[] spent = new double[4];
        int at = count > 10 * OF_REQUEST ? 1 : TICKS_AT_ONCE;
        for (int tick = 0; tick < ticks; tick += at) {
            int upTo = Math.min(ticks, tick + at);
            for (int part = 0; part < writers.size(); part += 10 * senders) {
                List<RemoteWrite> some =
                        writers.subList(part, Math.min(writers.size(), part + 10 * senders));
                List<List<byte[]>> requests = requests(some, tick, upTo);
                add(spent, 0, duru.spent(() -> send(duru, requests, senders)));
                add(spent, 2, prometheus.spent(() -> send(prometheus, requests, senders)));
            }
        }
        double samples = (double) count * ticks;
        figures.add(
                "ingest of "
                        + String.format(Locale.ROOT, "%.1f", samples / 1e6)
                        + " million samples of "
                        + count
                        + " series, Duru : Prometheus",
                Spent.ratio(new Spent(spent[0], spent[1]), new Spent(spent[2], spent[3])),
                "at most 1");
        figure("samples/s of that", samples / spent[0], samples / spent[2], "at least 1");
    }

    private static void add(double[] sums, int at, Spent more) {
        sums[at] += more.wall();
        sums[at + 1] += more.processor();
    }

    /** Those of each writer in their order. */
    private static List<List<byte[]>> requests(List<RemoteWrite> writers, int from, int to) {
        return writers.stream()
                .parallel()
                .map(writer -> {
                    List<byte[]> own = new ArrayList<>();
                    for (int tick = from; tick < to; tick++) {
                        own.add(writer.next(BEGIN + tick * EVERY));
                    }
                    return own;
                })
                .toList();
    }

    private static void send(MetricServer to, List<List<byte[]>> requests, int senders)
            throws IOException, InterruptedException {
        try (ExecutorService threads = Executors.newFixedThreadPool(senders)) {
            List<Future<Void>> sent = new ArrayList<>();
            for (List<byte[]> own : requests) {
                sent.add(
                        threads.submit(() -> {
                            for (byte[] request : own) {
                                to.write(request);
                            }
                            return null;
                        }));
            }
            for (Future<Void> one : sent) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("a request was not taken: " + e.getCause(), e);
        }
    }

    /** What is in blocks once as many samples are as can be told to be; both cut when they like. */
    private static TsdbSides.Blocks blocks(TsdbSides side, Path folder, long enough)
            throws IOException {
        TsdbSides.Blocks found = side.blocks(folder);
        for (int i = 0; i < MOST_ROUNDS_OF_WAITING && found.samples() < enough; i++) {
            LockSupport.parkNanos(200_000_000);
            found = side.blocks(folder);
        }
        return found;
    }

    private void memory(String what, MetricServer duru, MetricServer prometheus, String goal)
            throws IOException {
        figure(
                what + " (Duru's heap at most " + TsdbSides.heap() + ")",
                duru.memory() / 1e6,
                prometheus.memory() / 1e6,
                goal);
    }

    private void queries(MetricServer duru, MetricServer prometheus, long end)
            throws IOException, InterruptedException {
        // The longest window is an hour. What Prometheus makes of the beginning of a series changed
        // between its versions.
        long from = BEGIN + Math.min(HOUR, hours * HOUR / 2) + BESIDE;
        long step = Math.max(EVERY, hours * 10_000L);
        List<Double> our = new ArrayList<>();
        List<Double> their = new ArrayList<>();
        double[] spent = new double[4];
        List<String> different = new ArrayList<>();
        for (String query : QUERIES) {
            String difference =
                    SameAnswer.difference(
                            duru.range(query, from, end, step),
                            prometheus.range(query, from, end, step));
            if (!difference.isEmpty()) {
                different.add(query + ": " + difference);
            }
            List<Double> ownOur = new ArrayList<>();
            List<Double> ownTheir = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                Spent one = duru.spent(() -> duru.range(query, from, end, step));
                Spent other = prometheus.spent(() -> prometheus.range(query, from, end, step));
                ownOur.add(one.wall() * 1e3);
                ownTheir.add(other.wall() * 1e3);
                add(spent, 0, one);
                add(spent, 2, other);
            }
            our.addAll(ownOur);
            their.addAll(ownTheir);
            System.out.printf(
                    Locale.ROOT,
                    "%8.1f ms : %8.1f ms  %s%n",
                    Figures.quantile(ownOur, 0.5),
                    Figures.quantile(ownTheir, 0.5),
                    query);
        }
        String what = QUERIES.size() + " queries over " + series + " series and " + hours + " h";
        figures.add(
                what + ", each " + rounds + " times, Duru : Prometheus",
                Spent.ratio(new Spent(spent[0], spent[1]), new Spent(spent[2], spent[3])),
                "below 1");
        figure(
                "p50 of them, ms",
                Figures.quantile(our, 0.5),
                Figures.quantile(their, 0.5),
                "below 1");
        figure(
                "p99 of them, ms",
                Figures.quantile(our, 0.99),
                Figures.quantile(their, 0.99),
                "below 1");
        different.forEach(one -> System.out.println("different answers: " + one));
        figures.add("of them with equal answers", QUERIES.size() - different.size() + "", "12");
    }

    private void figure(String what, double our, double their, String goal) throws IOException {
        figures.add(
                what + ", Duru : Prometheus",
                Figures.format(our)
                        + " : "
                        + Figures.format(their)
                        + " = "
                        + Figures.format(our / their),
                goal);
    }
}
