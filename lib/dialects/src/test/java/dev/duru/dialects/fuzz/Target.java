package dev.duru.dialects.fuzz;

import dev.duru.dialects.expressions.Expressions;
import dev.duru.dialects.github.GithubActions;
import dev.duru.dialects.github.Parsed;
import dev.duru.dialects.github.expr.GhaEvaluator;
import dev.duru.dialects.github.expr.GhaParser;
import dev.duru.dialects.github.expr.SyntaxException;
import dev.duru.dialects.github.syntax.Workflow;
import dev.duru.dialects.github.trigger.Event;
import dev.duru.dialects.github.trigger.Filter;
import dev.duru.dialects.gitlab.GitlabCi;
import dev.duru.dialects.gitlab.Reading;
import dev.duru.dialects.gitlab.compile.Request;
import dev.duru.dialects.gitlab.include.Location;
import dev.duru.dialects.gitlab.include.Sources;
import dev.duru.dialects.gitlab.rules.RuleExpression;
import dev.duru.dialects.gitlab.rules.RuleSyntaxException;
import dev.duru.dialects.gitlab.variables.Expansion;
import dev.duru.dialects.plan.Deferred;
import dev.duru.dialects.plan.Plan;
import dev.duru.dialects.plan.Variable;
import dev.duru.dialects.problem.Problems;
import dev.duru.dialects.schedule.Cron;
import dev.duru.dialects.value.Contexts;
import dev.duru.dialects.value.ExpressionException;
import dev.duru.dialects.value.Json;
import dev.duru.dialects.value.Obj;
import dev.duru.yaml.Position;
import dev.duru.yaml.Yaml;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlOptions;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Something that takes any text, and throws nothing but what it says it throws. */
enum Target {
    EXPRESSION {
        @Override
        void take(String text) {
            GhaEvaluator.evaluate(GhaParser.parse(text), CONTEXTS);
        }
    },
    TEMPLATE {
        @Override
        void take(String text) {
            Expressions.interpolate(text, Position.startOf("t"), CONTEXTS);
        }
    },
    JSON {
        @Override
        void take(String text) {
            Json.write(Json.parse(text));
        }
    },
    YAML {
        @Override
        void take(String text) {
            var document = Yaml.read("y.yml", text, YamlOptions.defaults());
            document.root().ifPresent(YamlNode::describe);
            document.problems().forEach(problem -> require(problem.position().line() > 0));
        }
    },
    WORKFLOW {
        @Override
        void take(String text) {
            Parsed<Workflow> parsed = GithubActions.parse("w.yml", text);
            parsed.problems().forEach(problem -> require(!problem.toString().isBlank()));
            if (!parsed.isUsable()) {
                return;
            }
            Workflow workflow = parsed.tree().orElseThrow();
            for (Event event : EVENTS) {
                GithubActions.matches(workflow, event);
            }
            GithubActions.schedules(workflow).forEach(schedule -> schedule.next(Instant.EPOCH));
            for (String event : List.of("workflow_dispatch", "workflow_call")) {
                GithubActions.params(workflow, event);
                GithubActions.inputs(workflow, event, Obj.of("a", "b"), new Problems());
            }
            Plan plan = GithubActions.compile(workflow, CONTEXTS);
            plan.nodes().stream()
                    .filter(Deferred.class::isInstance)
                    .map(Deferred.class::cast)
                    .forEach(deferred -> deferred.template().expand(CONTEXTS));
            GithubActions.outputs(plan, CONTEXTS);
        }
    },
    ACTION {
        @Override
        void take(String text) {
            GithubActions.parseAction("action.yml", text);
        }
    },
    PATTERN {
        @Override
        void take(String text) {
            // Time is in proportion to patterns times text, so only the patterns may grow.
            String[] halves = text.split("\n", 2);
            String name = halves[halves.length - 1];
            new Filter(List.of(halves[0].split(" ")))
                    .accepts(name.substring(0, Math.min(name.length(), 500)));
        }
    },
    RULE {
        @Override
        void take(String text) {
            try {
                RuleExpression.parse(text).evaluate(VARIABLES);
            } catch (RuleSyntaxException documented) {
                require(!documented.detail().isBlank() && documented.offset() >= 0);
            }
            RuleExpression.holds(text, VARIABLES);
            Expansion.expand(text, VARIABLES);
            Expansion.resolve(List.of(Variable.of("A", text), Variable.of("B", "$A$A")), VARIABLES);
        }
    },
    GITLAB {
        @Override
        void take(String text) {
            Request request = Request.of(List.of(Variable.raw("CI_COMMIT_BRANCH", "main")));
            Reading reading =
                    GitlabCi.read("g.yml", text, Map.of("a", "b"), new Itself(text), request);
            reading.problems().forEach(problem -> require(!problem.toString().isBlank()));
            if (reading.isUsable()) {
                GitlabCi.compile(reading.configuration(), request, new Problems());
            }
        }
    },
    SCHEDULE {
        @Override
        void take(String text) {
            if (Cron.problem(text).isEmpty()) {
                Cron.parse(text).next(Instant.EPOCH);
            }
        }
    };

    /** Whatever a text includes is the text itself, or a part of it. */
    private record Itself(String text) implements Sources {
        @Override
        public Answer read(Location location) {
            return location.toString().length() % 3 == 0
                    ? new Missing("it is not there", "")
                    : new Found(text.substring(0, text.length() / 2));
        }

        @Override
        public List<String> paths(String project, String ref) {
            return List.of("a.yml", "b/a.yml");
        }
    }

    private static final Map<String, String> VARIABLES =
            Map.of("A", "abc", "B", "/^a.c$/i", "C", "");

    private static final Contexts CONTEXTS =
            Contexts.of(
                    Obj.of(
                            "github",
                            Obj.of(
                                    "ref",
                                    "refs/heads/main",
                                    "event",
                                    Obj.of("number", 7, "labels", List.of("a", "b")),
                                    "token",
                                    ""),
                            "inputs",
                            Obj.of("a", "x", "yes", true),
                            "vars",
                            Obj.of("LIST", "[1,2,{\"a\":\"b\"}]"),
                            "env",
                            Obj.of("A", "1"),
                            "needs",
                            Obj.of("a", Obj.of("outputs", Obj.of("m", "{\"v\":[1,2]}"))),
                            "matrix",
                            Obj.of("os", "linux", "v", 1.5),
                            "jobs",
                            Obj.empty(),
                            "secrets",
                            Obj.empty()));
    private static final List<Event> EVENTS =
            List.of(
                    new Event("push", "refs/heads/main", List.of("src/a.java"), Obj.empty()),
                    new Event("push", "refs/tags/v1.0", null, Obj.empty()),
                    new Event("pull_request", "refs/heads/dev", null, Obj.of("action", "opened")),
                    new Event(
                            "workflow_run",
                            "refs/heads/dev",
                            null,
                            Obj.of("workflow_run", Obj.of("name", "ci"))));

    /**
     * Takes it.
     *
     * @throws SyntaxException when it is malformed
     * @throws ExpressionException when it cannot be evaluated
     */
    abstract void take(String text);

    /** Takes it; lets through what is documented. */
    final void tryIt(String text) {
        try {
            take(text);
        } catch (SyntaxException | ExpressionException documented) {
            require(!String.valueOf(documented.getMessage()).isBlank());
        }
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalStateException("a problem without words or without a place");
        }
    }
}
