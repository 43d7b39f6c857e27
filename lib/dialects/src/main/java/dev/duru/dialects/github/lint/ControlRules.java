package dev.duru.dialects.github.lint;

import dev.duru.dialects.github.expr.GhaTemplate;
import dev.duru.dialects.github.syntax.Trigger;
import dev.duru.dialects.problem.Problems;
import dev.duru.yaml.YamlList;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Checks steps in the background and the steps about them. Source: "jobs.&lt;job_id&gt;.steps" of
 * GitHub's workflow syntax: {@code wait} and {@code cancel} name earlier steps that run in the
 * background; {@code parallel} is a list of {@code run} and {@code uses} steps.
 */
final class ControlRules {
    private static final String RULE = "background";
    private static final List<String> CONTROLS = List.of("wait", "wait-all", "cancel", "parallel");

    private final Problems problems;
    private final ShapeChecker shapes;
    private final Set<String> background = new HashSet<>();

    ControlRules(Problems problems, ShapeChecker shapes) {
        this.problems = problems;
        this.shapes = shapes;
    }

    void check(YamlList steps) {
        for (YamlNode node : steps.items()) {
            if (!(node instanceof YamlMap step)) {
                continue;
            }
            remember(step);
            step.entry("wait").ifPresent(this::targets);
            step.entry("cancel").ifPresent(this::targets);
            step.entry("parallel").ifPresent(this::parallel);
        }
    }

    private void remember(YamlMap step) {
        if (step.find("background").orElse(null) instanceof YamlScalar flag
                && !flag.text().equals("false")
                && step.find("id").orElse(null) instanceof YamlScalar id) {
            background.add(id.text().toLowerCase(Locale.ROOT));
        }
    }

    private void targets(YamlMap.Entry entry) {
        for (YamlScalar id : Trigger.texts(entry.value())) {
            boolean known = background.contains(id.text().toLowerCase(Locale.ROOT));
            if (!known && !id.text().isEmpty() && !GhaTemplate.isTemplate(id.text())) {
                problems.error(
                        id.position(),
                        RULE,
                        "no step before this one runs in the background as `" + id.text() + "`",
                        "give that step `id: " + id.text() + "` and `background: true`");
            }
        }
    }

    private void parallel(YamlMap.Entry entry) {
        if (!shapes.list("parallel", entry.value(), false)) {
            return;
        }
        for (YamlNode node : entry.value().asList().items()) {
            if (node instanceof YamlMap step) {
                inside(step);
            }
        }
    }

    private void inside(YamlMap step) {
        for (YamlMap.Entry entry : step.entries()) {
            if (CONTROLS.contains(entry.name()) || entry.name().equals("background")) {
                problems.error(
                        entry.key().position(),
                        RULE,
                        "a step inside `parallel` has no `" + entry.name() + "`",
                        "use only `run` and `uses` steps there");
            }
        }
    }
}
