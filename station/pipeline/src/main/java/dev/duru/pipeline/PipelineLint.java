package dev.duru.pipeline;

import dev.duru.dialects.gitlab.GitlabCi;
import dev.duru.dialects.gitlab.Reading;
import dev.duru.dialects.gitlab.compile.Gaps;
import dev.duru.dialects.gitlab.compile.Request;
import dev.duru.dialects.gitlab.variables.Predefined;
import dev.duru.dialects.plan.Gap;
import dev.duru.dialects.problem.Problem;
import dev.duru.pipeline.gitlab.FolderSources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code duru lint} for GitLab's configurations. */
final class PipelineLint {
    private PipelineLint() {}

    /** Every problem of a configuration and of what it includes; gaps are warnings. */
    static List<Problem> check(String file, String text, Path folder) {
        Request request =
                Request.of(
                        Predefined.of(
                                new Predefined.Project("http://localhost", "local/project", "main"),
                                new Predefined.Commit("0".repeat(40), "", "lint", "", ""),
                                new Predefined.Pipeline(
                                        0, 0, "push", "refs/heads/main", "lint", file)));
        Reading reading =
                GitlabCi.read(
                        file,
                        text,
                        Map.of(),
                        new FolderSources(folder, "", LocalPipelines.includes()),
                        request);
        List<Problem> problems = new ArrayList<>(reading.problems());
        for (Gap gap : Gaps.of(reading.configuration().jobs())) {
            problems.add(
                    new Problem(
                            Problem.Severity.WARNING,
                            gap.position(),
                            "unsupported",
                            gap.key() + ": " + gap.instead(),
                            ""));
        }
        return problems;
    }
}
