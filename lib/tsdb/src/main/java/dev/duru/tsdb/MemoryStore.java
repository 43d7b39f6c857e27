package dev.duru.tsdb;

import dev.duru.tsdb.histogram.Histogram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A store in memory with firm bounds: about 16 bytes a sample, so the product of the two numbers
 * below, times 16, is what it may take.
 */
public final class MemoryStore implements SeriesStore {
    private final long retentionMillis;
    private final int mostSamples;
    private final SeriesLimits limits;
    private final ExemplarRing exemplars = new ExemplarRing(10_000);
    private final ConcurrentHashMap<Labels, Ring> series = new ConcurrentHashMap<>();
    private final AtomicLong newest = new AtomicLong(Long.MIN_VALUE);
    private volatile Journal journal = (labels, time, value) -> {};

    /**
     * An empty store.
     *
     * @param retention how long before the newest sample of the store a sample is kept
     * @param mostSamples of one series; the oldest make room
     * @param mostSeries at one time; samples of more are refused and counted
     */
    public MemoryStore(Duration retention, int mostSamples, int mostSeries) {
        this.retentionMillis = retention.toMillis();
        this.mostSamples = mostSamples;
        this.limits = SeriesLimits.total(mostSeries);
    }

    /** Tells a journal of all that is kept from now on. */
    public void journal(Journal newJournal) {
        journal = newJournal;
    }

    @Override
    public Outcome add(Labels labels, long timeMillis, double value) {
        Outcome outcome = add(labels, timeMillis, value, null);
        if (outcome.isKept()) {
            journal.kept(labels, timeMillis, value);
        }
        return outcome;
    }

    @Override
    public Outcome add(Labels labels, long timeMillis, Histogram histogram) {
        return add(labels, timeMillis, 0, histogram);
    }

    private Outcome add(
            Labels labels, long timeMillis, double value, @Nullable Histogram histogram) {
        Ring ring = series.get(labels);
        if (ring == null) {
            Outcome outcome = limits.begin(labels);
            if (outcome != Outcome.KEPT) {
                expire();
                outcome = limits.begin(labels);
            }
            if (outcome != Outcome.KEPT) {
                return outcome;
            }
            ring = new Ring(mostSamples);
            Ring other = series.putIfAbsent(labels, ring);
            if (other != null) {
                limits.end(labels);
                ring = other;
            }
        }
        newest.accumulateAndGet(timeMillis, Math::max);
        return ring.append(timeMillis, value, histogram, timeMillis - retentionMillis);
    }

    @Override
    public Outcome add(Labels labels, Exemplar exemplar) {
        return exemplars.add(labels, exemplar);
    }

    @Override
    public List<SeriesExemplars> exemplars(List<Matcher> matchers, long fromMillis, long toMillis) {
        return exemplars.select(matchers, fromMillis, toMillis);
    }

    @Override
    public int delete(List<Matcher> matchers, long fromMillis, long toMillis) {
        int touched = 0;
        for (Map.Entry<Labels, Ring> entry : series.entrySet()) {
            if (matchers.stream().allMatch(m -> m.test(entry.getKey()))
                    && entry.getValue().delete(fromMillis, toMillis)) {
                touched++;
            }
        }
        return touched;
    }

    /** Nothing is durable here, and nothing waits to be. */
    @Override
    public boolean commit() {
        return true;
    }

    @Override
    public String problem() {
        return "";
    }

    @Override
    public SeriesLimits limits() {
        return limits;
    }

    @Override
    public List<Series> select(List<Matcher> matchers, long fromMillis, long toMillis) {
        long oldest = newest.get() == Long.MIN_VALUE ? 0 : newest.get() - retentionMillis;
        List<Series> found = new ArrayList<>();
        series.forEach((labels, ring) -> {
            for (Matcher matcher : matchers) {
                if (!matcher.test(labels)) {
                    return;
                }
            }
            Series part = ring.read(labels, Math.max(fromMillis, oldest), toMillis);
            if (part.size() > 0) {
                found.add(part);
            }
        });
        found.sort((a, b) -> a.labels().compareTo(b.labels()));
        return found;
    }

    @Override
    public Set<String> labelValues(String label) {
        Set<String> values = new TreeSet<>();
        series.keySet().forEach(labels -> values.add(labels.value(label)));
        values.remove("");
        return values;
    }

