package dev.duru.observe.rules;

import dev.duru.observe.query.Queries;
import dev.duru.observe.template.PrometheusFunctions;
import dev.duru.observe.template.Template;
import dev.duru.observe.template.TemplateException;
import dev.duru.observe.template.Values;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.TsdbException;
import dev.duru.tsdb.query.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Renders the templates of alerting rules at one time. */
final class RuleTexts {
    private final Map<String, Template> parsed = new HashMap<>();
    private final RuleHost host;
    private final PrometheusFunctions functions;

    RuleTexts(RuleHost host, Queries queries, long at) {
        this.host = host;
        this.functions =
                new PrometheusFunctions(
                        query -> samples(queries, query, at), host.externalUrl(), at / 1000.0);
    }

    /** The text, or words about what is wrong in its place: an alert must not be lost for it. */
    String render(String text, Labels labels, double value) {
        if (!text.contains("{{")) {
            return text;
        }
        Map<String, Object> dot = new HashMap<>();
        dot.put(Values.FIXED, "");
        dot.put("Labels", labels.map());
        dot.put("ExternalLabels", host.externalLabels());
        dot.put("ExternalURL", host.externalUrl());
        dot.put("Value", value);
        Map<String, Object> variables =
                Map.of(
                        "$labels",
                        labels.map(),
                        "$externalLabels",
                        host.externalLabels(),
                        "$externalURL",
                        host.externalUrl(),
                        "$value",
                        value);
        try {
            return parsed.computeIfAbsent(text, Template::parse).render(dot, variables, functions);
        } catch (TemplateException e) {
            return "<error expanding template: " + e.getMessage() + ">";
        }
    }

    private static List<Map<String, Object>> samples(Queries queries, String query, long at) {
        try {
            return switch (queries.value(query, at)) {
                case Value.Scalar(double value) -> List.of(sample(Labels.EMPTY, value));
                case Value.Text(String text) ->
                        List.of(sample(Labels.EMPTY.with("__value__", text), 0));
                case Value.Vector(List<Value.Sample> all) -> {
                    List<Map<String, Object>> samples = new ArrayList<>();
                    all.forEach(s -> samples.add(sample(s.labels(), s.value())));
                    yield samples;
                }
                case Value.Matrix _ ->
                        throw new TemplateException("query: " + query + " gives a range");
            };
        } catch (TsdbException e) {
            throw new TemplateException("query: " + e.getMessage());
        }
    }

    private static Map<String, Object> sample(Labels labels, double value) {
        return Map.of("Labels", labels.map(), "Value", value);
    }
}
