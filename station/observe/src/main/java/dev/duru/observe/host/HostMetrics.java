package dev.duru.observe.host;

import dev.duru.tsdb.Exposition.Type;
import dev.duru.tsdb.Exposition.Writer;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the machine's figures. */
public final class HostMetrics {
    private static final double TICKS = 100;
    private static final int SECTOR = 512;
    private static final Pattern STALL = Pattern.compile("total=(\\d{1,18})");
    private static final Set<String> VIRTUAL =
            Set.of(
                    "proc",
                    "sysfs",
                    "tmpfs",
                    "devtmpfs",
                    "cgroup",
                    "cgroup2",
                    "devpts",
                    "mqueue",
                    "overlay",
                    "squashfs",
                    "autofs",
                    "debugfs",
                    "tracefs",
                    "securityfs",
                    "nsfs",
                    "bpf",
                    "pstore",
                    "configfs",
                    "hugetlbfs",
                    "fusectl",
                    "ramfs");
    private static final String[] MODES = {
        "user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal"
    };

    private final Path proc;

    /** Of a folder that is laid out as {@code /proc}. */
    public HostMetrics(Path proc) {
        this.proc = proc;
    }

    /** The figures now, in Prometheus' text format; empty where there is no such folder. */
    public String text() {
        Writer out = new Writer();
        stat(out);
        memory(out);
        load(out);
        disks(out);
        network(out);
        filesystems(out);
        files(out);
        pressure(out);
        return out.text();
    }

    private List<String> lines(String file) {
        try {
            return Files.readAllLines(proc.resolve(file));
        } catch (IOException notThere) {
            return List.of();
        }
    }

    private static void one(Writer out, String name, Type type, String help, double value) {
        out.family(name, type, help).add(name, value);
    }

    private void stat(Writer out) {
        String cpu = "node_cpu_seconds_total";
        for (String line : lines("stat")) {
            String[] words = line.split("\\s+");
            if (words[0].matches("cpu[0-9]+")) {
                out.family(cpu, Type.COUNTER, "Seconds the CPUs spent in each mode.");
                for (int i = 0; i < MODES.length && i + 1 < words.length; i++) {
                    out.add(
                            cpu,
                            Double.parseDouble(words[i + 1]) / TICKS,
                            "cpu",
                            words[0].substring(3),
                            "mode",
                            MODES[i]);
                }
                continue;
            }
            switch (words[0]) {
                case "ctxt" ->
                        counter(out, "node_context_switches_total", "Context switches.", words);
                case "intr" -> counter(out, "node_intr_total", "Interrupts served.", words);
                case "processes" -> counter(out, "node_forks_total", "Forks.", words);
                case "btime" ->
                        gauge(out, "node_boot_time_seconds", "Boot, seconds since 1970.", words);
                case "procs_running" ->
                        gauge(out, "node_procs_running", "Processes that can run.", words);
                case "procs_blocked" ->
                        gauge(out, "node_procs_blocked", "Processes that wait for a disk.", words);
                default -> {}
            }
        }
        one(
                out,
                "node_time_seconds",
                Type.GAUGE,
                "The clock, seconds since 1970.",
                System.currentTimeMillis() / 1000.0);
    }

    private static void counter(Writer out, String name, String help, String[] words) {
        one(out, name, Type.COUNTER, help, Double.parseDouble(words[1]));
    }

    private static void gauge(Writer out, String name, String help, String[] words) {
        one(out, name, Type.GAUGE, help, Double.parseDouble(words[1]));
    }

    private void memory(Writer out) {
        for (String line : lines("meminfo")) {
            String[] words = line.split("[:\\s]+");
            if (words.length >= 2 && words[1].matches("[0-9]+")) {
                boolean kilo = words.length > 2 && words[2].equals("kB");
                String name =
                        "node_memory_"
                                + words[0].replaceAll("[()]", "_").replaceAll("_$", "")
                                + (kilo ? "_bytes" : "");
                one(
                        out,
                        name,
                        Type.GAUGE,
                        "Memory information field " + words[0] + ".",
                        Double.parseDouble(words[1]) * (kilo ? 1024 : 1));
            }
        }
    }

    private void load(Writer out) {
        for (String line : lines("loadavg")) {
            String[] words = line.split(" ");
            String[] names = {"node_load1", "node_load5", "node_load15"};
            for (int i = 0; i < names.length; i++) {
                one(
                        out,
                        names[i],
                        Type.GAUGE,
                        "Mean of processes that want to run.",
                        Double.parseDouble(words[i]));
            }
        }
    }

    private record Column(int index, String name, String help, double factor) {}

