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
    private static final int MOST_ROWS = 5_000;
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
    private final List<Frame> frames = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();

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
            body.put("html", text());
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
        Transformations transformations = new Transformations(place::words);
        List<Frame> shown = transformations.apply(frames, panel.asking().transformations());
        boolean table = isTable();
        List<Frame> rows = shown.stream().filter(f -> table || !f.overTime()).toList();
        if (!rows.isEmpty()) {
            body.put("table", Joining.merged(rows).columns());
        }
        body.put(
                "series",
                shown.stream()
                        .filter(f -> f.overTime() && !table)
                        .flatMap(f -> series(f).stream())
                        .toList());
        body.put("notes", notes);
        body.put("queries", asked);
        body.put("leftOut", transformations.leftOut());
        return body;
    }

    /** What a panel of text says; HTML by its list, everything else as Markdown. */
    private String text() {
        Object options = panel.look().get("options");
        Map<?, ?> said = options instanceof Map<?, ?> map ? map : Map.of();
        String content = place.words(said.get("content") instanceof String t ? t : "");
        return "html".equals(said.get("mode")) ? PanelHtml.of(content) : Markdown.html(content);
    }

    private boolean isTable() {
        return panel.type().startsWith("table");
    }

    /** Each column of a frame besides its times. */
    private static List<Map<String, @Nullable Object>> series(Frame frame) {
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        for (String name : frame.numbers()) {
            Map<String, @Nullable Object> one = new LinkedHashMap<>();
            one.put("refId", frame.refId());
            one.put("name", name);
            one.put("labels", frame.labels());
            one.put("times", frame.column(Frame.TIME));
            one.put("values", frame.column(name));
            all.add(one);
        }
        return all;
    }

    /**
     * A table of values of one moment, unless the file says otherwise; what is to be transformed is
     * asked over time, for a transformation says what remains of it.
     */
    private void ask(Target target, long from, long step) {
        String query = variables.filters().narrowed(place.query(target.expr()));
        asked.add(query);
        boolean table = target.format().equals("table") || isTable();
        boolean overTime =
                target.ranged()
                        || !target.format().equals("table")
                                && !panel.asking().transformations().isEmpty();
        if (target.instant() || table && !overTime) {
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
            if (all.size() > MOST_SERIES) {
                notes.add(target.refId() + ": " + MOST_SERIES + " of " + all.size() + " series");
            }
            List<Series> few = all.subList(0, Math.min(MOST_SERIES, all.size()));
            if (panel.type().equals("heatmap") && HistogramRows.fits(few)) {
                frames.addAll(HistogramRows.of(target.refId(), few));
            } else if (target.format().equals("table")) {
                frames.add(table(target, few));
            } else {
                few.forEach(s -> frames.add(frame(target, query, s)));
            }
        }
    }

    private Frame frame(Target target, String query, Series found) {
        List<@Nullable Object> times = new ArrayList<>(found.size());
        List<@Nullable Object> values = new ArrayList<>(found.size());
        for (int i = 0; i < found.size(); i++) {
            double value = value(found, i);
            times.add(found.times()[i]);
            values.add(Double.isFinite(value) ? (Object) value : null);
        }
        return Frame.series(
                target.refId(),
                legend(target, query, found.labels()),
                found.labels().map(),
                times,
                values);
    }

    private static double value(Series found, int i) {
        Histogram histogram = found.histogram(i);
        return histogram == null ? found.values()[i] : histogram.count();
    }

    /** All points as rows, with the labels as columns. */
    private Frame table(Target target, List<Series> all) {
        Frame frame = Frame.empty();
        for (Series each : all) {
            for (int i = 0; i < each.size() && frame.rows() < MOST_ROWS; i++) {
                frame.add(row(target, each.times()[i], each.labels(), value(each, i)));
            }
        }
        return frame;
    }

    private Map<String, @Nullable Object> row(
            Target target, long at, Labels labels, double number) {
        boolean several = panel.asking().targets().size() > 1;
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put(Frame.TIME, at);
        row.putAll(labels.map());
        row.put(
                several ? Frame.VALUE + " #" + target.refId() : Frame.VALUE,
                Double.isFinite(number) ? (Object) number : Double.toString(number));
        return row;
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
        Frame frame = Frame.empty();
        for (Value.Sample sample : samples.subList(0, Math.min(samples.size(), MOST_ROWS))) {
            Histogram histogram = sample.histogram();
            double number = histogram == null ? sample.value() : histogram.count();
            if (table) {
                frame.add(row(target, time.to(), sample.labels(), number));
                continue;
            }
            List<@Nullable Object> times = new ArrayList<>();
            List<@Nullable Object> values = new ArrayList<>();
            times.add(time.to());
            values.add(Double.isFinite(number) ? (Object) number : null);
            frames.add(
                    Frame.series(
                            target.refId(),
                            legend(target, target.expr(), sample.labels()),
                            sample.labels().map(),
                            times,
                            values));
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