    @Override
    public Set<String> labelNames() {
        Set<String> names = new TreeSet<>();
        series.keySet().forEach(labels -> names.addAll(labels.map().keySet()));
        return names;
    }

    /** Forgets series whose last sample is too old. To be called now and then. */
    public void expire() {
        long oldest = newest.get() - retentionMillis;
        series.entrySet()
                .removeIf(entry -> {
                    boolean old = entry.getValue().lastTime() < oldest;
                    if (old) {
                        limits.end(entry.getKey());
                    }
                    return old;
                });
    }

    /** How many series are kept. */
    public int seriesCount() {
        return series.size();
    }

    /** How many samples are kept. */
    public long sampleCount() {
        return series.values().stream().mapToLong(Ring::size).sum();
    }

    /** How many samples were refused because there were too many series. */
    public long refusedCount() {
        return limits.refusedCount();
    }

    /** A ring of samples that grows up to a bound. */
    private static final class Ring {
        private final int most;
        private long[] times = new long[16];
        private double[] values = new double[16];
        private @Nullable Histogram @Nullable [] histograms;
        private int first;
        private int size;

        Ring(int most) {
            this.most = most;
        }

        synchronized Outcome append(
                long time, double value, @Nullable Histogram histogram, long oldest) {
            if (size > 0 && time <= times[index(size - 1)]) {
                return time == times[index(size - 1)] ? Outcome.DUPLICATE : Outcome.TOO_OLD;
            }
            while (size > 0 && times[first] < oldest) {
                drop();
            }
            if (size == most) {
                drop();
            }
            if (size == times.length) {
                grow();
            }
            int at = index(size);
            times[at] = time;
            values[at] = value;
            if (histogram != null && histograms == null) {
                histograms = new @Nullable Histogram[times.length];
            }
            if (histograms != null) {
                histograms[at] = histogram;
            }
            size++;
            return Outcome.KEPT;
        }

        synchronized boolean delete(long from, long to) {
            int kept = 0;
            for (int i = 0; i < size; i++) {
                int at = index(i);
                if (times[at] < from || times[at] > to) {
                    int target = index(kept++);
                    times[target] = times[at];
                    values[target] = values[at];
                    if (histograms != null) {
                        histograms[target] = histograms[at];
                    }
                }
            }
            boolean touched = kept < size;
            size = kept;
            return touched;
        }

        private void drop() {
            first = (first + 1) % times.length;
            size--;
        }

        private void grow() {
            int capacity = Math.min(most, times.length * 2);
            long[] newTimes = new long[capacity];
            double[] newValues = new double[capacity];
            @Nullable Histogram[] newHistograms = new @Nullable Histogram[capacity];
            for (int i = 0; i < size; i++) {
                newTimes[i] = times[index(i)];
                newValues[i] = values[index(i)];
                newHistograms[i] = histograms == null ? null : histograms[index(i)];
            }
            times = newTimes;
            values = newValues;
            histograms = histograms == null ? null : newHistograms;
            first = 0;
        }

        private int index(int i) {
            return (first + i) % times.length;
        }

        synchronized int size() {
            return size;
        }

        synchronized long lastTime() {
            return size == 0 ? Long.MIN_VALUE : times[index(size - 1)];
        }

        synchronized Series read(Labels labels, long from, long to) {
            int begin = lowerBound(from);
            int end = to == Long.MAX_VALUE ? size : lowerBound(to + 1);
            int count = Math.max(0, end - begin);
            long[] outTimes = new long[count];
            double[] outValues = new double[count];
            @Nullable Histogram[] outHistograms = new @Nullable Histogram[count];
            Histogram before = null;
            for (int i = 0; i < count; i++) {
                int at = index(begin + i);
                outTimes[i] = times[at];
                outValues[i] = values[at];
                Histogram found = histograms == null ? null : histograms[at];
                outHistograms[i] = found == null ? null : found.following(before);
                before = found;
            }
            return new Series(
                    labels, outTimes, outValues, histograms == null ? null : outHistograms, null);
        }

        /** The first position whose time is not before the one given. */
        private int lowerBound(long time) {
            int low = 0;
            int high = size;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (times[index(middle)] < time) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        @Override
        public String toString() {
            return "Ring" + Arrays.asList(size, most);
        }
    }
}
