package dev.duru.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a benchmark measured: printed, and kept as a part of docs/benchmarks.md, each figure as soon
 * as it is known.
 */
final class Figures {
    private final String name;
    private final List<String> rows = new ArrayList<>();

    Figures(String name) {
        this.name = name;
    }

    /** One figure; {@code goal} is {@code ""} where none was set. */
    void add(String what, String measured, String goal) throws IOException {
        System.out.printf("%-60s %-30s %s%n", what, measured, goal);
        rows.add("| " + what + " | " + measured + " | " + goal + " |");
        // Where the script that makes the page collects it.
        Path parts = Files.createDirectories(Path.of("target", "bench"));
        Files.writeString(parts.resolve(name + ".md"), String.join("\n", rows) + "\n");
    }

    static double quantile(List<Double> values, double q) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(q * (sorted.size() - 1))));
    }

    static String format(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value);
    }
}
