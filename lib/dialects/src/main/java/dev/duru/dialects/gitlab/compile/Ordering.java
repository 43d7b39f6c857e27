package dev.duru.dialects.gitlab.compile;

import dev.duru.dialects.gitlab.tree.Trees;
import dev.duru.dialects.plan.NodeId;
import dev.duru.dialects.problem.Problems;
import dev.duru.yaml.YamlList;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What each job waits for, and whose artifacts it takes. */
final class Ordering {
    /**
     * What a job waits for.
     *
     * @param direct whether it names what it needs; else it waits for the stages before its own
     * @param needs the cells that it names
     * @param jobs names of the jobs before it, for what they give out
     * @param artifacts the cells whose files it takes, earliest first
     * @param others files of jobs of other pipelines and projects: {@code project} or {@code
     *     pipeline}, its name, a ref and a job, with tabs between
     * @param dotenv names of the jobs whose dotenv reports it sees
     */
    record Before(
            boolean direct,
            List<NodeId> needs,
            List<String> jobs,
            List<NodeId> artifacts,
            List<String> others,
            List<String> dotenv) {}

    private final List<String> stages;
    private final Map<String, Draft> drafts = new LinkedHashMap<>();
    private final Problems problems;
    private Cells.One cell = Cells.NONE;

    Ordering(List<String> stages, List<Draft> drafts, Problems problems) {
        this.stages = stages;
        this.problems = problems;
        drafts.forEach(draft -> this.drafts.put(draft.name(), draft));
    }

    /** What one cell of a job waits for; its {@code needs} may name the cell's own values. */
    Before of(Draft draft, Cells.One cell) {
        this.cell = cell;
        YamlNode needs = draft.choice().of(draft.entry().keys(), "needs");
        boolean direct = needs instanceof YamlList list && (list.isEmpty() || namesJobs(list));
        List<Need> named = direct ? named(draft, needs) : earlier(draft);
        List<String> dependencies = dependencies(draft);
        List<NodeId> waits = new ArrayList<>();
        List<NodeId> artifacts = new ArrayList<>();
        List<String> dotenv = new ArrayList<>();
        for (Need need : named) {
            if (direct) {
                waits.addAll(need.cells());
            }
            boolean wanted =
                    dependencies == null
                            ? need.artifacts()
                            : dependencies.contains(need.draft().name());
            if (wanted && Trees.at(need.draft().entry().keys(), "artifacts") != null) {
                artifacts.addAll(need.cells());
                dotenv.add(need.draft().name());
            }
        }
        List<String> jobs = named.stream().map(need -> need.draft().name()).distinct().toList();
        return new Before(direct, waits, jobs, artifacts, others(needs), dotenv);
    }

    /** A value of the cell that needs something. */
    private static final Pattern AXIS =
            Pattern.compile("\\$\\[\\[\\s*matrix\\.([A-Za-z0-9_-]+)\\s*]]");

    private record Need(Draft draft, List<NodeId> cells, boolean artifacts) {}

    /** Needs that only name other projects leave a job in its stage. */
    private static boolean namesJobs(YamlList needs) {
        return Trees.items(needs).stream()
                .anyMatch(need ->
                        !(need instanceof YamlMap map)
                                || (Trees.at(map, "project") == null
                                        && Trees.at(map, "pipeline") == null));
    }

    private static List<String> others(@Nullable YamlNode needs) {
        List<String> others = new ArrayList<>();
        for (YamlNode need :
                needs instanceof YamlList list ? Trees.items(list) : List.<YamlNode>of()) {
            if (!(need instanceof YamlMap map) || Trees.at(map, "job") == null) {
                continue;
            }
            YamlNode wanted = Trees.at(map, "artifacts");
            String job = Trees.textAt(map, "job", "");
            String project = Trees.textAt(map, "project", "");
            String pipeline = Trees.textAt(map, "pipeline", "");
            if (wanted != null && !Trees.isTrue(wanted)) {
                continue;
            }
            if (!project.isEmpty()) {
                others.add(
                        String.join("\t", "project", project, Trees.textAt(map, "ref", ""), job));
            } else if (!pipeline.isEmpty()) {
                others.add(String.join("\t", "pipeline", pipeline, "", job));
            }
        }
        return others;
    }

