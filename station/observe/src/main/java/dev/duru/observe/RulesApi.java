package dev.duru.observe;

import dev.duru.observe.rules.AlertingState.Active;
import dev.duru.observe.rules.Group;
import dev.duru.observe.rules.Rule;
import dev.duru.observe.rules.RuleGroup;
import dev.duru.tsdb.Matcher;
import dev.duru.tsdb.number.NumberText;
import dev.duru.web.Access;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Rules and alerts in the shape of Prometheus' HTTP API: all for administrators, those of a project
 * for everybody who may see it.
 */
final class RulesApi {
    private final Observe observe;

    RulesApi(Observe observe) {
        this.observe = observe;
    }

    void add(Router router) {
        router.api("GET", "/rules", Access.SIGNED_IN, r -> reply(r, this::rules))
                .api("GET", "/alerts", Access.SIGNED_IN, r -> reply(r, this::alerts));
    }

    private static Reply reply(Request request, StatusApi.Told told) {
        ApiParameters parameters = new ApiParameters(request);
        return ApiParameters.answer(() -> told.of(parameters));
    }

    /** Those of a project, or all. */
    private List<Group> groups(ApiParameters parameters) {
        String project = parameters.project();
        return observe.watch().rules().groups().stream()
                .filter(group -> project.isEmpty() || group.definition().scope().equals(project))
                .toList();
    }

    /** Which rules are wanted. */
    private record Filter(
            String type, List<String> names, List<List<Matcher>> labels, boolean withAlerts) {
        static Filter of(ApiParameters parameters) {
            String type = parameters.text("type").orElse("").toLowerCase(Locale.ROOT);
            if (!List.of("", "alert", "record").contains(type)) {
                throw ApiParameters.wrong("type", "not supported value " + NumberText.quoted(type));
            }
            return new Filter(
                    type,
                    parameters.all("rule_name[]"),
                    parameters.selectors(),
                    !parameters.flag("exclude_alerts"));
        }

        boolean takes(Rule rule) {
            boolean kind =
                    switch (rule) {
                        case Rule.Alerting _ -> !type.equals("record");
                        case Rule.Recording _ -> !type.equals("alert");
                    };
            return kind
                    && (names.isEmpty() || names.contains(rule.name()))
                    && (labels.isEmpty() || labels.stream().anyMatch(all -> fit(all, rule)));
        }

        private static boolean fit(List<Matcher> all, Rule rule) {
            return all.stream().allMatch(m -> m.test(rule.labels().getOrDefault(m.label(), "")));
        }
    }

    private Reply rules(ApiParameters parameters) {
        List<Group> groups = groups(parameters);
        Filter filter = Filter.of(parameters);
        List<String> names = parameters.all("rule_group[]");
        List<String> files = parameters.all("file[]");
        int most = pageSize(parameters);
        String token = parameters.text("group_next_token").orElse("");
        List<Object> page = new ArrayList<>();
        String next = "";
        boolean found = token.isEmpty();
        for (Group group : groups) {
            RuleGroup definition = group.definition();
            found |= token.equals(token(definition));
            List<Object> rules =
                    group.statuses().stream()
                            .filter(status -> filter.takes(status.rule()))
                            .<Object>map(status -> rule(status, filter.withAlerts()))
                            .toList();
            boolean wanted =
                    found
                            && !rules.isEmpty()
                            && (names.isEmpty() || names.contains(definition.name()))
                            && (files.isEmpty() || files.contains(definition.file()));
            if (wanted && most > 0 && page.size() == most) {
                next = token(definition);
                break;
            }
            if (wanted) {
                page.add(group(group, rules));
            }
        }
        if (!found) {
            throw ApiParameters.wrong(
                    "group_next_token",
                    "invalid group_next_token '" + token + "'. were rule groups changed?");
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("groups", page);
        if (!next.isEmpty()) {
            json.put("groupNextToken", next);
        }
        return PrometheusJson.success(json);
    }

    /** How many groups to a page; 0 for all of them. */
    private static int pageSize(ApiParameters parameters) {
        String text = parameters.text("group_limit").orElse("");
        if (text.isEmpty()) {
            if (parameters.text("group_next_token").filter(t -> !t.isEmpty()).isPresent()) {
                throw ApiParameters.wrong(
                        "group_next_token",
                        "group_limit needs to be present in order to paginate over the groups");
            }
            return 0;
        }
        if (!text.matches("[+-]?[0-9]{1,9}")) {
            throw ApiParameters.wrong(
                    "group_limit",
                    "group_limit needs to be a valid number: " + NumberText.quoted(text));
        }
        int most = Integer.parseInt(text);
        if (most <= 0) {
            throw ApiParameters.wrong("group_limit", "group_limit needs to be greater than 0");
        }
        return most;
    }

    /** By which a client finds the group at which the next page begins. */
    private static String token(RuleGroup group) {
        try {
            byte[] name = (group.file() + ";" + group.name()).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(name));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> group(Group group, List<Object> rules) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", group.definition().name());
        json.put("file", group.definition().file());
        json.put("rules", rules);
        json.put("interval", group.definition().interval().toMillis() / 1000.0);
        json.put("limit", group.definition().limit());
        json.put("evaluationTime", group.lastSeconds());
        json.put("lastEvaluation", PrometheusJson.time(group.lastMillis()));
        return json;
    }

    private static Map<String, Object> rule(Group.Status status, boolean withAlerts) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", status.rule().name());
        json.put("query", status.rule().query());
        json.put("labels", status.rule().labels());
        json.put("health", status.health());
        if (!status.problem().isEmpty()) {
            json.put("lastError", status.problem());
        }
        json.put("evaluationTime", status.seconds());
        json.put("lastEvaluation", PrometheusJson.time(status.atMillis()));
        switch (status.rule()) {
            case Rule.Recording _ -> json.put("type", "recording");
            case Rule.Alerting rule -> {
                List<Active> current = current(status);
                json.put("state", state(current));
                json.put("duration", rule.pending().toMillis() / 1000.0);
                json.put("keepFiringFor", rule.keepFiring().toMillis() / 1000.0);
                json.put("annotations", rule.annotations());
                json.put(
                        "alerts",
                        withAlerts ? current.stream().map(RulesApi::alert).toList() : List.of());
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
        json.put("activeAt", PrometheusJson.time(alert.activeAt()));
        json.put("value", NumberText.general(alert.value()));
        return json;
    }

    private Reply alerts(ApiParameters parameters) {
        List<Object> alerts = new ArrayList<>();
        for (Group group : groups(parameters)) {
            group.statuses().forEach(s -> current(s).forEach(a -> alerts.add(alert(a))));
        }
        return PrometheusJson.success(Map.of("alerts", alerts));
    }
}
