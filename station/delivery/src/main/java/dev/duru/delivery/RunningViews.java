package dev.duru.delivery;

import dev.duru.kernel.Database;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Events and last lines of what runs; for a cluster also what the cluster tells of its objects. */
final class RunningViews {
    private static final int MOST_EVENTS = 30;
    private static final int TAIL_BYTES = 8 * 1024;
    private static final int TAIL_LINES = 20;

    private final Database database;
    private final Workloads workloads;

    RunningViews(Database database, Workloads workloads) {
        this.database = database;
        this.workloads = workloads;
    }

    /**
     * One release.
     *
     * @throws ProblemException NOT_FOUND when there is none
     */
    RunningView of(ProjectName project, long number) {
        return of(
                database.read(sql -> new DeliveryStore(sql).release(project, number))
                        .orElseThrow(() ->
                                ProblemException.notFound(
                                        "there is no release " + number + " of " + project)));
    }

    /** The releases of an environment of which something runs, the newest first. */
    List<RunningView> of(EnvironmentKey key) {
        Scene scene = Scene.of(database.read(sql -> new DeliveryStore(sql).open(key)));
        return Stream.of(scene.rolling(), scene.live())
                .filter(java.util.Objects::nonNull)
                .map(this::of)
                .filter(view -> !view.events().isEmpty() || !view.output().isEmpty())
                .toList();
    }

    private RunningView of(Release release) {
        try {
            Runtime runtime = workloads.runtime(release);
            Workload workload = workloads.of(release);
            return new RunningView(
                    release.number(),
                    runtime.events(release.workload()).stream()
                            .limit(MOST_EVENTS)
                            .map(event ->
                                    new Runtime.Event(
                                            event.at(),
                                            event.about(),
                                            workload.masked(event.text())))
                            .toList(),
                    runtime.outputs().stream()
                            .filter(output -> output.workload().equals(release.workload()))
                            .map(output ->
                                    new RunningView.Printed(
                                            output.replica(), workload.masked(tail(output.file()))))
                            .filter(printed -> !printed.lines().isEmpty())
                            .toList());
        } catch (ProblemException cannotBeAsked) {
            return new RunningView(release.number(), List.of(), List.of());
        }
    }

    /** The last lines of a file; the first of them is whole. */
    static String tail(Path file) {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            long from = Math.max(0, in.length() - TAIL_BYTES);
            byte[] bytes = new byte[(int) (in.length() - from)];
            in.seek(from);
            in.readFully(bytes);
            List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
            int cut = from > 0 && lines.size() > 1 ? 1 : 0;
            return String.join(
                    "\n", lines.subList(Math.max(cut, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException none) {
            return "";
        }
    }
}
