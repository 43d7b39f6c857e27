package dev.duru.observe.alerts;

import dev.duru.observe.template.PrometheusFunctions;
import dev.duru.observe.template.Template;
import dev.duru.observe.template.TemplateException;
import dev.duru.tsdb.Labels;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a group's message says, in the shapes of receivers. */
final class Messages {
    /** The usual heading. */
    static final String TITLE =
            "[{{ .Status | toUpper }}{{ if eq .Status \"firing\" }}:{{ len .Alerts }}{{ end }}]"
                    + " {{ range $k, $v := .GroupLabels }}{{ $v }} {{ end }}";

    /** The usual text. */
    static final String TEXT =
            "{{ range .Alerts }}{{ .Status }}: {{ .Labels.alertname }}"
                    + "{{ range $k, $v := .Labels }}{{ if ne $k \"alertname\" }} {{ $k }}={{ $v }}"
                    + "{{ end }}{{ end }}{{ range $k, $v := .Annotations }}\n  {{ $k }}: {{ $v }}"
                    + "{{ end }}\n{{ end }}";

    private Messages() {}

    /**
     * The document that web hooks get:
     * https://prometheus.io/docs/alerting/latest/configuration/#webhook_config.
     *
     * @param key of the group
     */
    static Map<String, Object> document(
            String key,
            String receiver,
            Labels group,
            List<Alert> alerts,
            String url,
            Instant now) {
        boolean firing = alerts.stream().anyMatch(a -> !a.resolvedAt(now));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", "4");
        json.put("groupKey", key);
        json.put("truncatedAlerts", 0);
        json.put("status", firing ? "firing" : "resolved");
        json.put("receiver", receiver);
        json.put("groupLabels", group.map());
        json.put("commonLabels", common(alerts.stream().map(a -> a.labels().map()).toList()));
        json.put("commonAnnotations", common(alerts.stream().map(Alert::annotations).toList()));
        json.put("externalURL", url);
        List<Object> all = new ArrayList<>();
        for (Alert alert : alerts) {
            Map<String, Object> one = new LinkedHashMap<>();
            boolean over = alert.resolvedAt(now);
            one.put("status", over ? "resolved" : "firing");
            one.put("labels", alert.labels().map());
            one.put("annotations", alert.annotations());
            one.put("startsAt", alert.startsAt().toString());
            one.put("endsAt", over ? alert.endsAt().toString() : "0001-01-01T00:00:00Z");
            one.put("generatorURL", alert.generatorUrl());
            one.put("fingerprint", alert.fingerprint());
            all.add(one);
        }
        json.put("alerts", all);
        return json;
    }

    private static Map<String, String> common(List<Map<String, String>> all) {
        Map<String, String> common = new LinkedHashMap<>(all.getFirst());
        all.forEach(each -> common.entrySet().retainAll(each.entrySet()));
        return common;
    }

    /**
     * A text made of a document; templates name its fields with a capital.
     *
     * @param library what the template may call
     */
    static String render(String template, Map<String, Object> document, Template library) {
        Map<String, Object> dot = new LinkedHashMap<>(capital(document));
        dot.put("ExternalURL", document.getOrDefault("externalURL", ""));
        try {
            return Template.parse(template)
                    .with(library)
                    .render(
                            dot,
                            Map.of(),
                            new AlertFunctions(new PrometheusFunctions(q -> List.of(), "", 0)))
                    .strip();
        } catch (TemplateException e) {
            return "the message cannot be made: " + e.getMessage();
        }
    }

    private static Map<String, Object> capital(Map<?, ?> document) {
        Map<String, Object> dot = new LinkedHashMap<>();
        document.forEach((key, value) -> {
            String name = String.valueOf(key);
            Object inner =
                    value instanceof List<?> list
                            ? list.stream()
                                    .map(e -> e instanceof Map<?, ?> m ? capital(m) : e)
                                    .toList()
                            : value;
            if (inner != null) {
                dot.put(Character.toUpperCase(name.charAt(0)) + name.substring(1), inner);
            }
        });
        return dot;
    }
}
