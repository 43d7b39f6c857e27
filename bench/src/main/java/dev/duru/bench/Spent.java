package dev.duru.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What some work took: time by the clock, and processor time of this process and of all processes
 * below it that have ended. The clock also counts what other programs had of the machine meanwhile;
 * processor time hardly does.
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

    /** Fields 14 to 17 of /proc/self/stat, see proc(5); the name before them may have spaces. */
    private static double processorSeconds() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
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
