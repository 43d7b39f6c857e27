package dev.duru.observe.dashboard;

import dev.duru.observe.dashboard.Dashboard.Panel;
import dev.duru.observe.dashboard.Dashboard.Target;
import dev.duru.observe.query.Queries;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Series;
import dev.duru.tsdb.TsdbException;
import dev.duru.tsdb.histogram.Histogram;
import dev.duru.tsdb.query.Durations;
import dev.duru.tsdb.query.QueryEngine;
import dev.duru.tsdb.query.Value;
import dev.duru.web.Markdown;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Asks what a panel asks, and shapes the answers. */
final class PanelData {
    private static final long SCRAPE = 15_000;
    private static final int MOST_SERIES = 500;
    private static final Pattern PLACE = Pattern.compile("\\{\\{\\s*(.+?)\\s*}}");
    private static final long[] STEPS = {
        1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1_200, 1_800, 3_600, 7_200, 10_800, 21_600,
        43_200, 86_400, 604_800
    };

    private final Queries queries;
    private final Variables variables;
    private final Panel panel;
    private final Interpolation.Time time;
    private final Interpolation place;
    private final List<Object> series = new ArrayList<>();
    private final List<Frame> frames = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * A question of a panel.
     *
     * @param page the time of the page
     * @param points how many points its graph has room for
     */
    PanelData(
            Queries queries,
            Variables variables,
            Panel panel,
            Interpolation.Time page,
            int points) {
        this.queries = queries;
        this.variables = variables;
        this.panel = panel;
        this.time = time(page, points);
        this.place = variables.interpolation(time);
    }

    private Interpolation.Time time(Interpolation.Time page, int points) {
        Dashboard.Asking asking = panel.asking();
        long to = page.to() - length(asking.timeShift(), 0);
        long range = length(asking.timeFrom(), page.to() - page.from());
        long shortest = length(variables.interpolation(page).query(asking.interval()), 0);
        long interval = step(range, Math.min(points, asking.mostPoints()));
        return new Interpolation.Time(to - range, to, Math.max(interval, shortest), SCRAPE);
    }

    private static long step(long range, int points) {
        long wanted = range / 1_000 / Math.max(1, points);
        for (long each : STEPS) {
            if (each >= wanted) {
                return each * 1_000;
            }
        }
        return wanted * 1_000;
    }

    /** A length such as {@code 1d}, {@code >10s} or {@code now-1h}; else another. */
    private static long length(String text, long otherwise) {
        String plain = text.replaceFirst("^(now-|>=?|<=?)", "").strip();
        try {
            return plain.isEmpty() ? otherwise : Math.max(1, Durations.millis(plain));
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    /** The answer, for JSON. */
    Map<String, @Nullable Object> answer() {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("from", time.from());
        body.put("to", time.to());
        body.put("title", place.words(panel.title()));
        if (panel.type().equals("text")) {
            Object options = panel.look().get("options");
            Object content = options instanceof Map<?, ?> map ? map.get("content") : "";
            body.put("html", Markdown.html(place.words(content instanceof String t ? t : "")));
            return body;
        }
        if (panel.asking().source().contains("loki") || panel.type().equals("logs")) {
            body.put(
                    "loki",
                    panel.asking().targets().stream().map(t -> place.query(t.expr())).toList());
            return body;
        }
        long step = time.interval();
        long from = Math.floorDiv(time.from(), step) * step;
        body.put("start", from);
        body.put("step", step);
        for (Target target : panel.asking().targets()) {
            try {
                ask(target, from, step);
            } catch (TsdbException e) {
                notes.add(target.refId() + ": " + e.getMessage());
            }
        }
        Transformations transformations = new Transformations();
        if (panel.type().startsWith("table") || !frames.isEmpty()) {
            Frame frame = transformations.apply(frames, panel.asking().transformations());
            body.put("table", frame.columns());
        } else {
            panel.asking()
                    .transformations()
                    .forEach(each -> transformations.leftOut().add(each.id()));
        }
        body.put("series", series);
        body.put("notes", notes);
        body.put("leftOut", transformations.leftOut());
        return body;
    }

    private void ask(Target target, long from, long step) {
        String query = place.query(target.expr());
        boolean table = target.format().equals("table") || panel.type().startsWith("table");
        if (target.instant() || table) {
            QueryEngine.Result result = queries.instant(query, time.to(), Queries.Bounds.SHORT);
            notes.addAll(result.warnings());
            instant(target, result.value(), table);
            return;
        }
        long own = Math.max(step, length(target.step(), 0));
        QueryEngine.Result result =
                queries.range(query, from, time.to(), own, Queries.Bounds.SHORT);
        notes.addAll(result.warnings());
        if (result.value() instanceof Value.Matrix(List<Series> all)) {
            all.stream().limit(MOST_SERIES).forEach(s -> add(target, query, s));
            if (all.size() > MOST_SERIES) {
                notes.add(target.refId() + ": " + MOST_SERIES + " of " + all.size() + " series");
            }
        }
    }

    private void add(Target target, String query, Series found) {
        List<Long> times = new ArrayList<>(found.size());
        List<@Nullable Double> values = new ArrayList<>(found.size());
        for (int i = 0; i < found.size(); i++) {
            Histogram histogram = found.histogram(i);
            double value = histogram == null ? found.values()[i] : histogram.count();
            times.add(found.times()[i]);
            values.add(Double.isFinite(value) ? (Double) value : null);
        }
        series(target, query, found.labels(), times, values);
    }

    private void series(
            Target target,
            String query,
            Labels labels,
            List<Long> times,
            List<@Nullable Double> values) {
        Map<String, @Nullable Object> one = new LinkedHashMap<>();
        one.put("refId", target.refId());
        one.put("name", legend(target, query, labels));
        one.put("labels", labels.map());
        one.put("times", times);
        one.put("values", values);
        series.add(one);
    }

    private void instant(Target target, Value value, boolean table) {
        List<Value.Sample> samples =
                switch (value) {
                    case Value.Vector(List<Value.Sample> all) -> all;
                    case Value.Scalar(double number) ->
                            List.of(new Value.Sample(Labels.EMPTY, number, null));
                    case Value.Text text -> List.of();
                    case Value.Matrix matrix -> List.of();
                };
        boolean several = panel.asking().targets().size() > 1;
        Frame frame = Frame.empty();
        for (Value.Sample sample : samples.subList(0, Math.min(samples.size(), 10 * MOST_SERIES))) {
            Histogram histogram = sample.histogram();
            double number = histogram == null ? sample.value() : histogram.count();
            if (!table) {
                series(
                        target,
                        target.expr(),
                        sample.labels(),
                        List.of(time.to()),
                        Collections.singletonList(Double.isFinite(number) ? number : null));
                continue;
            }
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            row.put(Frame.TIME, time.to());
            row.putAll(sample.labels().map());
            row.put(
                    several ? Frame.VALUE + " #" + target.refId() : Frame.VALUE,
                    Double.isFinite(number) ? (Object) number : Double.toString(number));
            frame.add(row);
        }
        if (table) {
            frames.add(frame);
        }
    }

    /** The name of a series as the query's legend says; without one, its labels. */
    private String legend(Target target, String query, Labels labels) {
        String legend = place.words(target.legend());
        if (legend.isEmpty() || legend.equals("__auto")) {
            String own = labels.toString();
            return own.equals("{}") || own.isEmpty() ? query : own;
        }
        return PLACE.matcher(legend)
                .replaceAll(place -> Matcher.quoteReplacement(labels.value(place.group(1))));
    }
}
