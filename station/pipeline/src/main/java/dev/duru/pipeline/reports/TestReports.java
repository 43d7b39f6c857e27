package dev.duru.pipeline.reports;

import dev.duru.kernel.Database;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Tx;
import dev.duru.pipeline.engine.Harvest;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.TestCaseRow;
import dev.duru.pipeline.state.TestCaseRow.Result;
import dev.duru.pipeline.state.YieldStore;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Finds test reports in what jobs leave behind, and counts them up when a run ends. */
public final class TestReports implements Harvest {
    private static final long LARGEST = 32L * 1024 * 1024;
    private static final int MOST_FILES = 5000;
    private static final Set<String> PASSED_OVER = Set.of(".git", "node_modules", ".m2", ".gradle");

    private final Database database;
    private final YieldStore yields;

    public TestReports(Database database, YieldStore yields) {
        this.database = database;
        this.yields = yields;
    }

    @Override
    public Consumer<Tx> job(Job job) {
        List<TestCaseRow> found = new ArrayList<>();
        for (Path file : candidates(job.workspace(), job.startedAt())) {
            try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
                if (looksLikeReport(in)) {
                    found.addAll(JunitXml.read(in, job.jobId()));
                }
            } catch (IOException e) {
                job.say()
                        .accept(
                                "The test report "
                                        + job.workspace().relativize(file)
                                        + " cannot be read: "
                                        + e.getMessage());
            }
        }
        if (!found.isEmpty()) {
            job.say().accept("Test report: " + found.size() + " test cases");
        }
        Map<String, List<Result>> history =
                found.isEmpty()
                        ? Map.of()
                        : database.read(sql ->
                                yields.testHistory(
                                        sql,
                                        job.run().project(),
                                        job.run().commit(),
                                        job.run().id()));
        List<TestCaseRow> rows = Flaky.mark(found, history);
        return tx -> {
            yields.forgetTests(tx, job.run().id(), job.jobId());
            yields.tests(tx, job.run().id(), rows);
        };
    }

    /** Enough of the beginning to see that it is a report, without reading it all. */
    private static boolean looksLikeReport(InputStream in) throws IOException {
        in.mark(8192);
        byte[] head = in.readNBytes(4096);
        in.reset();
        return new String(head, StandardCharsets.ISO_8859_1).contains("<testsuite");
    }

    private static List<Path> candidates(Path workspace, Instant since) {
        List<Path> files = new ArrayList<>();
        try {
            Files.walkFileTree(
                    workspace,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult preVisitDirectory(
                                Path folder, BasicFileAttributes attributes) {
                            return PASSED_OVER.contains(String.valueOf(folder.getFileName()))
                                    ? FileVisitResult.SKIP_SUBTREE
                                    : FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFile(
                                Path file, BasicFileAttributes attributes) {
                            if (attributes.isRegularFile()
                                    && file.toString().endsWith(".xml")
                                    && attributes.size() < LARGEST
                                    && !attributes
                                            .lastModifiedTime()
                                            .toInstant()
                                            .isBefore(since.minusSeconds(1))) {
                                files.add(file);
                            }
                            return files.size() < MOST_FILES
                                    ? FileVisitResult.CONTINUE
                                    : FileVisitResult.TERMINATE;
                        }

                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException e) {
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        files.sort(null);
        return files;
    }

    @Override
    public void run(Tx tx, RunRow run) {
        List<TestCaseRow> tests = yields.tests(tx.sql(), run.id());
        if (tests.isEmpty()) {
            return;
        }
        TestSummary summary = TestSummary.of(tests);
        tx.append(
                new Fact.TestsReported(
                        run.project(),
                        run.commit(),
                        run.number(),
                        summary.total(),
                        summary.failed(),
                        summary.skipped(),
                        summary.flaky()));
    }
}
