package dev.duru.dialects.conformance;

import dev.duru.dialects.github.GithubActions;
import dev.duru.dialects.github.Parsed;
import dev.duru.dialects.github.syntax.Workflow;
import dev.duru.dialects.problem.Problem;
import java.nio.file.Path;
import java.util.List;

/** {@code suites/github-workflow-parser}: accepted or rejected alike. */
public final class WorkflowParserSuite {
    private WorkflowParserSuite() {}

    public static Score run(Path corpus) {
        Score score = new Score("suites/github-workflow-parser");
        for (Path file : Corpus.files(corpus.resolve(score.suite()), ".yml")) {
            String name = String.valueOf(file.getFileName());
            List<String> parts = List.of(Corpus.read(file).split("(?m)^---\\s*$\\R?"));
            if (parts.size() < 3) {
                continue;
            }
            boolean rejects = parts.getLast().contains("\"errors\"");
            Parsed<Workflow> parsed = GithubActions.parse(name, parts.get(1));
            if (parsed.isUsable() != rejects) {
                score.pass();
            } else if (rejects) {
                score.fail(name + ": accepted, expected " + parts.getLast().strip());
            } else {
                score.fail(
                        parsed.problems().stream()
                                .filter(Problem::isError)
                                .findFirst()
                                .map(Problem::toString)
                                .orElse(name));
            }
        }
        return score;
    }
}
