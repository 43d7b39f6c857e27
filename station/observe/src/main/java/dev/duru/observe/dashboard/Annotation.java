package dev.duru.observe.dashboard;

import java.util.Arrays;
import java.util.List;

/**
 * What a dashboard marks on the time axis of its graphs.
 *
 * @param own whether it is what Duru knows itself: deployments, rollbacks and alerts
 * @param expr the query; a value above 0 marks its time
 * @param enabled whether it is shown at first
 * @param hidden whether there is no switch for it
 * @param color as the file names it
 * @param tagKeys labels whose values are told as tags
 * @param step between two looks, such as {@code 60s}; empty for the usual one
 * @param inValue whether the value itself is the time, in milliseconds
 */
public record Annotation(
        String name,
        boolean own,
        String expr,
        boolean enabled,
        boolean hidden,
        String color,
        String title,
        String text,
        List<String> tagKeys,
        String step,
        boolean inValue) {
    private static final String USUAL_COLOR = "rgba(0, 211, 255, 1)";

    static Annotation of(Json json) {
        json.object("annotations.list");
        Json target = json.at("target").orElse(json);
        String expr = json.text("expr").isEmpty() ? target.text("expr") : json.text("expr");
        boolean own = json.number("builtIn", 0) == 1 || isOwn(json);
        String color = json.text("iconColor");
        return new Annotation(
                json.text("name"),
                own,
                expr,
                json.at("enable").isEmpty() || json.flag("enable"),
                json.flag("hide"),
                color.isEmpty() ? USUAL_COLOR : color,
                json.text("titleFormat"),
                json.text("textFormat"),
                Arrays.stream(json.text("tagKeys").split(","))
                        .map(String::strip)
                        .filter(key -> !key.isEmpty())
                        .toList(),
                json.text("step"),
                json.text("useValueForTime").equals("on") || json.flag("useValueForTime"));
    }

    /** Grafana's own annotations are what Duru tells by itself. */
    private static boolean isOwn(Json json) {
        return json.at("datasource")
                .map(source -> source.text() + source.text("uid"))
                .filter(source -> source.equals("-- Grafana --") || source.equals("grafana"))
                .isPresent();
    }

    /** What is marked where a file says nothing of it. */
    static Annotation standard() {
        return new Annotation("", true, "", true, true, USUAL_COLOR, "", "", List.of(), "", false);
    }
}