    private static final List<Column> DISK =
            List.of(
                    new Column(3, "node_disk_reads_completed_total", "Reads.", 1),
                    new Column(5, "node_disk_read_bytes_total", "Bytes read.", SECTOR),
                    new Column(6, "node_disk_read_time_seconds_total", "Time of reads.", 0.001),
                    new Column(7, "node_disk_writes_completed_total", "Writes.", 1),
                    new Column(9, "node_disk_written_bytes_total", "Bytes written.", SECTOR),
                    new Column(10, "node_disk_write_time_seconds_total", "Time of writes.", 0.001),
                    new Column(12, "node_disk_io_time_seconds_total", "Time with work.", 0.001));

    private void disks(Writer out) {
        for (String line : lines("diskstats")) {
            String[] words = line.strip().split("\\s+");
            if (words.length > 12 && !words[2].matches("(z?ram|loop|fd)[0-9]+")) {
                for (Column column : DISK) {
                    out.family(column.name(), Type.COUNTER, column.help())
                            .add(
                                    column.name(),
                                    Double.parseDouble(words[column.index()]) * column.factor(),
                                    "device",
                                    words[2]);
                }
            }
        }
    }

    private static final List<Column> NETWORK =
            List.of(
                    new Column(1, "node_network_receive_bytes_total", "Bytes received.", 1),
                    new Column(2, "node_network_receive_packets_total", "Packets received.", 1),
                    new Column(3, "node_network_receive_errs_total", "Errors of receiving.", 1),
                    new Column(4, "node_network_receive_drop_total", "Packets dropped.", 1),
                    new Column(9, "node_network_transmit_bytes_total", "Bytes sent.", 1),
                    new Column(10, "node_network_transmit_packets_total", "Packets sent.", 1),
                    new Column(11, "node_network_transmit_errs_total", "Errors of sending.", 1),
                    new Column(12, "node_network_transmit_drop_total", "Packets dropped.", 1));

    private void network(Writer out) {
        for (String line : lines("net/dev")) {
            String[] words = line.strip().split("[:\\s]+");
            if (words.length > 12 && words[1].matches("[0-9]+")) {
                for (Column column : NETWORK) {
                    out.family(column.name(), Type.COUNTER, column.help())
                            .add(
                                    column.name(),
                                    Double.parseDouble(words[column.index()]),
                                    "device",
                                    words[0]);
                }
            }
        }
    }

    private void filesystems(Writer out) {
        List<String> seen = new ArrayList<>();
        for (String line : lines("mounts")) {
            String[] words = line.split(" ");
            if (words.length < 3 || VIRTUAL.contains(words[2]) || seen.contains(words[0])) {
                continue;
            }
            try {
                Path mount = Path.of(words[1].replace("\\040", " "));
                FileStore store = Files.getFileStore(mount);
                seen.add(words[0]);
                String[] labels = {
                    "device", words[0], "fstype", words[2], "mountpoint", mount.toString()
                };
                size(out, "node_filesystem_size_bytes", "Size.", store.getTotalSpace(), labels);
                size(
                        out,
                        "node_filesystem_free_bytes",
                        "Free.",
                        store.getUnallocatedSpace(),
                        labels);
                size(
                        out,
                        "node_filesystem_avail_bytes",
                        "Free for users.",
                        store.getUsableSpace(),
                        labels);
            } catch (IOException gone) {
                continue;
            }
        }
    }

    private static void size(Writer out, String name, String help, long value, String[] labels) {
        out.family(name, Type.GAUGE, help).add(name, value, labels);
    }

    /** How long work waited for what there was too little of. */
    private void pressure(Writer out) {
        for (String resource : List.of("cpu", "memory", "io")) {
            for (String line : lines("pressure/" + resource)) {
                Matcher total = STALL.matcher(line);
                boolean some = line.startsWith("some");
                if (total.find() && (some || !resource.equals("cpu"))) {
                    one(
                            out,
                            "node_pressure_%s_%s_seconds_total"
                                    .formatted(resource, some ? "waiting" : "stalled"),
                            Type.COUNTER,
                            some ? "Time that some work waited." : "Time that all work waited.",
                            Long.parseLong(total.group(1)) / 1e6);
                }
            }
        }
    }

    private void files(Writer out) {
        for (String line : lines("sys/fs/file-nr")) {
            String[] words = line.split("\\s+");
            one(
                    out,
                    "node_filefd_allocated",
                    Type.GAUGE,
                    "Open files of the machine.",
                    Double.parseDouble(words[0]));
            one(
                    out,
                    "node_filefd_maximum",
                    Type.GAUGE,
                    "Most open files of the machine.",
                    Double.parseDouble(words[2]));
        }
    }
}
