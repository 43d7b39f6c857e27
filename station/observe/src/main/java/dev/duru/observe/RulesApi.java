package dev.duru.observe;

import dev.duru.observe.rules.AlertingState.Active;
import dev.duru.observe.rules.Group;
import dev.duru.observe.rules.Rule;
import dev.duru.observe.rules.RuleGroup;
import dev.duru.tsdb.number.NumberText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Rules and alerts in the shape of Prometheus' HTTP API. */
final class RulesApi {
    private final Observe observe;

    RulesApi(Observe observe) {
        this.observe = observe;
    }

    Object rules(ApiParameters parameters) {
        Optional<String> type = parameters.text("type");
        List<String> names = parameters.all("rule_name[]");
        List<String> groupNames = parameters.all("rule_group[]");
        List<String> files = parameters.all("file[]");
        List<Object> groups = new ArrayList<>();
        for (Group group : observe.watch().rules().groups()) {
            RuleGroup definition = group.definition();
            boolean wanted =
                    (groupNames.isEmpty() || groupNames.contains(definition.name()))
                            && (files.isEmpty() || files.contains(definition.file()));
            List<Object> rules = new ArrayList<>();
            for (Group.Status status : group.statuses()) {
                boolean alerting = status.rule() instanceof Rule.Alerting;
                if (type.isPresent() && !type.get().equals(alerting ? "alert" : "record")
                        || !names.isEmpty() && !names.contains(status.rule().name())) {
                    continue;
                }
                rules.add(rule(status));
            }
            if (wanted && !(rules.isEmpty() && !names.isEmpty())) {
                groups.add(group(group, rules));
            }
        }
        return Map.of("groups", groups);
    }

    private static Map<String, Object> group(Group group, List<Object> rules) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", group.definition().name());
        json.put("file", group.definition().file());
        json.put("rules", rules);
        json.put("interval", group.definition().interval().toMillis() / 1000.0);
        json.put("limit", group.definition().limit());
        json.put("evaluationTime", group.lastSeconds());
        json.put("lastEvaluation", time(group.lastMillis()));
        return json;
    }

    /** The zero of Go's times stands for never. */
    private static String time(long millis) {
        return millis == 0 ? "0001-01-01T00:00:00Z" : Instant.ofEpochMilli(millis).toString();
    }

    private static Map<String, Object> rule(Group.Status status) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", status.rule().name());
        json.put("query", status.rule().query());
        json.put("labels", status.rule().labels());
        json.put("health", status.health());
        if (!status.problem().isEmpty()) {
            json.put("lastError", status.problem());
        }
        json.put("evaluationTime", status.seconds());
        json.put("lastEvaluation", time(status.atMillis()));
        switch (status.rule()) {
            case Rule.Recording _ -> json.put("type", "recording");
            case Rule.Alerting rule -> {
                List<Active> current = current(status);
                json.put("state", state(current));
                json.put("duration", rule.pending().toMillis() / 1000.0);
                json.put("keepFiringFor", rule.keepFiring().toMillis() / 1000.0);
                json.put("annotations", rule.annotations());
                json.put("alerts", current.stream().map(RulesApi::alert).toList());
                json.put("type", "alerting");
            }
        }
        return json;
    }

    static List<Active> current(Group.Status status) {
        return status.alerts() == null ? List.of() : status.alerts().current();
    }

    private static String state(List<Active> alerts) {
        return alerts.stream()
                .map(Active::state)
                .max(java.util.Comparator.naturalOrder())
                .map(state -> state.name().toLowerCase(Locale.ROOT))
                .orElse("inactive");
    }

    private static Map<String, Object> alert(Active alert) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("labels", alert.labels().map());
        json.put("annotations", alert.annotations());
        json.put("state", alert.state().name().toLowerCase(Locale.ROOT));
        json.put("activeAt", time(alert.activeAt()));
        json.put("value", NumberText.general(alert.value()));
        return json;
    }

    Object alerts() {
        List<Object> alerts = new ArrayList<>();
        for (Group group : observe.watch().rules().groups()) {
            group.statuses().forEach(s -> current(s).forEach(a -> alerts.add(alert(a))));
        }
        return Map.of("alerts", alerts);
    }
}
