package dev.duru.pipeline;

import dev.duru.kernel.Database;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.state.RunFilter;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.RunStore;
import dev.duru.pipeline.state.YieldStore;
import java.util.ArrayList;
import java.util.List;

/** What the runs of a commit made of the files that its package needs. */
final class PackageAnswers {
    private final Database database;
    private final PackagePaths packagePaths;
    private final RunStore runs = new RunStore();
    private final YieldStore yields;

    PackageAnswers(Database database, PackagePaths packagePaths, YieldStore yields) {
        this.database = database;
        this.packagePaths = packagePaths;
        this.yields = yields;
    }

    PackageOutput of(ProjectName project, String commit) {
        List<String> paths = packagePaths.of(project, commit);
        List<RunRow> ofPush =
                database.read(sql -> runs.runs(sql, project, RunFilter.of(commit))).stream()
                        .filter(run -> run.event().equals("push"))
                        .toList();
        List<RunRow> newest = newest(ofPush);
        if (newest.stream().anyMatch(run -> !run.state().isFinal())) {
            return new PackageOutput.Pending();
        }
        for (RunRow run : newest) {
            switch (run.state()) {
                case FAILED, ERRORED, CANCELLED -> {
                    return new PackageOutput.Failed(
                            "run " + run.number() + " " + run.state().word());
                }
                case SUCCESS, SKIPPED, WAITING, QUEUED, RUNNING, CANCELLING -> {}
            }
        }
        return database.read(sql -> yields.packageOutput(sql, project, commit, paths))
                .<PackageOutput>map(PackageOutput.Ready::new)
                .orElseGet(() ->
                        new PackageOutput.Missing(
                                paths,
                                newest.isEmpty()
                                        ? "no run of the commit has made them"
                                        : "no job of the commit's runs left all of: "
                                                + String.join(", ", paths)));
    }

    /** Of each workflow and ref only the newest run counts. */
    private static List<RunRow> newest(List<RunRow> runs) {
        List<RunRow> newest = new ArrayList<>();
        for (RunRow run : runs) {
            if (newest.stream()
                    .noneMatch(seen ->
                            seen.workflow().equals(run.workflow())
                                    && seen.ref().equals(run.ref()))) {
                newest.add(run);
            }
        }
        return newest;
    }
}
