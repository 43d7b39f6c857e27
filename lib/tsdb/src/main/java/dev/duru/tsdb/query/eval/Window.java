package dev.duru.tsdb.query.eval;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.histogram.Histogram;
import dev.duru.tsdb.number.NumberText;
import dev.duru.tsdb.query.syntax.Expr.Extension;
import dev.duru.tsdb.query.syntax.Place;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a function over ranges sees of one series at one step, and where it puts its result. */
final class Window {
    private final Frame frame;
    private final Labels labels;
    private final Track track;
    private int firstFloat;
    private int endFloat;
    private int firstHistogram;
    private int endHistogram;
    private int step;
    private long startMillis;
    private long endMillis;
    private double result;
    private @Nullable Histogram histogramResult;
    private boolean hasResult;

    /**
     * What is the same for all steps and series of a call.
     *
     * @param rangeMillis length of the range
     * @param extension what is taken from beyond it
     * @param scalars the numbers among the arguments, a row each
     * @param place where messages point to
     */
    record Frame(
            Steps steps,
            long rangeMillis,
            Extension extension,
            List<Row> scalars,
            Place place,
            Annotations annotations) {}

    Window(Frame frame, Labels labels, Track track) {
        this.frame = frame;
        this.labels = labels;
        this.track = track;
    }

    /**
     * Goes on to a later window.
     *
     * @param start exclusive end of the range on the left
     * @param before how much more is taken on the left
     * @param after how much more is taken on the right
     */
    void move(int newStep, long start, long before, long after) {
        step = newStep;
        startMillis = start;
        endMillis = start + frame.rangeMillis();
        long from = startMillis - before;
        long to = endMillis + after;
        firstFloat = skip(track.times(), firstFloat, from);
        endFloat = skip(track.times(), Math.max(endFloat, firstFloat), to);
        firstHistogram = skip(track.histogramTimes(), firstHistogram, from);
        endHistogram = skip(track.histogramTimes(), Math.max(endHistogram, firstHistogram), to);
        hasResult = false;
        histogramResult = null;
    }

    /** The first place from one on whose time is later. */
    private static int skip(long[] times, int from, long time) {
        int at = from;
        while (at < times.length && times[at] <= time) {
            at++;
        }
        return at;
    }

    /** How many numbers. */
    int floats() {
        return endFloat - firstFloat;
    }

    long time(int i) {
        return track.times()[firstFloat + i];
    }

    double value(int i) {
        return track.values()[firstFloat + i];
    }

    /** Since when a number counts, 0 when nobody knows. */
    long start(int i) {
        long[] starts = track.starts();
        return starts == null ? 0 : starts[firstFloat + i];
    }

    /** Whether anybody knows since when numbers count. */
    boolean hasStarts() {
        return track.starts() != null;
    }

    /** With the value before each fall added. */
    double plusFalls(double apparent) {
        double growth = apparent;
        double[] values = track.values();
        for (int i = firstFloat + 1; i < endFloat; i++) {
            if (values[i] < values[i - 1]) {
                growth += values[i - 1];
            }
        }
        return growth;
    }

    /** How many histograms. */
    int histograms() {
        return endHistogram - firstHistogram;
    }

    long histogramTime(int i) {
        return track.histogramTimes()[firstHistogram + i];
    }

    Histogram histogram(int i) {
        return track.histograms()[firstHistogram + i];
    }

    long histogramStart(int i) {
        long[] starts = track.histogramStarts();
        return starts == null ? 0 : starts[firstHistogram + i];
    }

    boolean isEmpty() {
        return floats() + histograms() == 0;
    }

    /** Where the range begins, exclusive. */
    long startMillis() {
        return startMillis;
    }

    /** Where the range ends, inclusive. */
    long endMillis() {
        return endMillis;
    }

    long rangeMillis() {
        return frame.rangeMillis();
    }

    double rangeSeconds() {
        return frame.rangeMillis() / 1000.0;
    }

    Extension extension() {
        return frame.extension();
    }

    /** The time of the step in milliseconds. */
    long now() {
        return frame.steps().at(step);
    }

    /** The i-th number among the arguments. */
    double scalar(int i) {
        return frame.scalars().get(i).value(step);
    }

    String name() {
        return labels.value(Labels.NAME);
    }

    Place place() {
        return frame.place();
    }

    Annotations annotations() {
        return frame.annotations();
    }

    void warn(String text) {
        frame.annotations().warn(frame.place(), text);
    }

    /** Tells that numbers and histograms are mixed. */
    void warnMixed() {
        warn(Words.mixed(name()));
    }

    /** Tells that histograms were left out, if there are any beside numbers. */
    void informIgnored() {
        if (histograms() > 0) {
            frame.annotations()
                    .inform(
                            frame.place(),
                            "ignored histograms in a range containing both floats and histograms"
                                    + " for metric name "
                                    + NumberText.quoted(name()));
        }
    }

    void give(double value) {
        hasResult = true;
        result = value;
    }

    void give(Histogram value) {
        hasResult = true;
        histogramResult = value;
    }

    void into(Row row) {
        if (hasResult && histogramResult != null) {
            row.set(step, histogramResult);
        } else if (hasResult) {
            row.set(step, result);
        }
    }
}
