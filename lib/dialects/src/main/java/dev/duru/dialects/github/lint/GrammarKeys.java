package dev.duru.dialects.github.lint;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Every key that the workflow language knows, as a path: {@code jobs.*.steps[].run}. A star stands
 * for a name that the user chooses, brackets for the items of a list.
 */
public final class GrammarKeys {
    private final SortedSet<String> paths = new TreeSet<>();

    private GrammarKeys() {}

    /** The keys of workflows; events are {@code on.push} and so on, filters {@code on.*.types}. */
    public static SortedSet<String> ofWorkflows() {
        GrammarKeys keys = new GrammarKeys();
        keys.walk(Grammar.WORKFLOW, "");
        for (String event : Events.TYPES.keySet()) {
            keys.paths.add("on." + event);
        }
        keys.walk(Grammar.WEBHOOK, "on.*");
        keys.walk(Grammar.DISPATCH, "on.workflow_dispatch");
        keys.walk(Grammar.CALL, "on.workflow_call");
        keys.walk(Grammar.REPOSITORY_DISPATCH, "on.*");
        keys.walk(Grammar.IMAGE_VERSION, "on.*");
        keys.walk(Grammar.SCHEDULE, "on.schedule");
        keys.walk(Grammar.JOB, "jobs.*");
        keys.walk(Grammar.ENVIRONMENT, "jobs.*.environment");
        keys.paths.addAll(
                List.of("jobs.*.strategy.matrix.include", "jobs.*.strategy.matrix.exclude"));
        for (Shape step : List.of(Grammar.RUN_STEP, Grammar.USES_STEP, Grammar.CONTROL_STEP)) {
            keys.walk(step, "jobs.*.steps[]");
        }
        return Collections.unmodifiableSortedSet(keys.paths);
    }

    private void walk(@Nullable Shape shape, String path) {
        switch (shape) {
            case null -> {}
            case Shape.Section section -> {
                for (Map.Entry<String, Shape> key : section.keys().entrySet()) {
                    String below = path.isEmpty() ? key.getKey() : path + "." + key.getKey();
                    paths.add(below);
                    walk(key.getValue(), below);
                }
            }
            case Shape.Names names -> walk(names.value(), path + ".*");
            case Shape.Items items -> walk(items.item(), path + "[]");
            case Shape.Either(Shape scalar, Shape list, Shape map) -> {
                walk(scalar, path);
                walk(list, path);
                walk(map, path);
            }
            case Shape.Text _,
                    Shape.Script _,
                    Shape.Condition _,
                    Shape.Flag _,
                    Shape.Number _,
                    Shape.Word _,
                    Shape.Texts _,
                    Shape.Whole _,
                    Shape.Free _,
                    Shape.Skip _ -> {}
        }
    }
}
