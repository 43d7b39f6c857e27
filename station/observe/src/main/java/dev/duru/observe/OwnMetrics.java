package dev.duru.observe;

import dev.duru.kernel.FactConsumer;
import dev.duru.kernel.Ledger;
import dev.duru.tsdb.Exposition.Type;
import dev.duru.tsdb.Exposition.Writer;
import dev.duru.tsdb.store.Store;
import dev.duru.web.RequestStat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Duru's own metrics, in Prometheus' text format. */
final class OwnMetrics {
    private static final Path STATUS = Path.of("/proc/self/status");

    private final Ledger ledger;
    private final Supplier<List<RequestStat>> requests;
    private final FactCounts counts;
    private final Store store;
    private final LongSupplier lines;
    private final String version;

    OwnMetrics(
            Ledger ledger,
            Supplier<List<RequestStat>> requests,
            FactCounts counts,
            Store store,
            LongSupplier lines,
            String version) {
        this.ledger = ledger;
        this.requests = requests;
        this.counts = counts;
        this.store = store;
        this.lines = lines;
        this.version = version;
    }

    String text() {
        Writer out = new Writer();
        out.family("duru_build_info", Type.GAUGE, "Which Duru runs; always 1.")
                .add(
                        "duru_build_info",
                        1,
                        "java",
                        Runtime.version().toString(),
                        "version",
                        version);
        process(out);
        http(out);
        facts(out);
        one(out, "duru_tsdb_series", Type.GAUGE, "Series in the store.", store.seriesCount());
        one(out, "duru_tsdb_samples", Type.GAUGE, "Samples in the store.", store.sampleCount());
        one(
                out,
                "duru_tsdb_refused_samples_total",
                Type.COUNTER,
                "Samples refused: a series too many, or no room to make them durable.",
                store.refusedCount());
        String refused = "duru_tsdb_scope_refused_samples_total";
        out.family(
                refused,
                Type.COUNTER,
                "Samples refused because their application or job has its most series.");
        store.limits()
                .refusedByScope()
                .forEach((scope, count) -> out.add(refused, count, "scope", scope));
        one(
                out,
                "duru_log_lines_total",
                Type.COUNTER,
                "Lines of applications taken in.",
                lines.getAsLong());
        return out.text();
    }

    private static void one(Writer out, String name, Type type, String help, double value) {
        out.family(name, type, help).add(name, value);
    }

    private static void process(Writer out) {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        String used = "duru_memory_used_bytes";
        out.family(used, Type.GAUGE, "Memory that the Java machine uses.")
                .add(used, memory.getHeapMemoryUsage().getUsed(), "area", "heap")
                .add(used, memory.getNonHeapMemoryUsage().getUsed(), "area", "nonheap");
        OptionalLong resident = resident();
        if (resident.isPresent()) {
            one(
                    out,
                    "duru_process_resident_memory_bytes",
                    Type.GAUGE,
                    "Memory of the process.",
                    resident.getAsLong());
        }
        one(
                out,
                "duru_threads",
                Type.GAUGE,
                "Platform threads.",
                ManagementFactory.getThreadMXBean().getThreadCount());
        if (ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean system) {
            one(
                    out,
                    "duru_process_cpu_seconds_total",
                    Type.COUNTER,
                    "Processor time of the process.",
                    system.getProcessCpuTime() / 1e9);
        }
        one(
                out,
                "duru_process_start_time_seconds",
                Type.GAUGE,
                "Start of the process, seconds since 1970.",
                ManagementFactory.getRuntimeMXBean().getStartTime() / 1000.0);
    }

    private static OptionalLong resident() {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .findFirst();
        } catch (IOException notLinux) {
            return OptionalLong.empty();
        }
    }

    private void http(Writer out) {
        String total = "duru_http_requests_total";
        String seconds = "duru_http_request_duration_seconds";
        out.family(total, Type.COUNTER, "Requests answered, by route and class of status.");
        out.family(seconds, Type.SUMMARY, "Time that requests took.");
        for (RequestStat stat : requests.get()) {
            String[] labels = {
                "route", stat.route(), "method", stat.method(), "code", stat.statusClass()
            };
            out.add(total, stat.count(), labels);
            out.addSuffixed(seconds, "_sum", stat.seconds(), labels);
            out.addSuffixed(seconds, "_count", stat.count(), labels);
        }
    }

    private void facts(Writer out) {
        String facts = "duru_facts_total";
        out.family(facts, Type.COUNTER, "Facts since the start, by kind.");
        counts.facts().forEach((kind, count) -> out.add(facts, count, "kind", kind));
        String runs = "duru_runs_total";
        out.family(runs, Type.COUNTER, "Runs ended since the start, by result.");
        counts.runs().forEach((result, count) -> out.add(runs, count, "result", result));
        String lag = "duru_facts_consumer_lag";
        out.family(lag, Type.GAUGE, "Facts that a consumer has not seen yet, at most.");
        for (FactConsumer.Progress progress : ledger.progress()) {
            out.add(lag, progress.behind(), "consumer", progress.consumer());
        }
        one(
                out,
                "duru_facts_parked",
                Type.GAUGE,
                "Facts that a consumer gave up on.",
                ledger.parked().size());
    }
}
