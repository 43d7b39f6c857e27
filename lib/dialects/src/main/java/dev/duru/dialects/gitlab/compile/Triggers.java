package dev.duru.dialects.gitlab.compile;

import dev.duru.dialects.gitlab.config.Configuration.JobEntry;
import dev.duru.dialects.gitlab.tree.Trees;
import dev.duru.dialects.gitlab.variables.Expansion;
import dev.duru.dialects.plan.Downstream.Bond;
import dev.duru.dialects.plan.Downstream.Handing;
import dev.duru.dialects.plan.Variable;
import dev.duru.dialects.value.Json;
import dev.duru.dialects.value.Value;
import dev.duru.yaml.YamlList;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a job does that has no script: it starts a pipeline, of this project or of another one, or
 * shows how one of another project ends.
 */
public final class Triggers {
    private Triggers() {}

    /**
     * A pipeline of another project.
     *
     * @param ref a branch or a tag; {@code ""} for the main branch
     */
    record Elsewhere(String project, String ref, Bond bond) {}

    /** Whether a job starts pipelines or shows others. */
    static boolean isBridge(JobEntry job) {
        return Trees.at(job.keys(), "trigger") != null || job.watched().isPresent();
    }

    /** The pipeline of another project that a job has to do with; empty for one of its own. */
    static Optional<Elsewhere> elsewhere(JobEntry job, Map<String, String> variables) {
        YamlNode trigger = Trees.at(job.keys(), "trigger");
        if (trigger instanceof YamlMap map) {
            return Trees.at(map, "include") != null
                    ? Optional.empty()
                    : Optional.of(
                            new Elsewhere(
                                    Expansion.expand(Trees.textAt(map, "project", ""), variables),
                                    Expansion.expand(Trees.textAt(map, "branch", ""), variables),
                                    bond(Trees.textAt(map, "strategy", ""))));
        }
        return trigger instanceof YamlScalar scalar
                ? Optional.of(
                        new Elsewhere(Expansion.expand(scalar.text(), variables), "", Bond.START))
                : job.watched()
                        .map(project ->
                                new Elsewhere(
                                        Expansion.expand(project, variables), "", Bond.WATCH));
    }

    private static Bond bond(String strategy) {
        return switch (strategy) {
            case "depend" -> Bond.AWAIT;
            case "mirror" -> Bond.MIRROR;
            default -> Bond.START;
        };
    }

    /**
     * What {@code trigger:forward} hands on: variables of the file unless it says otherwise, those
     * of the start only when it says so.
     *
     * @param ofFile names of the variables of the file that the job has
     * @param ofStart variables of the start
     * @param variables which the values of inputs may name
     */
    static Handing handing(
            YamlMap job,
            List<String> ofFile,
            List<Variable> ofStart,
            Map<String, String> variables) {
        YamlMap forward =
                Trees.at(job, "trigger") instanceof YamlMap trigger
                                && Trees.at(trigger, "forward") instanceof YamlMap map
                        ? map
                        : Trees.map(job.position(), List.of());
        YamlNode yaml = Trees.at(forward, "yaml_variables");
        boolean own = yaml == null || Trees.isTrue(yaml);
        boolean start = Trees.isTrue(Trees.at(forward, "pipeline_variables"));
        return new Handing(
                own ? ofFile : List.of(),
                own,
                start ? ofStart : List.of(),
                inputs(Trees.at(job, "trigger"), variables));
    }

    private static Map<String, String> inputs(
            @Nullable YamlNode trigger, Map<String, String> variables) {
        Map<String, String> inputs = new LinkedHashMap<>();
        if (trigger instanceof YamlMap map && Trees.at(map, "inputs") instanceof YamlMap all) {
            all.entries()
                    .forEach(one ->
                            inputs.put(
                                    one.name(),
                                    one.value() instanceof YamlScalar text
                                            ? Expansion.expand(text.text(), variables)
                                            : json(one.value(), variables)));
        }
        return inputs;
    }

    /**
     * Which child pipeline a {@code trigger} starts, as one text, a line for each file: {@code
     * artifact:job/file.yml} for one that an earlier job made, {@code ./file.yml} for a file of the
     * repository, and for everything else the item of {@code include} as JSON.
     */
    static String reference(YamlMap trigger, Map<String, String> variables) {
        List<String> all = new ArrayList<>();
        for (YamlNode one : Trees.items(Trees.at(trigger, "include"))) {
            YamlNode inputs = Trees.at(trigger, "inputs");
            all.add(include(one, inputs, variables));
        }
        return String.join("\n", all);
    }

    private static String include(
            YamlNode one, @Nullable YamlNode inputs, Map<String, String> variables) {
        if (!(one instanceof YamlMap map)) {
            YamlMap local =
                    Trees.map(
                            one.position(),
                            List.of(new YamlMap.Entry(Trees.text(one.position(), "local"), one)));
            return include(local, inputs, variables);
        }
        if (Trees.at(map, "artifact") != null) {
            return Expansion.expand(
                    "artifact:"
                            + Trees.textAt(map, "job", "")
                            + "/"
                            + Trees.textAt(map, "artifact", ""),
                    variables);
        }
        YamlMap whole =
                inputs == null || Trees.at(map, "inputs") != null
                        ? map
                        : Trees.with(
                                map,
                                new YamlMap.Entry(Trees.text(map.position(), "inputs"), inputs));
        YamlNode local = Trees.at(whole, "local");
        return local instanceof YamlScalar file && whole.entries().size() == 1
                ? "./" + Expansion.expand(file.text(), variables).replaceFirst("^/+", "")
                : json(whole, variables);
    }

    /** A tree as JSON, which is YAML as well. */
    private static String json(YamlNode node, Map<String, String> variables) {
        return switch (node) {
            case YamlMap map ->
                    map.entries().stream()
                            .map(entry ->
                                    quoted(entry.name()) + ": " + json(entry.value(), variables))
                            .collect(Collectors.joining(", ", "{", "}"));
            case YamlList list ->
                    list.items().stream()
                            .map(item -> json(item, variables))
                            .collect(Collectors.joining(", ", "[", "]"));
            case YamlScalar scalar -> {
                boolean plain =
                        !scalar.isQuoted() && scalar.text().matches("true|false|null|[0-9.]{1,18}");
                yield plain ? scalar.text() : quoted(Expansion.expand(scalar.text(), variables));
            }
        };
    }

    private static String quoted(String text) {
        return Json.write(Value.of(text));
    }
}
