package dev.duru.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What some work took: time by the clock, and processor time of this process and of all processes
 * below it. The clock also counts what other programs had of the machine meanwhile; processor time
 * hardly does.
 *
 * @param wall seconds
 * @param processor seconds, user and system
 */
record Spent(double wall, double processor) {
    /** Work to measure. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException, InterruptedException;
    }

    /** The kernel counts in hundredths of a second for programs, whatever it counts in itself. */
    private static final double TICK = 0.01;

    static Spent on(Work work) throws IOException, InterruptedException {
        double before = processorSeconds();
        long begin = System.nanoTime();
        work.run();
        double wall = (System.nanoTime() - begin) / 1e9;
        return new Spent(wall, processorSeconds() - before);
    }

    /**
     * What the control group counts in which tools/bench.sh starts a benchmark; without one what
     * the kernel counts for this process and for its children that were waited for, which leaves
     * out those that are killed together with the PID space of their sandbox.
     *
     * <p>Source: cpuacct.usage of control groups of version 1, in nanoseconds; usage_usec of
     * cpu.stat of version 2; fields 14 to 17 of /proc/self/stat, see proc(5).
     */
    private static double processorSeconds() throws IOException {
        String usage = System.getenv().getOrDefault("BENCH_USAGE", "");
        if (usage.endsWith("cpu.stat")) {
            String first = Files.readAllLines(Path.of(usage)).getFirst();
            return Long.parseLong(first.substring(first.indexOf(' ') + 1).strip()) / 1e6;
        }
        if (!usage.isEmpty()) {
            return Long.parseLong(Files.readString(Path.of(usage)).strip()) / 1e9;
        }
        String stat = Files.readString(Path.of("/proc/self/stat"));
        // The name before them may have spaces.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long ticks = 0;
        for (int field = 14; field <= 17; field++) {
            ticks += Long.parseLong(fields[field - 3]);
        }
        return ticks * TICK;
    }

    /** The medians of several rounds. */
    static Spent median(List<Spent> rounds) {
        return new Spent(median(rounds, Spent::wall), median(rounds, Spent::processor));
    }

    private static double median(List<Spent> rounds, ToDoubleFunction<Spent> what) {
        return Figures.quantile(rounds.stream().mapToDouble(what).boxed().toList(), 0.5);
    }

    /** Such as {@code 3.00 s : 1.00 s = 3.00; processor 4.00 s : 2.00 s = 2.00}. */
    static String ratio(Spent one, Spent other) {
        return ratio(one.wall, other.wall) + "; processor " + ratio(one.processor, other.processor);
    }

    private static String ratio(double one, double other) {
        return Figures.format(one)
                + " s : "
                + Figures.format(other)
                + " s = "
                + Figures.format(one / other);
    }
}
