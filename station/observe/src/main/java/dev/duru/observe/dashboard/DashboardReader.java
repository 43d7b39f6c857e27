package dev.duru.observe.dashboard;

import dev.duru.kernel.ProblemException;
import dev.duru.observe.dashboard.Dashboard.Panel;
import dev.duru.observe.dashboard.Dashboard.Place;
import dev.duru.observe.dashboard.Dashboard.Repeat;
import dev.duru.observe.dashboard.Dashboard.Target;
import dev.duru.observe.dashboard.Dashboard.Transformation;
import dev.duru.observe.dashboard.Dashboard.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the JSON of a dashboard, of today's form and of the one with rows and spans before it. */
public final class DashboardReader {
    /** A longer file is no dashboard. */
    public static final int LONGEST = 4 * 1024 * 1024;

    private static final int COLUMNS = 24;
    private static final int MOST_PANELS = 500;
    private static final int USUAL_POINTS = 600;

    private final Set<Integer> ids = new HashSet<>();
    private final List<Panel> panels = new ArrayList<>();

    private DashboardReader() {}

    /**
     * Reads a file.
     *
     * @throws ProblemException USER with file, line and column
     */
    public static Dashboard read(String file, String text) {
        if (text.length() > LONGEST) {
            throw ProblemException.user(file + ":1:1: the file has more than 4 MiB");
        }
        Json root = Json.read(file, text).object("the dashboard");
        return new DashboardReader()
                .dashboard(root.at("dashboard").map(d -> d.object("dashboard")).orElse(root), file);
    }

    private Dashboard dashboard(Json root, String file) {
        if (root.at("panels", "rows").isEmpty()) {
            throw root.wrong(
                    "there is neither `panels` nor `rows`; export the dashboard as JSON once more");
        }
        for (Json panel : root.list("panels")) {
            reserve(panel.object("panels"));
        }
        for (Json panel : root.list("panels")) {
            panel(panel, 0, 0);
        }
        old(root.list("rows"));
        List<Variable> variables = new ArrayList<>();
        root.at("templating")
                .map(t -> t.object("templating").list("list"))
                .orElse(List.of())
                .forEach(v -> variables.add(variable(v.object("templating.list"))));
        Json time = root.at("time").orElse(root);
        String from = time.text("from");
        String to = time.text("to");
        String title = root.text("title");
        return new Dashboard(
                root.text("uid"),
                title.isEmpty() ? file : title,
                root.text("description"),
                from.isEmpty() ? "now-6h" : from,
                to.isEmpty() ? "now" : to,
                root.text("refresh").equals("false") ? "" : root.text("refresh"),
                root.list("tags").stream().map(Json::text).toList(),
                List.copyOf(variables),
                annotations(root),
                Link.all(root),
                List.copyOf(panels));
    }

    /** Those of the file; Duru's own once, whether the file has them or not. */
    private static List<Annotation> annotations(Json root) {
        List<Annotation> all = new ArrayList<>();
        for (Json each :
                root.at("annotations")
                        .map(a -> a.object("annotations").list("list"))
                        .orElse(List.of())) {
            Annotation annotation = Annotation.of(each);
            if (!annotation.own() || all.stream().noneMatch(Annotation::own)) {
                all.add(annotation);
            }
        }
        if (all.stream().noneMatch(Annotation::own)) {
            all.addFirst(Annotation.standard());
        }
        return List.copyOf(all);
    }

    private void reserve(Json panel) {
        if (panel.number("id", 0) > 0) {
            ids.add(panel.number("id", 0));
        }
        panel.list("panels").forEach(inner -> reserve(inner.object("panels")));
    }

    /** The number in the file, when it is the first with it; else a free one. */
    private int id(Json panel) {
        int id = panel.number("id", 0);
        if (id > 0 && panels.stream().noneMatch(other -> other.id() == id)) {
            return id;
        }
        int free = 1;
        while (!ids.add(free)) {
            free++;
        }
        return free;
    }

    private int panel(Json json, int row, int y) {
        if (panels.size() >= MOST_PANELS) {
            throw json.wrong("there are more than " + MOST_PANELS + " panels");
        }
        String type = json.text("type");
        Place place = place(json, y);
        int id = id(json);
        boolean isRow = type.equals("row");
        int inside = row;
        if (isRow) {
            inside = id;
        } else if (row == 0) {
            inside = rowAbove(place);
        }
        panels.add(
                new Panel(
                        id,
                        type,
                        json.text("title"),
                        json.text("description"),
                        place,
                        isRow ? 0 : inside,
                        json.flag("collapsed"),
                        repeat(json),
                        asking(json),
                        Link.all(json),
                        OldPanels.look(json, type)));
        for (Json inner : json.list("panels")) {
            panel(inner.object("panels"), id, place.y() + 1);
        }
        return id;
    }

    /** A row holds what stands below it, up to the next. */
    private int rowAbove(Place place) {
        Panel above = null;
        for (Panel panel : panels) {
            boolean higher = panel.type().equals("row") && panel.place().y() <= place.y();
            if (higher && (above == null || panel.place().y() >= above.place().y())) {
                above = panel;
            }
        }
        return above == null ? 0 : above.id();
    }

