package dev.duru.dialects.conformance;

import dev.duru.dialects.github.GithubActions;
import dev.duru.dialects.github.Parsed;
import dev.duru.dialects.github.lint.Repository;
import dev.duru.dialects.github.syntax.Workflow;
import dev.duru.dialects.plan.Job;
import dev.duru.dialects.plan.Node;
import dev.duru.dialects.plan.Plan;
import dev.duru.dialects.problem.Problem;
import dev.duru.dialects.value.Contexts;
import dev.duru.dialects.value.Json;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code suites/github-workflow-parser}: accepted or rejected alike; then jobs, needs and steps.
 */
public final class WorkflowParserSuite {
    private WorkflowParserSuite() {}

    /** The other files of a case: a name, the border, the text, and so on. */
    private record Files(List<String> parts) implements Repository {
        @Override
        public Optional<String> action(String folder) {
            return Optional.empty();
        }

        @Override
        public Optional<String> workflow(String reference) {
            for (int i = 2; i + 1 < parts.size() - 1; i += 2) {
                if (parts.get(i).strip().equals(reference)) {
                    return Optional.of(parts.get(i + 1));
                }
            }
            return Optional.empty();
        }

        @Override
        public boolean limitedToken() {
            return parts.getFirst().contains("LimitedRead");
        }
    }

    public static Score run(Path corpus) {
        Score score = new Score("suites/github-workflow-parser");
        for (Path file : Corpus.files(corpus.resolve(score.suite()), ".yml")) {
            String name = String.valueOf(file.getFileName());
            List<String> parts = List.of(Corpus.read(file).split("(?m)^---\\s*$\\R?"));
            if (parts.size() < 3) {
                continue;
            }
            boolean rejects = parts.getLast().contains("\"errors\"");
            Parsed<Workflow> parsed = GithubActions.parse(name, parts.get(1), new Files(parts));
            if (parsed.isUsable() != rejects) {
                String difference = rejects ? "" : difference(parsed, parts.getLast());
                if (difference.isEmpty()) {
                    score.pass();
                } else {
                    score.fail(name + ": " + difference);
                }
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

    /** What differs between the plan and the jobs, needs and steps that are expected. */
    private static String difference(Parsed<Workflow> parsed, String expected) {
        Obj roots = Obj.of("github", Obj.empty(), "inputs", Obj.empty(), "vars", Obj.empty());
        Plan plan = GithubActions.compile(parsed.tree().orElseThrow(), Contexts.of(roots));
        StringBuilder wanted = new StringBuilder();
        for (Value each : items(((Obj) Json.parse(expected)).at("jobs"))) {
            Obj job = (Obj) each;
            wanted.append(text(job.at("id"))).append(" needs");
            items(job.at("needs")).forEach(need -> wanted.append(' ').append(text(need)));
            for (Value one : items(job.at("steps"))) {
                wanted.append(' ').append(text(((Obj) one).at("id")));
            }
            wanted.append('\n');
        }
        Map<String, String> found = new LinkedHashMap<>();
        for (Node node : plan.nodes()) {
            StringBuilder line = new StringBuilder(node.key()).append(" needs");
            node.needs().forEach(need -> line.append(' ').append(need));
            if (node instanceof Job job) {
                job.steps().forEach(step -> line.append(' ').append(step.head().id()));
            }
            found.put(node.key(), line.append('\n').toString());
        }
        String got = String.join("", found.values());
        return got.contentEquals(wanted) ? "" : "has " + got + " instead of " + wanted;
    }

    private static List<Value> items(Value list) {
        return list instanceof Value.Arr(List<Value> items) ? items : List.of();
    }

    private static String text(Value value) {
        return switch (value) {
            case Value.Str(String text) -> text;
            case Obj token -> text(token.at("lit"));
            default -> "";
        };
    }
}
