package dev.duru.dialects.conformance;

import dev.duru.dialects.expressions.Expressions;
import dev.duru.dialects.github.GithubActions;
import dev.duru.dialects.github.Parsed;
import dev.duru.dialects.github.lint.Limits;
import dev.duru.dialects.github.lint.Repository;
import dev.duru.dialects.github.syntax.Workflow;
import dev.duru.dialects.plan.Cond;
import dev.duru.dialects.plan.Expr;
import dev.duru.dialects.plan.Job;
import dev.duru.dialects.plan.Node;
import dev.duru.dialects.plan.Plan;
import dev.duru.dialects.plan.Step;
import dev.duru.dialects.problem.Problem;
import dev.duru.dialects.value.Contexts;
import dev.duru.dialects.value.Json;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import dev.duru.yaml.YamlList;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code suites/github-workflow-parser}: accepted or rejected alike; then jobs, needs and steps.
 */
public final class WorkflowParserSuite {
    /** Why Duru differs on purpose. */
    private static final Map<String, String> REASONS =
            Map.of(
                    "errors-anchor-tag.yml",
                    "GitHub itself takes anchors by now; the case is older",
                    "errors-max-result-size.yml",
                    "the limit is the size of GitHub's own objects in memory; Duru limits characters,"
                            + " nodes, depth and jobs instead",
                    "errors-reusable-workflow-max-result-size.yml",
                    "the limit is the size of GitHub's own objects in memory; Duru limits characters,"
                            + " nodes, depth and jobs instead");

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

        /** Those that the head of the case names. */
        @Override
        public Limits limits() {
            return new Limits(
                    option("max-file-size", Limits.DEFAULT.characters()),
                    option("max-job-limit", Limits.DEFAULT.jobs()),
                    option("max-nested-reusable-workflows-depth", Limits.DEFAULT.nesting()),
                    Limits.DEFAULT.workflows());
        }

        private int option(String name, int otherwise) {
            Matcher found =
                    Pattern.compile("(?m)^" + name + ": *([0-9]+)").matcher(parts.getFirst());
            return found.find() ? Integer.parseInt(found.group(1)) : otherwise;
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
                String reason = REASONS.getOrDefault(name, "no reason is known");
                score.fail(
                        name + ": accepted (" + reason + "), expected " + parts.getLast().strip());
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

    /** What differs between the plan and what is expected of jobs, conditions, matrices, steps. */
    private static String difference(Parsed<Workflow> parsed, String expected) {
        Obj roots = Obj.of("github", Obj.empty(), "inputs", Obj.empty(), "vars", Obj.empty());
        Workflow workflow = parsed.tree().orElseThrow();
        Plan plan = GithubActions.compile(workflow, Contexts.of(roots));
        StringBuilder wanted = new StringBuilder();
        for (Value each : items(((Obj) Json.parse(expected)).at("jobs"))) {
            Obj job = (Obj) each;
            wanted.append(text(job.at("id"))).append(" needs");
            items(job.at("needs")).forEach(need -> wanted.append(' ').append(text(need)));
            wanted.append(" if ").append(code(job.at("if")));
            wanted.append(" matrix ").append(plain(member(job.at("strategy"), "matrix")));
            for (Value one : items(job.at("steps"))) {
                Obj step = (Obj) one;
                wanted.append(' ').append(text(step.at("id")));
                if (step.has("if")) {
                    wanted.append(" if ").append(code(step.at("if")));
                }
            }
            wanted.append('\n');
        }
        Map<String, String> found = new LinkedHashMap<>();
        for (Node node : plan.nodes()) {
            StringBuilder line = new StringBuilder(node.key()).append(" needs");
            node.needs().forEach(need -> line.append(' ').append(need));
            line.append(" if ").append(code(node.cond()));
            line.append(" matrix ")
                    .append(yaml(workflow.job(node.key()).orElseThrow().strategy().matrix()));
            if (node instanceof Job job) {
                for (Step step : job.steps()) {
                    line.append(' ').append(step.head().id());
                    if (!(step instanceof Step.Control)) {
                        line.append(" if ").append(code(step.head().cond()));
                    }
                }
            }
            found.put(node.key(), line.append('\n').toString());
        }
        String got = String.join("", found.values());
        return got.contentEquals(wanted) ? "" : "has " + got + " instead of " + wanted;
    }

    /** A condition as GitHub writes it out. */
    private static String code(Cond cond) {
        String own =
                switch (cond.expr()) {
                    case Expr.GhaExpr(String code, _) -> code.strip();
                    case Expr.GhaText(String text, _) when text.lastIndexOf("${{") == 0 ->
                            text.substring(3, text.length() - 2).strip();
                    case Expr.Lit(Value value, _) -> Value.of(true).equals(value) ? "" : "?";
                    case Expr other -> other.toString();
                };
        return switch (cond.implicit()) {
            case SUCCESS -> own.isEmpty() ? "success()" : "success() && (" + own + ")";
            case NONE -> own;
            case FAILURE, NOT_CANCELLED -> cond.implicit() + " " + own;
        };
    }

    private static String code(Value token) {
        return token instanceof Obj object ? text(object.at("expr")) : text(token);
    }

    /** The value of a key of a mapping as the suite writes one. */
    private static Value member(Value token, String key) {
        if (token instanceof Obj object) {
            for (Value pair : items(object.at("map"))) {
                if (text(((Obj) pair).at("Key")).equals(key)) {
                    return ((Obj) pair).at("Value");
                }
            }
        }
        return Value.nothing();
    }

    private static String plain(Value token) {
        if (!(token instanceof Obj object)) {
            return token instanceof Value.Arr ? "?" : Expressions.text(token);
        }
        if (object.has("map")) {
            return items(object.at("map")).stream()
                    .map(pair ->
                            plain(((Obj) pair).at("Key")) + "=" + plain(((Obj) pair).at("Value")))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (object.has("seq")) {
            return items(object.at("seq")).stream()
                    .map(WorkflowParserSuite::plain)
                    .collect(Collectors.joining(",", "[", "]"));
        }
        for (String kind : List.of("bool", "num")) {
            if (object.has(kind)) {
                return Expressions.text(object.at(kind));
            }
        }
        return object.has("expr")
                ? "<" + text(object.at("expr")) + ">"
                : Expressions.text(object.at("lit"));
    }

    private static String yaml(@Nullable YamlNode node) {
        return switch (node) {
            case null -> "";
            case YamlMap map ->
                    map.entries().stream()
                            .map(entry -> yaml(entry.key()) + "=" + yaml(entry.value()))
                            .collect(Collectors.joining(",", "{", "}"));
            case YamlList list ->
                    list.items().stream()
                            .map(WorkflowParserSuite::yaml)
                            .collect(Collectors.joining(",", "[", "]"));
            case YamlScalar scalar -> {
                String text = scalar.text().strip();
                if (text.startsWith("${{")) {
                    yield "<" + text.substring(3, text.length() - 2).strip() + ">";
                }
                yield Expressions.text(
                        switch (scalar.kind()) {
                            case NULL -> Value.nothing();
                            case BOOL -> Value.of(scalar.asBool());
                            case INT, FLOAT -> Value.of(scalar.asDouble());
                            case STR -> Value.of(scalar.text());
                        });
            }
        };
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
