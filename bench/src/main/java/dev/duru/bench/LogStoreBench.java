package dev.duru.bench;

import dev.duru.logs.Draft;
import dev.duru.logs.Origin;
import dev.duru.logs.query.LogExpr;
import dev.duru.logs.query.QueryParser;
import dev.duru.logs.store.LogStore;
import dev.duru.logs.store.Search;
import dev.duru.logs.store.StoreSettings;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The store of lines beside ripgrep, or grep where there is none, on the same lines in one file:
 * how fast lines are taken in until they can be found, what they need on disk, and how long typical
 * searches take. A search is for the newest hundred lines and for how many there are; ripgrep
 * counts.
 */
public final class LogStoreBench {
    private static final int BATCH = 5_000;
    private static final int ROUNDS = 5;
    private static final long START = 1_790_000_000_000_000_000L;

    /** What is searched for, in both languages. */
    private record Question(String ours, String theirs) {}

    private static final List<Question> QUESTIONS =
            List.of(
                    new Question("\"request 123456 \"", "request 123456 "),
                    new Question("level:error", "level=error"),
                    new Question("timeout user:u17", "user=u17 .*timeout"),
                    new Question("/order-[0-9]*77 /", "order-[0-9]*77 "));

    private LogStoreBench() {}

    /** Usage: {@code LogStoreBench}; {@code -Dlines=10000000} for another number than a million. */
    public static void main(String[] args) throws IOException, InterruptedException {
        int lines = Integer.getInteger("lines", 1_000_000);
        Path folder = Files.createTempDirectory("duru-bench-logs");
        Path text = folder.resolve("lines.txt");
        Figures figures = new Figures("logs");
        try (LogStore store = LogStore.open(StoreSettings.standard(folder.resolve("store")))) {
            double seconds = fill(store, text, lines);
            double megabytes = Files.size(text) / 1e6;
            figures.add(
                    "lines taken in and found, "
                            + lines
                            + " lines of "
                            + Math.round(megabytes)
                            + " MB",
                    Figures.format(megabytes / seconds)
                            + " MB/s, "
                            + Math.round(lines / seconds)
                            + " lines/s",
                    "");
            figures.add(
                    "bytes of segments : of the text",
                    Figures.format(store.bytes() / 1e6) + " : " + Figures.format(megabytes) + " MB",
                    "");
            String grep = Files.isExecutable(Path.of("/usr/bin/rg")) ? "rg" : "grep";
            for (Question question : QUESTIONS) {
                List<Double> ours = new ArrayList<>();
                List<Double> theirs = new ArrayList<>();
                for (int round = 0; round <= ROUNDS; round++) {
                    double one = ask(store, question.ours());
                    double other = grep(grep, question.theirs(), text);
                    if (round > 0) {
                        ours.add(one);
                        theirs.add(other);
                    }
                }
                figures.add(
                        "search " + question.ours() + " : " + grep,
                        Figures.format(Figures.quantile(ours, 0.5) * 1e3)
                                + " : "
                                + Figures.format(Figures.quantile(theirs, 0.5) * 1e3)
                                + " ms",
                        "");
            }
        }
    }

    private static double fill(LogStore store, Path text, int lines) throws IOException {
        Random random = new Random(1);
        Origin origin = new Origin(Map.of("source", "app", "environment", "production"));
        double seconds = 0;
        try (BufferedWriter out = Files.newBufferedWriter(text)) {
            for (int done = 0; done < lines; done += BATCH) {
                List<Draft> drafts = new ArrayList<>(BATCH);
                for (int n = done; n < Math.min(lines, done + BATCH); n++) {
                    String line =
                            "level=%s user=u%d took=%dms msg=\"request %d for order-%d %s\""
                                    .formatted(
                                            random.nextInt(100) == 0 ? "error" : "info",
                                            random.nextInt(1_000),
                                            random.nextInt(900),
                                            n,
                                            random.nextInt(1_000_000),
                                            random.nextInt(500) == 0 ? "timeout" : "done");
                    out.write(line);
                    out.newLine();
                    drafts.add(new Draft(START + n * 1_000_000L, origin, line));
                }
                long begin = System.nanoTime();
                store.append(drafts);
                seconds += (System.nanoTime() - begin) / 1e9;
            }
        }
        long begin = System.nanoTime();
        while (store.counts(new LogExpr.All(), 0, Long.MAX_VALUE, 1, Duration.ofMinutes(5)).total()
                < lines) {
            Thread.onSpinWait();
        }
        return seconds + (System.nanoTime() - begin) / 1e9;
    }

    private static double ask(LogStore store, String query) {
        LogExpr expr = QueryParser.parse(query);
        long begin = System.nanoTime();
        store.find(Search.newest(expr, 100));
        store.counts(expr, 0, Long.MAX_VALUE, 1, Duration.ofMinutes(5));
        return (System.nanoTime() - begin) / 1e9;
    }

    private static double grep(String program, String pattern, Path text)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Process process =
                new ProcessBuilder(program, "-c", "-e", pattern, text.toString())
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        if (process.waitFor() > 1) {
            throw new IllegalStateException(program + " failed");
        }
        return (System.nanoTime() - begin) / 1e9;
    }
}
