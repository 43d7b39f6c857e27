package dev.duru.tsdb.query.eval;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.histogram.Histogram;
import org.jspecify.annotations.Nullable;

/** One series of a result, with a place for each step. */
final class Row {
    private static final byte NONE = 0;
    private static final byte FLOAT = 1;
    private static final byte HISTOGRAM = 2;

    private final Labels labels;
    private final boolean dropName;
    private final byte[] kinds;
    private final double[] values;
    private @Nullable Histogram @Nullable [] histograms;
    private int size;

    /**
     * An empty row.
     *
     * @param dropName whether the name is to be taken away in the end
     */
    Row(Labels labels, boolean dropName, int steps) {
        this.labels = labels;
        this.dropName = dropName;
        this.kinds = new byte[steps];
        this.values = new double[steps];
    }

    private Row(Labels labels, boolean dropName, Row content) {
        this.labels = labels;
        this.dropName = dropName;
        this.kinds = content.kinds;
        this.values = content.values;
        this.histograms = content.histograms;
        this.size = content.size;
    }

    /** The same samples under other labels. */
    Row named(Labels newLabels, boolean newDropName) {
        return new Row(newLabels, newDropName, this);
    }

    Labels labels() {
        return labels;
    }

    boolean dropName() {
        return dropName;
    }

    int steps() {
        return kinds.length;
    }

    /** How many samples there are. */
    int size() {
        return size;
    }

    boolean has(int step) {
        return kinds[step] != NONE;
    }

    boolean isFloat(int step) {
        return kinds[step] == FLOAT;
    }

    double value(int step) {
        return values[step];
    }

    /** The histogram at a step, null for none. */
    @Nullable Histogram histogram(int step) {
        return histograms == null ? null : histograms[step];
    }

    boolean hasHistograms() {
        return histograms != null;
    }

    void set(int step, double value) {
        size += kinds[step] == NONE ? 1 : 0;
        kinds[step] = FLOAT;
        values[step] = value;
    }

    void set(int step, Histogram histogram) {
        size += kinds[step] == NONE ? 1 : 0;
        kinds[step] = HISTOGRAM;
        if (histograms == null) {
            histograms = new Histogram[kinds.length];
        }
        histograms[step] = histogram;
    }

    /** Takes over the sample that another row has at a step, if any. */
    void copy(Row from, int fromStep, int step) {
        Histogram histogram = from.histogram(fromStep);
        if (histogram != null) {
            set(step, histogram);
        } else if (from.has(fromStep)) {
            set(step, from.value(fromStep));
        }
    }
}
