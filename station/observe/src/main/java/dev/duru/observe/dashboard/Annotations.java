package dev.duru.observe.dashboard;

import dev.duru.observe.query.Queries;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Series;
import dev.duru.tsdb.query.Durations;
import dev.duru.tsdb.query.QueryEngine;
import dev.duru.tsdb.query.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds what an annotation of a dashboard marks. */
record Annotations(Queries queries, Variables variables, Interpolation.Time time) {
    private static final int MOST = 1_000;
    private static final long STEP = 60_000;
    private static final int MOST_POINTS = 5_000;
    private static final Pattern PLACE = Pattern.compile("\\{\\{\\s*(.+?)\\s*}}");

    /** Times at which the query's value is above 0; those that follow each other are one. */
    List<Map<String, Object>> events(Annotation annotation) {
        long step = step(annotation.step());
        Interpolation place =
                variables.interpolation(
                        new Interpolation.Time(time.from(), time.to(), step, time.scrape()));
        String query = variables.filters().narrowed(place.query(annotation.expr()));
        long from = Math.floorDiv(time.from(), step) * step;
        QueryEngine.Result result =
                queries.range(query, from, time.to(), step, Queries.Bounds.SHORT);
        List<Map<String, Object>> events = new ArrayList<>();
        if (result.value() instanceof Value.Matrix(List<Series> all)) {
            for (Series series : all) {
                events.addAll(events(annotation, series, step));
            }
        }
        events.sort(Comparator.comparingLong(e -> (Long) Objects.requireNonNull(e.get("time"))));
        return events.size() <= MOST ? events : events.subList(events.size() - MOST, events.size());
    }

    private long step(String text) {
        long range = time.to() - time.from();
        long least = Math.ceilDiv(range, MOST_POINTS);
        try {
            return Math.max(text.isBlank() ? STEP : Durations.millis(text.strip()), least);
        } catch (NumberFormatException e) {
            return Math.max(STEP, least);
        }
    }

    private static List<Map<String, Object>> events(
            Annotation annotation, Series series, long step) {
        List<Map<String, Object>> events = new ArrayList<>();
        long last = Long.MIN_VALUE;
        for (int i = 0; i < series.size(); i++) {
            double value = series.values()[i];
            long at = annotation.inValue() ? (long) value : series.times()[i];
            if (!annotation.inValue() && !(value > 0) || annotation.inValue() && at == last) {
                continue;
            }
            if (!annotation.inValue() && !events.isEmpty() && at - last <= step) {
                events.getLast().put("until", at);
            } else {
                events.add(event(annotation, series.labels(), at));
            }
            last = at;
        }
        return events;
    }

    private static Map<String, Object> event(Annotation annotation, Labels labels, long at) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("time", at);
        event.put("until", at);
        event.put("title", filled(annotation.title(), labels, annotation.name()));
        event.put("text", filled(annotation.text(), labels, ""));
        event.put(
                "tags",
                annotation.tagKeys().stream()
                        .map(labels::value)
                        .filter(tag -> !tag.isEmpty())
                        .toList());
        return event;
    }

    private static String filled(String text, Labels labels, String otherwise) {
        return text.isBlank()
                ? otherwise
                : PLACE.matcher(text)
                        .replaceAll(
                                place -> Matcher.quoteReplacement(labels.value(place.group(1))));
    }
}
