package dev.duru.bench;

import dev.duru.tsdb.block.BlockMeta;
import dev.duru.tsdb.query.QueryEngine;
import dev.duru.tsdb.store.Store;
import dev.duru.tsdb.store.StoreSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The time series store beside Debian's Prometheus, fed with the same remote writes: ingest, bytes
 * on disk, dashboards' queries, start with a full log, memory of many active series.
 *
 * <p>The environment variables {@code DURU_BENCH_SERIES} (10,000), {@code DURU_BENCH_HOURS} (24)
 * and {@code DURU_BENCH_ACTIVE} (1,000,000) make it smaller. Prometheus answers queries by HTTP and
 * Duru's engine is called; its store syncs each write, Prometheus' does not.
 */
public final class TsdbBench {
    private static final long STEP = 15_000;
    private static final long BEGIN = 1_700_006_400_000L;
    private static final int REQUEST = 2_000;
    private static final int ROUNDS = 3;
    private static final int ACTIVE_ROUNDS = 10;
    private static final List<String> QUERIES =
            List.of(
                    "sum(rate(http_requests_total[5m]))",
                    "sum by (job) (rate(http_requests_total[5m]))",
                    "sum by (code) (rate(http_requests_total{job=\"job0\"}[5m]))",
                    "sum(rate(http_requests_total{code=~\"5..\"}[5m])) /"
                            + " sum(rate(http_requests_total[5m]))",
                    "topk(5, sum by (instance) (rate(http_requests_total{job=\"job0\"}[5m])))",
                    "http_requests_total{job=\"job0\",instance=\"10.0.0.1:8080\"}",
                    "sum by (handler) (increase(http_requests_total{method=\"GET\"}[1h]))",
                    "max by (job) (irate(http_requests_total[5m]))",
                    "count by (job) (http_requests_total)",
                    "avg_over_time(http_requests_total{code=\"200\",job=~\"job0|job1\"}[30m])",
                    "quantile(0.95, rate(http_requests_total{handler=~\"/api/.*\"}[5m]))",
                    "sum(rate(http_requests_total[5m])) >"
                            + " sum(rate(http_requests_total[5m] offset 1h))");

    private final int series = setting("DURU_BENCH_SERIES", 10_000);
    private final int hours = setting("DURU_BENCH_HOURS", 24);
    private final int active = setting("DURU_BENCH_ACTIVE", 1_000_000);
    private final Figures figures = new Figures("tsdb");
    private final Path folder;

    private TsdbBench(Path folder) {
        this.folder = folder;
    }

    private static int setting(String name, int usual) {
        return Integer.parseInt(System.getenv().getOrDefault(name, Integer.toString(usual)));
    }

    /**
     * Usage: {@code TsdbBench LAUNCHER}, or for its own processes {@code memory} and {@code open}.
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args[0].equals("memory")) {
            holdActive(Integer.parseInt(args[1]), Path.of(args[2]));
        } else if (args[0].equals("open")) {
            Store.open(StoreSettings.standard(Path.of(args[1]))).close();
        } else if (PrometheusPeer.isInstalled()) {
            new TsdbBench(Files.createTempDirectory("duru-bench-tsdb")).run();
        } else {
            System.out.println(
                    "bench: tsdb is left out, because /usr/bin/prometheus is not there; install"
                            + " Debian's package prometheus");
        }
    }

    private void run() throws IOException, InterruptedException {
        Path theirs = Files.createDirectories(folder.resolve("prometheus"));
        Path ours = folder.resolve("duru");
        long ticks = hours * 3_600_000L / STEP;
        long end = BEGIN + (ticks - 1) * STEP;
        PrometheusPeer peer = PrometheusPeer.start(theirs);
        try (Store store = Store.open(StoreSettings.standard(ours))) {
            double their = ingest(ticks, peer::write);
            double our = ingest(ticks, request -> RemoteWrite.take(request, store));
            figure("ingest, samples/s", our, their, our / their, "at least 1");
            store.maintain();
            long bytes = 0;
            long samples = 0;
            for (BlockMeta block : store.blocks()) {
                bytes += block.index().bytes() + block.chunks().bytes();
                samples += block.counts().samples();
            }
            double size = (double) bytes / samples;
            double peers = peer.bytesPerSample();
            figure("bytes a sample in blocks", size, peers, size / peers, "at most 1.1");
            queries(new QueryEngine(store, Duration.ofMinutes(5)), peer, end);
        } finally {
            peer.kill();
        }
        startUp(theirs, ours);
        memory();
    }

    /** Takes one request. */
    private interface Target {
        void write(byte[] request) throws IOException, InterruptedException;
    }

