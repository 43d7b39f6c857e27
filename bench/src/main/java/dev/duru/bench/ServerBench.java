package dev.duru.bench;

import dev.duru.app.cli.ApiClient;
import dev.duru.e2e.Await;
import dev.duru.e2e.DuruProcess;
import dev.duru.e2e.WorkTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * The server as a whole program, started by the launcher: start to {@code /readyz}, resident memory
 * when idle with the edge, and a push's acknowledgement to its first step.
 */
public final class ServerBench {
    private static final int STARTS = 7;
    private static final int PUSHES = 21;

    /** Longer than the JVM takes to give back what the start needed. */
    private static final Duration IDLE = Duration.ofSeconds(45);

    private ServerBench() {}

    /** Usage: {@code ServerBench LAUNCHER}. */
    public static void main(String[] args) throws IOException {
        List<String> launcher = List.of(Path.of(args[0]).toAbsolutePath().toString());
        Figures figures = new Figures("server");
        measureStart(launcher, figures);
        Path folder = Files.createTempDirectory("duru-bench");
        try (DuruProcess duru = DuruProcess.start(folder, launcher)) {
            String password = duru.addUser("mina");
            LockSupport.parkNanos(IDLE.toNanos());
            figures.add(
                    "resident memory when idle, with the edge",
                    residentMegabytes(duru) + " MB",
                    "under 250 MB");
            measurePush(duru, password, folder, figures);
        }
    }

    private static void measureStart(List<String> launcher, Figures figures) throws IOException {
        List<Double> seconds = new ArrayList<>();
        Path folder = Files.createTempDirectory("duru-bench-start");
        for (int n = 0; n <= STARTS; n++) {
            long begin = System.nanoTime();
            try (DuruProcess duru = DuruProcess.start(folder, launcher)) {
                if (n > 0) {
                    seconds.add((System.nanoTime() - begin) / 1e9);
                }
            }
        }
        figures.add(
                "start to /readyz, median of " + STARTS,
                Figures.format(Figures.quantile(seconds, 0.5)) + " s",
                "under 1.5 s");
    }

    /**
     * From the fact that the push is durable to the moment that the first step's shell reads the
     * clock.
     */
    private static void measurePush(DuruProcess duru, String password, Path folder, Figures figures)
            throws IOException {
        List<Double> millis = new ArrayList<>();
        WorkTree tree =
                new WorkTree(Files.createDirectories(folder.resolve("tree")), duru.url(), password);
        tree.write(
                ".github/workflows/ci.yml",
                "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo now=$(date +%s%3N)\n");
        Files.delete(folder.resolve("tree/duru.yml"));
        try (ApiClient mina = ApiClient.withPassword(duru.url(), "mina", password)) {
            mina.send("POST", "/api/v1/projects", Map.of("name", "mina/hello", "public", true));
            for (int n = 0; n < PUSHES; n++) {
                String commit = tree.commit(n);
                tree.push();
                millis.add(pushToStep(mina, commit));
            }
        }
        figures.add(
                "push acknowledged to first step running, p50 of " + PUSHES,
                Figures.format(Figures.quantile(millis, 0.5)) + " ms",
                "under 100 ms");
        figures.add("the same, p95", Figures.format(Figures.quantile(millis, 0.95)) + " ms", "");
    }

    private static double pushToStep(ApiClient mina, String commit) {
        String project = "/api/v1/projects/mina/hello";
        List<JsonNode> found = new ArrayList<>();
        Await.until(
                "the run of " + commit,
                Duration.ofSeconds(60),
                () -> {
                    found.clear();
                    for (JsonNode fact : facts(mina, project)) {
                        if (fact.path("fact").path("commit").asString("").equals(commit)) {
                            found.add(fact);
                        }
                    }
                    return found.stream()
                            .anyMatch(fact -> fact.path("kind").asString().equals("RunFinished"));
                });
        Instant pushed = at(found, "CommitPushed");
        long run =
                found.stream()
                        .filter(fact -> fact.path("kind").asString().equals("RunFinished"))
                        .findFirst()
                        .orElseThrow()
                        .path("fact")
                        .path("number")
                        .asLong();
        String job = mina.read(project + "/runs/" + run).path("jobs").path(0).path("id").asString();
        String log = mina.text(project + "/runs/" + run + "/jobs/" + job + "/log");
        String stamp =
                log.lines()
                        .filter(line -> line.contains("now=1"))
                        .map(line -> line.substring(line.indexOf("now=") + 4).strip())
                        .findFirst()
                        .orElseThrow();
        return Long.parseLong(stamp) - pushed.toEpochMilli();
    }

    private static List<JsonNode> facts(ApiClient mina, String project) {
        List<JsonNode> all = new ArrayList<>();
        long cursor = 0;
        while (true) {
            JsonNode page = mina.read(project + "/facts?after=" + cursor);
            JsonNode entries = page.isArray() ? page : page.path("facts");
            if (entries.isEmpty()) {
                return all;
            }
            for (JsonNode entry : entries) {
                cursor = Math.max(cursor, entry.path("sequence").asLong());
                all.add(entry);
            }
        }
    }

    private static Instant at(List<JsonNode> facts, String kind) {
        return facts.stream()
                .filter(fact -> fact.path("kind").asString().equals(kind))
                .map(fact -> Instant.parse(fact.path("at").asString()))
                .findFirst()
                .orElseThrow();
    }

    /** The server's and its children's, the edge among them. */
    private static long residentMegabytes(DuruProcess duru) {
        String data = duru.data().toString();
        return ProcessHandle.allProcesses()
                        .filter(process ->
                                process.pid() == duru.pid()
                                        || process.info().commandLine().orElse("").contains(data))
                        .mapToLong(process -> residentKilobytes(process.pid()))
                        .sum()
                / 1024;
    }

    private static long residentKilobytes(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }
}
