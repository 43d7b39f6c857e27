package dev.duru.observe.dashboard;

import dev.duru.kernel.ProblemException;
import dev.duru.observe.dashboard.Dashboard.Panel;
import dev.duru.observe.query.Queries;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the page of a dashboard asks: its panels, its variables, and what a panel shows.
 *
 * @param queries what whoever asks may see
 */
public record DashboardAnswers(Dashboard dashboard, Queries queries) {
    private static final long SCRAPE = 15_000;

    /** Panels as the script lays them out, with links and what can be marked. */
    public static Map<String, Object> page(Dashboard dashboard) {
        List<Object> panels = new ArrayList<>();
        for (Panel panel : dashboard.panels()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("id", panel.id());
            one.put("type", panel.type());
            one.put("title", panel.title());
            one.put("description", panel.description());
            one.put("place", panel.place());
            one.put("row", panel.row());
            one.put("collapsed", panel.collapsed());
            one.put("repeat", panel.repeat());
            one.put("empty", panel.asking().targets().isEmpty());
            one.put("links", panel.links());
            one.putAll(panel.look());
            panels.add(one);
        }
        List<Object> annotations = new ArrayList<>();
        for (Annotation each : dashboard.annotations()) {
            annotations.add(
                    Map.of(
                            "name", each.name(),
                            "own", each.own(),
                            "enabled", each.enabled(),
                            "hidden", each.hidden(),
                            "color", each.color()));
        }
        return Map.of(
                "title",
                dashboard.title(),
                "links",
                dashboard.links(),
                "annotations",
                annotations,
                "panels",
                panels);
    }

    /**
     * What an annotation marks: each with {@code time} and {@code until} in milliseconds, {@code
     * title}, {@code text} and {@code tags}.
     *
     * @param number of the annotation in the dashboard, from 0
     * @throws ProblemException NOT_FOUND when there is no such annotation
     */
    public List<Map<String, Object>> events(
            int number, long from, long to, Function<String, List<String>> wished) {
        if (number >= dashboard.annotations().size()) {
            throw ProblemException.notFound("there is no annotation " + number);
        }
        Annotation annotation = dashboard.annotations().get(number);
        if (annotation.own() || annotation.expr().isBlank()) {
            return List.of();
        }
        Interpolation.Time time = time(from, to);
        return new Annotations(queries, found(time, wished), time).events(annotation);
    }

    /** The variables, with what they may be. */
    public List<Object> variables(long from, long to, Function<String, List<String>> wished) {
        List<Object> all = new ArrayList<>();
        for (Variables.Found found : found(time(from, to), wished).found()) {
            Dashboard.Variable variable = found.variable();
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", variable.name());
            one.put("label", variable.label().isEmpty() ? variable.name() : variable.label());
            one.put("type", variable.type());
            one.put("hide", variable.hide());
            one.put("multi", variable.multi());
            one.put("all", variable.all() != null);
            one.put("current", found.current());
            one.put(
                    "options",
                    found.options().stream()
                            .map(o ->
                                    new TreeMap<>(
                                            Map.of("text", o.getKey(), "value", o.getValue())))
                            .toList());
            one.put("problem", found.problem());
            all.add(one);
        }
        return all;
    }

    /**
     * What a panel shows.
     *
     * @param points how many points a graph has room for
     * @throws ProblemException NOT_FOUND when there is no panel of this number
     */
    public Map<String, @Nullable Object> panel(
            int id, long from, long to, int points, Function<String, List<String>> wished) {
        Panel panel =
                dashboard
                        .panel(id)
                        .orElseThrow(() -> ProblemException.notFound("there is no panel " + id));
        Interpolation.Time time = time(from, to);
        return new PanelData(queries, found(time, wished), panel, time, points).answer();
    }

    private Variables found(Interpolation.Time time, Function<String, List<String>> wished) {
        return new Variables(queries, time).find(dashboard, wished);
    }

    private static Interpolation.Time time(long from, long to) {
        return new Interpolation.Time(from, to, SCRAPE, SCRAPE);
    }
}