    /** Samples a second; making the requests does not count. */
    private double ingest(long ticks, Target target) throws IOException, InterruptedException {
        List<RemoteWrite> writers = new ArrayList<>();
        for (int first = 0; first < series; first += REQUEST) {
            writers.add(new RemoteWrite(first, Math.min(REQUEST, series - first)));
        }
        long nanos = 0;
        for (long tick = 0; tick < ticks; tick++) {
            for (int i = 0; i < writers.size(); i++) {
                byte[] request = writers.get(i).request(i * REQUEST, tick, BEGIN + tick * STEP);
                long start = System.nanoTime();
                target.write(request);
                nanos += System.nanoTime() - start;
            }
        }
        return ticks * (double) series / nanos * 1e9;
    }

    private void queries(QueryEngine engine, PrometheusPeer peer, long end)
            throws IOException, InterruptedException {
        long from = end - (hours - 1) * 3_600_000L;
        long step = Math.max(STEP, (end - from) / 300 / 1_000 * 1_000);
        List<Double> ratios = new ArrayList<>();
        for (String query : QUERIES) {
            List<Double> ours = new ArrayList<>();
            List<Double> theirs = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                long start = System.nanoTime();
                engine.range(query, from, end, step);
                long between = System.nanoTime();
                peer.range(query, from, end, step);
                ours.add((between - start) / 1e6);
                theirs.add((System.nanoTime() - between) / 1e6);
            }
            double our = Figures.quantile(ours, 0.5);
            double their = Figures.quantile(theirs, 0.5);
            ratios.add(our / their);
            System.out.printf(Locale.ROOT, "%8.1f ms : %8.1f ms  %s%n", our, their, query);
        }
        figures.add(
                QUERIES.size()
                        + " queries over "
                        + series
                        + " series and "
                        + hours
                        + " h, Duru :"
                        + " Prometheus, median of the ratios",
                Figures.format(Figures.quantile(ratios, 0.5)),
                "below 1");
        figures.add(
                "the slowest of them beside Prometheus",
                Figures.format(Figures.quantile(ratios, 1)),
                "below 1");
    }

    private void startUp(Path theirs, Path ours) throws IOException, InterruptedException {
        long start = System.nanoTime();
        PrometheusPeer again = PrometheusPeer.start(theirs);
        double their = (System.nanoTime() - start) / 1e9;
        again.close();
        long before = System.nanoTime();
        Process open = java("open", ours.toString());
        if (open.waitFor() != 0) {
            throw new IOException("the store was not opened");
        }
        double our = (System.nanoTime() - before) / 1e9;
        figure("start with a full log, s", our, their, our / their, "");
    }

    private void memory() throws IOException, InterruptedException {
        Process holder =
                java("memory", Integer.toString(active), folder.resolve("many").toString());
        long ours;
        try (BufferedReader said = holder.inputReader(StandardCharsets.UTF_8)) {
            String line = said.readLine();
            if (line == null) {
                throw new IOException("the process with many series ended");
            }
            System.out.println("active series: heap after collection " + line + " bytes");
            ours = PrometheusPeer.memory(holder.pid());
        } finally {
            holder.destroyForcibly();
            holder.waitFor();
        }
        Path many = Files.createDirectories(folder.resolve("prometheus-many"));
        PrometheusPeer peer = PrometheusPeer.start(many);
        try {
            writeActive(active, peer::write);
            long theirs = peer.memory();
            figure(
                    "resident MB of " + active + " active series",
                    ours / 1e6,
                    theirs / 1e6,
                    (double) ours / theirs,
                    "at most 1");
        } finally {
            peer.kill();
        }
    }

    private static void writeActive(int count, Target target)
            throws IOException, InterruptedException {
        for (int first = 0; first < count; first += REQUEST) {
            int size = Math.min(REQUEST, count - first);
            RemoteWrite writer = new RemoteWrite(first, size);
            for (int round = 0; round < ACTIVE_ROUNDS; round++) {
                target.write(writer.request(first, round, BEGIN + round * STEP));
            }
        }
    }

    private static void holdActive(int count, Path folder)
            throws IOException, InterruptedException {
        try (Store store = Store.open(StoreSettings.standard(folder))) {
            writeActive(count, request -> RemoteWrite.take(request, store));
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            System.out.println(runtime.totalMemory() - runtime.freeMemory());
            System.in.read();
            if (store.select(List.of(), 0, 0).size() == count) {
                throw new IllegalStateException("there is no sample at 0");
            }
        }
    }

    private static Process java(String... arguments) throws IOException {
        List<String> argv =
                new ArrayList<>(
                        List.of(
                                ProcessHandle.current().info().command().orElse("java"),
                                "-XX:+UseSerialGC",
                                "-Xmx8g",
                                "-cp",
                                System.getProperty("java.class.path"),
                                TsdbBench.class.getName()));
        argv.addAll(List.of(arguments));
        return new ProcessBuilder(argv).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private void figure(String what, double ours, double theirs, double ratio, String goal)
            throws IOException {
        figures.add(
                what + ", Duru : Prometheus",
                Figures.format(ours)
                        + " : "
                        + Figures.format(theirs)
                        + " = "
                        + Figures.format(ratio),
                goal);
    }
}
