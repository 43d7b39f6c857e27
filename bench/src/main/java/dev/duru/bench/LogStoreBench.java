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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The store of lines beside ripgrep, or grep where there is none, on the same lines in one file:
 * how fast lines are taken in until they can be found, what they need on disk and in memory, and
 * how long typical searches take, at first in a store that was just opened, and again. A search is
 * for the newest hundred lines and for how many there are; ripgrep counts.
 */
public final class LogStoreBench {
    private static final int BATCH = 5_000;
    private static final int ROUNDS = 3;
    private static final int STEPS = 60;
    private static final long START = 1_790_000_000_000_000_000L;
    private static final long APART = 1_000_000L;

    /** What is searched for, in both languages; {@code steps} is 1 for no counts over time. */
    private record Question(String what, String ours, String theirs, int steps) {}

    private static final List<Question> QUESTIONS =
            List.of(
                    new Question("rare word", "needle", "needle", 1),
                    new Question("frequent word", "done", "done", 1),
                    new Question("phrase", "\"card was declined\"", "card was declined", 1),
                    new Question("field", "level:error", "level=error", 1),
                    new Question("field and word", "timeout user:u17", "user=u17 .*timeout", 1),
                    new Question("regular expression", "/order-[0-9]*77 /", "order-[0-9]*77 ", 1),
                    new Question("errors over time", "level:error", "level=error", STEPS),
                    new Question("all over time", "", "", STEPS));

    private LogStoreBench() {}

    /** Usage: {@code LogStoreBench}; {@code -Dlines=10000000} for another number than a million. */
    public static void main(String[] args) throws IOException, InterruptedException {
        int lines = Integer.getInteger("lines", 1_000_000);
        Path folder = Files.createTempDirectory("duru-bench-logs");
        try {
            run(new Figures("logs"), folder, lines);
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void run(Figures figures, Path folder, int lines)
            throws IOException, InterruptedException {
        Path text = folder.resolve("lines.txt");
        StoreSettings settings =
                StoreSettings.standard(folder.resolve("store"))
                        .keeping(Duration.ofDays(20_000), Long.MAX_VALUE);
        try (LogStore store = LogStore.open(settings)) {
            double[] seconds = fill(store, text, lines);
            double megabytes = Files.size(text) / 1e6;
            figures.add(
                    "lines kept, " + lines + " of " + Math.round(megabytes) + " MB",
                    rate(megabytes, lines, seconds[0]),
                    "");
            figures.add("the same until they are found", rate(megabytes, lines, seconds[1]), "");
            figures.add(
                    "bytes of segments + index : of the text",
                    Figures.format(store.bytes() / 1e6)
                            + " + "
                            + Figures.format(size(folder.resolve("store/index")) / 1e6)
                            + " : "
                            + Figures.format(megabytes)
                            + " MB",
                    "");
        }
        long begin = System.nanoTime();
        try (LogStore store = LogStore.open(settings)) {
            figures.add(
                    "the store is opened again",
                    Figures.format((System.nanoTime() - begin) / 1e6) + " ms",
                    "");
            String grep = Files.isExecutable(Path.of("/usr/bin/rg")) ? "rg" : "grep";
            for (Question question : QUESTIONS) {
                ask(figures, store, question, grep, text);
            }
        }
        figures.add("most memory of the process", mostMemory(), "");
    }

    private static String rate(double megabytes, int lines, double seconds) {
        return Figures.format(megabytes / seconds)
                + " MB/s, "
                + Math.round(lines / seconds)
                + " lines/s";
    }

    private static long size(Path folder) throws IOException {
        long size = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                size += Files.size(file);
            }
        }
        return size;
    }

    private static String mostMemory() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .map(line -> line.substring("VmHWM:".length()).strip())
                .findFirst()
                .orElse("unknown");
    }

    private static void ask(
            Figures figures, LogStore store, Question question, String grep, Path text)
            throws IOException, InterruptedException {
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        for (int round = 0; round <= ROUNDS; round++) {
            ours.add(ask(store, question));
            theirs.add(grep(grep, question, text));
        }
        figures.add(
                question.what() + " `" + question.ours() + "` : " + grep + ", first",
                milliseconds(ours.getFirst(), theirs.getFirst()),
                "");
        figures.add(
                question.what() + ", again",
                milliseconds(
                        Figures.quantile(ours.subList(1, ROUNDS + 1), 0.5),
                        Figures.quantile(theirs.subList(1, ROUNDS + 1), 0.5)),
                "");
    }

    private static String milliseconds(double ours, double theirs) {
        return Figures.format(ours * 1e3) + " : " + Figures.format(theirs * 1e3) + " ms";
    }

    private static String ending(Random random) {
        int one = random.nextInt(1_000);
        if (one == 0) {
            return random.nextInt(1_000) == 0 ? "needle" : "card was declined";
        }
        return one < 3 ? "timeout" : "done";
    }

    /** How long it took until all lines were kept, and until they were found. */
    private static double[] fill(LogStore store, Path text, int lines) throws IOException {
        Random random = new Random(1);
        Origin origin = new Origin(Map.of("source", "app", "environment", "production"));
        double seconds = 0;
        try (BufferedWriter out = Files.newBufferedWriter(text)) {
            for (int done = 0; done < lines; done += BATCH) {
                List<Draft> drafts = new ArrayList<>(BATCH);
                for (int n = done; n < Math.min(lines, done + BATCH); n++) {
                    Instant at = Instant.EPOCH.plusNanos(START + n * APART);
                    String line =
                            at
                                    + " level="
                                    + (random.nextInt(100) == 0 ? "error" : "info")
                                    + " user=u"
                                    + random.nextInt(1_000)
                                    + " took="
                                    + random.nextInt(900)
                                    + "ms msg=\"request "
                                    + n
                                    + " for order-"
                                    + random.nextInt(1_000_000)
                                    + " "
                                    + ending(random)
                                    + "\"";
                    out.write(line);
                    out.newLine();
                    drafts.add(new Draft(START + n * APART, origin, line));
                }
                long begin = System.nanoTime();
                store.append(drafts);
                seconds += (System.nanoTime() - begin) / 1e9;
            }
        }
        double kept = seconds;
        long begin = System.nanoTime();
        LogExpr all = new LogExpr.All();
        while (store.counts(all, 0, Long.MAX_VALUE, 1, Duration.ofMinutes(5)).total() < lines) {
            Thread.onSpinWait();
        }
        return new double[] {kept, seconds + (System.nanoTime() - begin) / 1e9};
    }

    private static double ask(LogStore store, Question question) {
        LogExpr expr = QueryParser.parse(question.ours());
        long to = START + TimeUnit.DAYS.toNanos(1);
        long begin = System.nanoTime();
        if (question.steps() == 1) {
            store.find(Search.newest(expr, 100));
        }
        store.counts(expr, START, to, question.steps(), Duration.ofMinutes(5));
        return (System.nanoTime() - begin) / 1e9;
    }

    /** Counts over time are by the minute in which each line begins. */
    private static double grep(String program, Question question, Path text)
            throws IOException, InterruptedException {
        List<String> command =
                question.steps() == 1
                        ? List.of(program, "-c", "-e", question.theirs(), text.toString())
                        : List.of(
                                "sh",
                                "-c",
                                "\"$0\" -e \"$1\" \"$2\" | cut -c1-16 | uniq -c",
                                program,
                                question.theirs(),
                                text.toString());
        long begin = System.nanoTime();
        Process process =
                new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        if (process.waitFor() > 1) {
            throw new IllegalStateException(program + " failed");
        }
        return (System.nanoTime() - begin) / 1e9;
    }
}