    private List<Need> named(Draft draft, @Nullable YamlNode needs) {
        List<Need> all = new ArrayList<>();
        for (YamlNode need : Trees.items(needs)) {
            if (need instanceof YamlMap map) {
                boolean other =
                        Trees.at(map, "project") != null || Trees.at(map, "pipeline") != null;
                if (!other && Trees.at(map, "job") instanceof YamlScalar job) {
                    YamlNode artifacts = Trees.at(map, "artifacts");
                    boolean optional = Trees.isTrue(Trees.at(map, "optional"));
                    find(draft, job, optional)
                            .ifPresent(found ->
                                    all.add(
                                            new Need(
                                                    found,
                                                    cells(draft, found, map, optional),
                                                    artifacts == null || Trees.isTrue(artifacts))));
                }
            } else if (need instanceof YamlScalar job) {
                find(draft, job, false)
                        .ifPresent(found -> all.add(new Need(found, found.ids(), true)));
            }
        }
        return all;
    }

    private Optional<Draft> find(Draft draft, YamlScalar job, boolean optional) {
        Draft found = drafts.get(job.text());
        if (found == null && !optional) {
            problems.error(
                    job.position(),
                    "needs",
                    "`"
                            + draft.name()
                            + "` needs `"
                            + job.text()
                            + "`, which is not in this pipeline",
                    "give both the same rules, or write `optional: true`");
        }
        return Optional.ofNullable(found);
    }

    /** The cells of a matrix with the given values, or all. */
    private List<NodeId> cells(Draft needing, Draft draft, YamlMap need, boolean optional) {
        if (!(Trees.at(need, "parallel") instanceof YamlMap map)) {
            return draft.ids();
        }
        List<Map<String, String>> rows = Cells.rows(Trees.at(map, "matrix"));
        rows.forEach(row -> row.values().forEach(value -> known(needing, value, map)));
        List<NodeId> cells =
                draft.cells().stream()
                        .filter(other -> rows.stream().anyMatch(row -> fits(row, other.axes())))
                        .map(draft::id)
                        .toList();
        if (cells.isEmpty() && !optional) {
            problems.error(
                    map.position(),
                    "needs",
                    "`"
                            + needing.name()
                            + "` needs cells of `"
                            + draft.name()
                            + "` with values that its matrix has not",
                    "name values of its `parallel:matrix`, or write `optional: true`");
        }
        return cells;
    }

    /** Complains of names that the needing job's own matrix has not. */
    private void known(Draft needing, String text, YamlMap at) {
        Matcher axis = AXIS.matcher(text);
        while (axis.find()) {
            if (!cell.axes().containsKey(axis.group(1))) {
                problems.error(
                        at.position(),
                        "needs",
                        "`"
                                + needing.name()
                                + "` names `matrix."
                                + axis.group(1)
                                + "`, which its own `parallel:matrix` has not",
                        "name one of its own");
            }
        }
    }

    /** Whether a cell has all values that a row names. */
    private boolean fits(Map<String, String> row, Map<String, String> axes) {
        return row.entrySet().stream()
                .allMatch(axis -> filled(axis.getValue()).equals(axes.get(axis.getKey())));
    }

    private String filled(String text) {
        return AXIS.matcher(text)
                .replaceAll(found ->
                        Matcher.quoteReplacement(
                                cell.axes().getOrDefault(found.group(1), found.group())));
    }

    private List<Need> earlier(Draft draft) {
        int own = stages.indexOf(draft.entry().stage());
        List<Need> all = new ArrayList<>();
        for (String stage : stages.subList(0, Math.max(own, 0))) {
            for (Draft other : drafts.values()) {
                if (other.entry().stage().equals(stage)) {
                    all.add(new Need(other, other.ids(), true));
                }
            }
        }
        return all;
    }

    private static @Nullable List<String> dependencies(Draft draft) {
        YamlNode node = Trees.at(draft.entry().keys(), "dependencies");
        return node == null ? null : Trees.texts(node);
    }
}
