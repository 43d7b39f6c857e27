package dev.duru.dialects.github;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.dialects.github.syntax.ActionSyntax;
import dev.duru.dialects.github.syntax.Workflow;
import dev.duru.dialects.plan.Deferred;
import dev.duru.dialects.plan.Job;
import dev.duru.dialects.plan.Node;
import dev.duru.dialects.plan.Plan;
import dev.duru.dialects.plan.Step;
import dev.duru.dialects.problem.Problem;
import dev.duru.dialects.value.Contexts;
import dev.duru.dialects.value.ExpressionException;
import dev.duru.dialects.value.Json;
import dev.duru.dialects.value.Obj;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each file of golden/github holds a workflow, the line {@code ----------}, and what becomes of it:
 * its problems, or its plan. A line {@code # contexts: {…}} at the top gives the contexts; a second
 * part before the expectation is an action that the first step uses. With {@code
 * -Dgolden.write=true} the expectations are written anew, to be read before they are committed.
 */
final class GoldenTest {
    private static final String BORDER = "----------\n";

    static Stream<Path> files() throws IOException, URISyntaxException {
        var folder = GoldenTest.class.getResource("/golden/github");
        try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void becomes(Path file) throws IOException {
        List<String> parts = List.of(Files.readString(file).split(BORDER, -1));
        String input = parts.getFirst();
        String action = parts.size() > 2 ? parts.get(1) : "";
        String result = result(input, action);
        if (Boolean.getBoolean("golden.write")) {
            Path source = Path.of("src/test/resources/golden/github").resolve(file.getFileName());
            String middle = action.isEmpty() ? "" : action + BORDER;
            Files.writeString(source, input + BORDER + middle + result);
        }
        assertThat(result).isEqualTo(parts.getLast());
    }

    private static String result(String input, String action) {
        Parsed<Workflow> parsed = GithubActions.parse("ci.yml", input);
        StringBuilder out = new StringBuilder();
        for (Problem problem : parsed.problems()) {
            out.append(problem).append('\n');
        }
        if (!parsed.isUsable()) {
            return out.toString();
        }
        Obj roots = Obj.of("github", Obj.empty(), "inputs", Obj.empty(), "vars", Obj.empty());
        String mark = "# contexts: ";
        if (input.startsWith(mark)) {
            roots = (Obj) Json.parse(input.substring(mark.length(), input.indexOf('\n')));
        }
        try {
            Plan plan = GithubActions.compile(parsed.tree().orElseThrow(), Contexts.of(roots));
            out.append(PlanPrinter.print(plan));
            out.append(later(plan, Contexts.of(roots), action));
        } catch (ExpressionException bad) {
            out.append("errored ").append(bad.getMessage()).append('\n');
        }
        return out.toString();
    }

    /** What the engine would do while the plan runs: expand deferred jobs and local actions. */
    private static String later(Plan plan, Contexts contexts, String action) {
        StringBuilder out = new StringBuilder();
        for (Node node : plan.nodes()) {
            if (node instanceof Deferred deferred) {
                out.append("later ").append(deferred.id()).append('\n');
                for (Node cell : deferred.template().expand(contexts)) {
                    PlanPrinter.print(
                                    new Plan(
                                            plan.dialect(),
                                            "",
                                            plan.title(),
                                            List.of(cell),
                                            List.of(),
                                            List.of(),
                                            plan.permissions(),
                                            List.of(),
                                            plan.autoCancel(),
                                            List.of(),
                                            plan.src()))
                            .lines()
                            .skip(1)
                            .forEach(line -> out.append("  ").append(line).append('\n'));
                }
            }
            if (!action.isEmpty()
                    && node instanceof Job job
                    && job.steps().getFirst() instanceof Step.UseAction use) {
                ActionSyntax syntax =
                        GithubActions.parseAction("action.yml", action).tree().orElseThrow();
                out.append(PlanPrinter.group(GithubActions.expand(use, syntax, "act")));
            }
        }
        return out.toString();
    }
}
