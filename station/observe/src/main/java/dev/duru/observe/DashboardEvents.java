package dev.duru.observe;

import dev.duru.kernel.ProjectName;
import dev.duru.observe.alerts.Alert;
import dev.duru.observe.alerts.AlertEvent;
import dev.duru.observe.events.Happening;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What Duru itself knows of and marks on graphs: deployments, rollbacks, failed gates and alerts;
 * and the alerts that fire.
 */
record DashboardEvents(Observe observe) {
    private static final int MOST_ALERTS = 200;

    /** Marks between two moments, each with a {@code tone} for how good it is. */
    List<Map<String, Object>> of(ProjectName project, Instant from, Instant to) {
        List<Map<String, Object>> marks = new ArrayList<>();
        for (Happening each : new Happenings(observe.ledger()).of(project, "", from, to)) {
            String tone = each.isBad() ? "bad" : each.kind().equals("deployed") ? "good" : "";
            marks.add(mark(each.at(), each.title(), each.text(), tone));
        }
        for (AlertEvent each :
                observe.alerts().history(project.toString(), "", Long.MAX_VALUE, MOST_ALERTS)) {
            if (!each.at().isBefore(from) && !each.at().isAfter(to)) {
                boolean fires = each.state().equals("firing");
                String text = each.annotations().getOrDefault("summary", "");
                marks.add(
                        mark(
                                each.at(),
                                each.name() + (fires ? " \u26a0" : " \u2713"),
                                text,
                                fires ? "warn" : "good"));
            }
        }
        marks.sort(
                Comparator.comparingLong(each -> (Long) Objects.requireNonNull(each.get("time"))));
        return marks;
    }

    private static Map<String, Object> mark(Instant at, String title, String text, String tone) {
        Map<String, Object> mark = new LinkedHashMap<>();
        mark.put("time", at.toEpochMilli());
        mark.put("until", at.toEpochMilli());
        mark.put("title", title);
        mark.put("text", text);
        mark.put("tags", List.of());
        mark.put("tone", tone);
        return mark;
    }

    /**
     * The alerts that fire.
     *
     * @param app of which project; empty for all
     */
    List<Map<String, Object>> firing(String app) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (Alert alert : observe.alerts().current()) {
            if (app.isEmpty() || alert.labels().value("app").equals(app)) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("name", alert.name());
                one.put("since", alert.startsAt().toEpochMilli());
                one.put("labels", alert.labels().map());
                one.put("annotations", alert.annotations());
                one.put(
                        "muted",
                        !observe.alerts().mutedBy(alert, observe.clock().instant()).isEmpty());
                all.add(one);
            }
        }
        return all;
    }
}
