package dev.duru.bench;

import dev.duru.pipeline.LocalRun;
import dev.duru.pipeline.RunView;
import dev.duru.pipeline.state.State;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How fast a job may talk: a step that prints a large file, with secrets to hide, beside {@code
 * cat} of the same file into another one. A whole {@code duru run}, so its start counts too.
 */
public final class LogBench {
    private static final int LINES = 1_000_000;
    private static final int SECRETS = 10;
    private static final int ROUNDS = 3;

    private LogBench() {}

    /** Usage: {@code LogBench}. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("duru-bench-log");
        Path text = folder.resolve("large.txt");
        write(text);
        double megabytes = Files.size(text) / 1e6;
        Files.createDirectories(folder.resolve(".github/workflows"));
        Files.writeString(
                folder.resolve(".github/workflows/ci.yml"),
                "on: push\njobs:\n  talk:\n    runs-on: ubuntu-latest\n    steps:\n      - run: cat "
                        + text
                        + "\n");
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        for (int round = 0; round <= ROUNDS; round++) {
            double engine = engine(folder);
            double cat = cat(text, folder.resolve("copy.txt"));
            if (round > 0) {
                ours.add(engine);
                theirs.add(cat);
            }
        }
        double engine = megabytes / Figures.quantile(ours, 0.5);
        double cat = megabytes / Figures.quantile(theirs, 0.5);
        Figures figures = new Figures("log");
        figures.add(
                Math.round(megabytes) + " MB of log with " + SECRETS + " secrets : cat into a file",
                Figures.format(engine)
                        + " MB/s : "
                        + Figures.format(cat)
                        + " MB/s = "
                        + Figures.format(engine / cat),
                "");
    }

    private static void write(Path text) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(text)) {
            for (int n = 0; n < LINES; n++) {
                out.write("line " + n + " of a build that compiles, tests and says much about it");
                out.write(n % 1000 == 0 ? ", even the-secret-number-" + n % SECRETS + "\n" : "\n");
            }
        }
    }

    private static double engine(Path folder) {
        Map<String, String> secrets = new LinkedHashMap<>();
        for (int n = 0; n < SECRETS; n++) {
            secrets.put("SECRET_" + n, "the-secret-number-" + n);
        }
        LocalRun.Options options =
                LocalRun.Options.of(folder).withSecrets(secrets).withInPlace(true);
        long begin = System.nanoTime();
        List<RunView> runs = new LocalRun(options).run(LocalRun.Listener.SILENT);
        double seconds = (System.nanoTime() - begin) / 1e9;
        if (runs.stream().anyMatch(run -> run.run().state() != State.SUCCESS)) {
            throw new IllegalStateException("the run did not succeed");
        }
        return seconds;
    }

    private static double cat(Path text, Path copy) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        int exit =
                new ProcessBuilder("cat", text.toString())
                        .redirectOutput(copy.toFile())
                        .start()
                        .waitFor();
        if (exit != 0) {
            throw new IllegalStateException("cat ended with " + exit);
        }
        return (System.nanoTime() - begin) / 1e9;
    }
}