    private static Place place(Json json, int y) {
        Json grid = json.at("gridPos").map(g -> g.object("gridPos")).orElse(json);
        int w = Math.clamp(grid.number("w", COLUMNS), 1, COLUMNS);
        return new Place(
                Math.clamp(grid.number("x", 0), 0, COLUMNS - w),
                Math.clamp(grid.number("y", y), 0, 100_000),
                w,
                Math.clamp(grid.number("h", json.text("type").equals("row") ? 1 : 8), 1, 200));
    }

    private static Repeat repeat(Json json) {
        return json.text("repeat").isEmpty()
                ? Repeat.NONE
                : new Repeat(
                        json.text("repeat"),
                        json.text("repeatDirection").equals("v"),
                        Math.clamp(json.number("maxPerRow", 4), 1, COLUMNS));
    }

    private static Dashboard.Asking asking(Json json) {
        List<Target> targets = new ArrayList<>();
        for (Json target : json.list("targets")) {
            target.object("targets");
            String expr = target.text("expr");
            if (!expr.isBlank() && !target.flag("hide")) {
                targets.add(target(target, expr, targets.size()));
            }
        }
        List<Transformation> transformations = new ArrayList<>();
        for (Json each : json.list("transformations")) {
            if (!each.object("transformations").flag("disabled")) {
                transformations.add(
                        new Transformation(each.text("id"), each.at("options").orElse(each)));
            }
        }
        return new Dashboard.Asking(
                source(json),
                targets,
                transformations,
                json.text("interval"),
                Math.clamp(json.number("maxDataPoints", USUAL_POINTS), 1, 11_000),
                json.text("timeFrom"),
                json.text("timeShift"));
    }

    private static Target target(Json json, String expr, int number) {
        String refId = json.text("refId");
        String format = json.text("format");
        return new Target(
                refId.isEmpty() ? String.valueOf((char) ('A' + number % 26)) : refId,
                expr,
                json.text("legendFormat"),
                json.flag("instant") && !json.flag("range"),
                json.flag("range"),
                format.isEmpty() ? "time_series" : format,
                json.text("interval"));
    }

    /** The kind of the data source: that of the panel, else of its first query. */
    private static String source(Json json) {
        String own = json.at("datasource").map(d -> d.text("type") + d.text()).orElse("");
        return own.isEmpty() || own.equals("-- Mixed --")
                ? json.list("targets").stream()
                        .findFirst()
                        .flatMap(t -> t.at("datasource"))
                        .map(d -> d.text("type") + d.text())
                        .orElse("")
                : own;
    }

    /** Rows of panels with spans of twelve columns, one below the other. */
    private void old(List<Json> rows) {
        int y = 0;
        for (Json row : rows) {
            row.object("rows");
            int height = Math.max(4, pixels(row.text("height")) / 38);
            int x = 0;
            int titled = row.flag("showTitle") || row.flag("collapse") ? 1 : 0;
            int rowId = 0;
            if (titled > 0) {
                rowId = id(row);
                panels.add(OldPanels.row(rowId, row, y));
            }
            y += titled;
            for (Json panel : row.list("panels")) {
                int w = Math.clamp(panel.object("panels").number("span", 12) * 2L, 1, COLUMNS);
                if (x + w > COLUMNS) {
                    x = 0;
                    y += height;
                }
                int index = panels.size();
                panel(panel, rowId, y);
                panels.set(index, OldPanels.at(panels.get(index), new Place(x, y, w, height)));
                x += w;
            }
            y += height;
        }
    }

    private static int pixels(String text) {
        String digits = text.replaceAll("[^0-9]", "");
        return digits.isEmpty() || digits.length() > 5 ? 250 : Integer.parseInt(digits);
    }

    private static Variable variable(Json json) {
        String type = json.text("type");
        Json query = json.at("query").orElse(json);
        String text = query.value() instanceof Map ? query.text("query") : json.text("query");
        if (json.text("name").isEmpty()) {
            throw json.wrong("a variable has no `name`");
        }
        if (text.isEmpty() && type.equals("query")) {
            text = json.text("definition");
        }
        return new Variable(
                json.text("name"),
                json.text("label"),
                type,
                text,
                json.text("regex"),
                json.number("sort", 0),
                json.number("hide", 0),
                json.flag("multi"),
                json.flag("includeAll") ? json.text("allValue") : null,
                current(json));
    }

    private static List<String> current(Json json) {
        if (json.text("type").equals("adhoc")) {
            return json.list("filters").stream()
                    .map(f -> f.text("key") + "|" + f.text("operator") + "|" + f.text("value"))
                    .toList();
        }
        Json value = json.at("current").flatMap(c -> c.at("value")).orElse(null);
        if (value == null) {
            return List.of();
        }
        return value.value() instanceof List<?> many
                ? many.stream().map(each -> ((Json) each).text()).toList()
                : Arrays.asList(value.text());
    }
}
