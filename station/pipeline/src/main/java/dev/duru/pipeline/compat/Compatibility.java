package dev.duru.pipeline.compat;

import dev.duru.dialects.github.GithubActions;
import dev.duru.dialects.github.syntax.Workflow;
import dev.duru.dialects.problem.Problem;
import dev.duru.yaml.Position;
import dev.duru.yaml.YamlList;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds what a workflow asks for and Duru does otherwise. */
public final class Compatibility {
    /** The rule of all that is found. */
    public static final String RULE = "not-supported";

    private final Map<String, List<Fact>> facts = new HashMap<>();
    private final Set<String> prefixes = new HashSet<>();
    private final Set<Problem> found = new LinkedHashSet<>();

    private Compatibility() {
        for (Fact fact : CompatibilityTable.facts()) {
            facts.computeIfAbsent(fact.path(), path -> new ArrayList<>()).add(fact);
            StringBuilder prefix = new StringBuilder();
            for (String part : fact.path().split("\\.")) {
                prefix.append(prefix.isEmpty() ? "" : ".");
                if (part.endsWith("[]")) {
                    prefixes.add(prefix + part.substring(0, part.length() - 2));
                }
                prefixes.add(prefix.append(part).toString());
            }
        }
    }

    /** Each key or value that is not honoured exactly, by place: where it is and what happens. */
    public static List<Problem> of(Workflow workflow) {
        Compatibility report = new Compatibility();
        report.map(Set.of(""), workflow.root());
        return report.found.stream().sorted(Comparator.comparing(Problem::position)).toList();
    }

    /** The same for a file; nothing for one that does not compile, whose problems say more. */
    public static List<Problem> of(String file, String text) {
        var parsed = GithubActions.parse(file, text);
        return parsed.isUsable() ? of(parsed.tree().orElseThrow()) : List.of();
    }

    private void map(Set<String> above, YamlMap map) {
        for (YamlMap.Entry entry : map.entries()) {
            Set<String> paths = below(above, entry.name());
            report(paths, entry.key(), entry.value());
            value(paths, entry.value());
        }
    }

    /** The paths of the table that a key may be, below those of its mapping. */
    private Set<String> below(Set<String> above, String key) {
        Set<String> below = new LinkedHashSet<>();
        for (String path : above) {
            for (String next : List.of(key, "*")) {
                String whole = path.isEmpty() ? next : path + "." + next;
                if (prefixes.contains(whole)) {
                    below.add(whole);
                }
            }
        }
        return below;
    }

    private void value(Set<String> paths, YamlNode value) {
        if (paths.isEmpty()) {
            return;
        }
        if (paths.contains("on") && !(value instanceof YamlMap)) {
            events(value);
            return;
        }
        switch (value) {
            case YamlMap map -> map(paths, map);
            case YamlList list -> {
                Set<String> items = new LinkedHashSet<>();
                for (String path : paths) {
                    if (prefixes.contains(path + "[]")) {
                        items.add(path + "[]");
                    }
                }
                list.items().forEach(item -> value(items, item));
            }
            case YamlScalar _ -> {}
        }
        inside(paths, value);
    }

    /** The steps below {@code parallel} are steps like others. */
    private void inside(Set<String> paths, YamlNode value) {
        if (paths.contains("jobs.*.steps[].parallel") && value instanceof YamlList steps) {
            steps.items().forEach(step -> value(Set.of("jobs.*.steps[]"), step));
        }
    }

    /** {@code on: push} and {@code on: [push]} name events as keys do. */
    private void events(YamlNode value) {
        for (YamlScalar event : dev.duru.dialects.github.syntax.Trigger.texts(value)) {
            report(below(Set.of("on"), event.text()), event, event);
        }
    }

    private void report(Set<String> paths, YamlScalar key, YamlNode value) {
        for (String path : paths) {
            for (Fact fact : facts.getOrDefault(path, List.of())) {
                if (!fact.isHonoured() && fact.when().test(value)) {
                    Position at = key.position();
                    String message = "`" + key.text() + "`: " + fact.instead();
                    found.add(
                            new Problem(Problem.Severity.WARNING, at, RULE, message, fact.mend()));
                }
            }
        }
    }
}
