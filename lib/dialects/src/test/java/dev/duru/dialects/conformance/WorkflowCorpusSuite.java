package dev.duru.dialects.conformance;

import dev.duru.dialects.github.GithubActions;
import dev.duru.dialects.github.Parsed;
import dev.duru.dialects.github.syntax.Workflow;
import dev.duru.dialects.plan.Plan;
import dev.duru.dialects.problem.Problem;
import dev.duru.dialects.value.Contexts;
import dev.duru.dialects.value.ExpressionException;
import dev.duru.dialects.value.Obj;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** {@code ci/github-actions}: every real file compiles, with no unknown key and no false error. */
public final class WorkflowCorpusSuite {
    /** Files of the corpus that GitHub itself refuses; each must have an error. */
    static final Set<String> REALLY_INVALID =
            Set.of(
                    "gha-0065_actions-starter-workflows_docker-publish.yml", // a template: cron is
                    // $cron-daily
                    "gha-0115_actions-starter-workflows_stale.yml", // the same
                    "gha-0502_vendored-in-SpaceVim-cmp-dictionary_test.yml"); // branchs instead of

    // branches

    private WorkflowCorpusSuite() {}

    public static Score run(Path corpus) {
        Score score = new Score("ci/github-actions");
        for (Path file : Corpus.files(corpus.resolve(score.suite()), ".yml", ".yaml")) {
            String name = String.valueOf(file.getFileName());
            String text = Corpus.read(file);
            Optional<String> problem = problem(name, text);
            if (problem.isPresent() == REALLY_INVALID.contains(name)) {
                score.pass();
            } else {
                score.fail(problem.orElse(name + ": accepted although it is invalid"));
            }
        }
        return score;
    }

    private static Optional<String> problem(String name, String text) {
        Parsed<Workflow> parsed = GithubActions.parse(name, text);
        for (Problem problem : parsed.problems()) {
            if (problem.isError()) {
                return Optional.of(problem.toString());
            }
        }
        try {
            Contexts contexts =
                    Contexts.of(
                            Obj.of(
                                    "github",
                                    Obj.empty(),
                                    "inputs",
                                    Obj.empty(),
                                    "vars",
                                    Obj.empty()));
            Plan plan = GithubActions.compile(parsed.tree().orElseThrow(), contexts);
            return plan.nodes().isEmpty() ? Optional.of(name + ": no jobs") : Optional.empty();
        } catch (ExpressionException bad) {
            return Optional.of(String.valueOf(bad.getMessage()));
        }
    }
}
