package dev.duru.observe.dashboard;

import dev.duru.observe.dashboard.Dashboard.Asking;
import dev.duru.observe.dashboard.Dashboard.Panel;
import dev.duru.observe.dashboard.Dashboard.Place;
import dev.duru.observe.dashboard.Dashboard.Repeat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Panels of Grafana's older kinds, said in the words of today's. */
final class OldPanels {
    private OldPanels() {}

    static Panel row(int id, Json row, int y) {
        return new Panel(
                id,
                "row",
                row.text("title"),
                "",
                new Place(0, y, 24, 1),
                0,
                row.flag("collapse"),
                Repeat.NONE,
                new Asking("", List.of(), List.of(), "", 1, "", ""),
                List.of(),
                Map.of());
    }

    static Panel at(Panel panel, Place place) {
        return new Panel(
                panel.id(),
                panel.type(),
                panel.title(),
                panel.description(),
                place,
                panel.row(),
                panel.collapsed(),
                panel.repeat(),
                panel.asking(),
                panel.links(),
                panel.look());
    }

    /** How a panel looks. */
    static Map<String, Object> look(Json json, String type) {
        Map<String, Object> look = new LinkedHashMap<>();
        switch (type) {
            case "graph" -> graph(json, look);
            case "singlestat" -> single(json, look);
            case "table-old" -> look.put("fieldConfig", Map.of());
            default -> look.put("fieldConfig", json.plain("fieldConfig"));
        }
        if (!look.containsKey("options")) {
            look.put("options", json.plain("options"));
        }
        if (type.equals("text") && json.at("content").isPresent()) {
            look.put("options", Map.of("content", json.text("content"), "mode", json.text("mode")));
        }
        return look;
    }

    private static void graph(Json json, Map<String, Object> look) {
        Json left = json.list("yaxes").stream().findFirst().orElse(json);
        Map<String, @Nullable Object> custom = new LinkedHashMap<>();
        custom.put("drawStyle", json.flag("bars") && !json.flag("lines") ? "bars" : "line");
        custom.put("fillOpacity", json.number("fill", 1) * 10);
        custom.put("lineWidth", json.number("linewidth", 1));
        custom.put("spanNulls", json.text("nullPointMode").equals("connected"));
        if (json.flag("steppedLine")) {
            custom.put("lineInterpolation", "stepAfter");
        }
        if (json.flag("stack")) {
            custom.put(
                    "stacking",
                    Map.of("mode", json.flag("percentage") ? "percent" : "normal", "group", "A"));
        }
        if (left.number("logBase", 1) > 1) {
            custom.put(
                    "scaleDistribution", Map.of("type", "log", "log", left.number("logBase", 10)));
        }
        Map<String, @Nullable Object> defaults = defaults(left.text("format"), json);
        number(left, "min", defaults);
        number(left, "max", defaults);
        defaults.put("custom", custom);
        look.put("fieldConfig", Map.of("defaults", defaults, "overrides", overrides(json)));
        Json legend = json.at("legend").orElse(json);
        List<String> calcs = new ArrayList<>();
        Map.of("current", "lastNotNull", "avg", "mean", "total", "sum", "min", "min", "max", "max")
                .forEach((old, now) -> {
                    if (legend.flag(old)) {
                        calcs.add(now);
                    }
                });
        boolean table = legend.flag("alignAsTable") || legend.flag("values");
        look.put(
                "options",
                Map.of(
                        "legend",
                        Map.of(
                                "showLegend",
                                legend.flag("show"),
                                "displayMode",
                                table ? "table" : "list",
                                "calcs",
                                calcs)));
    }

    private static Map<String, @Nullable Object> defaults(String unit, Json json) {
        Map<String, @Nullable Object> defaults = new LinkedHashMap<>();
        defaults.put("unit", unit);
        if (json.at("decimals").isPresent()) {
            defaults.put("decimals", json.number("decimals", 2));
        }
        return defaults;
    }

    private static void number(Json json, String name, Map<String, @Nullable Object> into) {
        String text = json.text(name);
        if (text.matches("-?[0-9.]{1,15}")) {
            into.put(name, Double.parseDouble(text));
        }
    }

    /** What single series of an old graph have of their own. */
    private static List<Object> overrides(Json json) {
        List<Object> all = new ArrayList<>();
        for (Json each : json.list("seriesOverrides")) {
            String alias = each.text("alias");
            List<Object> properties = new ArrayList<>();
            if (each.number("yaxis", 1) == 2) {
                List<Json> axes = json.list("yaxes");
                properties.add(Map.of("id", "custom.axisPlacement", "value", "right"));
                properties.add(
                        Map.of(
                                "id",
                                "unit",
                                "value",
                                axes.size() > 1 ? axes.get(1).text("format") : ""));
            }
            if (!each.text("color").isEmpty()) {
                properties.add(
                        Map.of(
                                "id",
                                "color",
                                "value",
                                Map.of("mode", "fixed", "fixedColor", each.text("color"))));
            }
            if (each.text("transform").equals("negative-Y")) {
                properties.add(Map.of("id", "custom.transform", "value", "negative-Y"));
            }
            boolean regex = alias.startsWith("/") && alias.length() > 1;
            all.add(
                    Map.of(
                            "matcher",
                            Map.of("id", regex ? "byRegexp" : "byName", "options", alias),
                            "properties",
                            properties));
        }
        return all;
    }

    private static void single(Json json, Map<String, Object> look) {
        Map<String, @Nullable Object> defaults = defaults(json.text("format"), json);
        List<Object> steps = new ArrayList<>();
        String[] bounds = json.text("thresholds").split(",");
        List<Json> colors = json.list("colors");
        for (int i = 0; i < colors.size(); i++) {
            Map<String, @Nullable Object> step = new LinkedHashMap<>();
            boolean bound =
                    i > 0 && i <= bounds.length && bounds[i - 1].strip().matches("-?[0-9.]{1,15}");
            step.put("value", bound ? (Object) Double.parseDouble(bounds[i - 1].strip()) : null);
            step.put("color", colors.get(i).text());
            if (i == 0 || bound) {
                steps.add(step);
            }
        }
        defaults.put("thresholds", Map.of("mode", "absolute", "steps", steps));
        look.put("fieldConfig", Map.of("defaults", defaults, "overrides", List.of()));
        String name = json.text("valueName");
        String calc =
                switch (name) {
                    case "avg" -> "mean";
                    case "total" -> "sum";
                    case "min", "max", "first", "range" -> name;
                    default -> "lastNotNull";
                };
        boolean gauge = json.at("gauge").filter(g -> g.flag("show")).isPresent();
        look.put(
                "options",
                Map.of(
                        "reduceOptions",
                        Map.of("calcs", List.of(calc)),
                        "gauge",
                        gauge,
                        "colorMode",
                        json.flag("colorBackground")
                                ? "background"
                                : json.flag("colorValue") ? "value" : "none"));
    }
}
