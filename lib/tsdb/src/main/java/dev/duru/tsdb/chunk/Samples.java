package dev.duru.tsdb.chunk;

import dev.duru.tsdb.histogram.Histogram;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Samples that were read, by growing time; those outside a span of time are left out. */
public final class Samples {
    private final long from;
    private final long to;
    private long[] times;
    private double[] values;
    private @Nullable Histogram @Nullable [] histograms;
    private int size;

    /** None yet; with room for so many. */
    public Samples(long from, long to, int room) {
        this.from = from;
        this.to = to;
        this.times = new long[room];
        this.values = new double[room];
    }

    private void add(long time, double value) {
        if (size == times.length) {
            grow(size + 1);
        }
        times[size] = time;
        values[size++] = value;
    }

    /** Makes room for so many more. */
    void room(int more) {
        if (size + more > times.length) {
            grow(size + more);
        }
    }

    /** Adds a number, told by its bits, for which there is room. */
    void put(long time, long bits) {
        times[size] = time;
        values[size] = Double.longBitsToDouble(bits);
        size += time >= from && time <= to ? 1 : 0;
    }

    /** Adds a histogram, or a number when there is none. */
    public void add(long time, double value, @Nullable Histogram histogram) {
        if (time < from || time > to) {
            return;
        }
        add(time, value);
        if (histogram != null) {
            if (histograms == null) {
                histograms = new @Nullable Histogram[times.length];
            }
            histograms[size - 1] = histogram;
        }
    }

    private void grow(int least) {
        int room = Math.max(Math.max(16, least), size * 2);
        times = Arrays.copyOf(times, room);
        values = Arrays.copyOf(values, room);
        histograms = histograms == null ? null : Arrays.copyOf(histograms, room);
    }

    /** How many. */
    public int size() {
        return size;
    }

    /** When the i-th is. */
    public long time(int i) {
        return times[i];
    }

    /** The number of the i-th; without meaning where it is a histogram. */
    public double value(int i) {
        return values[i];
    }

    /** The i-th histogram, null where it is a number. */
    public @Nullable Histogram histogram(int i) {
        return histograms == null ? null : histograms[i];
    }

    /** The time of the last; the smallest number when there is none. */
    long lastTime() {
        return size == 0 ? Long.MIN_VALUE : times[size - 1];
    }

    /** The times alone, the caller's own. */
    public long[] times() {
        return size == times.length ? times : Arrays.copyOf(times, size);
    }

    /** The numbers alone, the caller's own. */
    public double[] values() {
        return size == values.length ? values : Arrays.copyOf(values, size);
    }

    /**
     * The histograms, each with what is known beside the one before it; null when all samples are
     * numbers.
     */
    public @Nullable Histogram @Nullable [] histograms() {
        if (histograms == null) {
            return null;
        }
        @Nullable Histogram[] all = new @Nullable Histogram[size];
        Histogram before = null;
        for (int i = 0; i < size; i++) {
            Histogram found = histograms[i];
            all[i] = found == null ? null : found.following(before);
            before = found;
        }
        return all;
    }

    /** These and others; of two at one time this one's. */
    Samples with(Samples others) {
        Samples merged = new Samples(from, to, size + others.size);
        int a = 0;
        int b = 0;
        while (a < size || b < others.size) {
            if (b == others.size || a < size && times[a] <= others.times[b]) {
                if (b < others.size && times[a] == others.times[b]) {
                    b++;
                }
                merged.add(times[a], values[a], histogram(a));
                a++;
            } else {
                merged.add(others.times[b], others.values[b], others.histogram(b));
                b++;
            }
        }
        return merged;
    }
}
