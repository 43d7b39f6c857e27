package dev.duru.tsdb;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A store in memory with firm bounds: about 16 bytes a sample, so the product of the two numbers
 * below, times 16, is what it may take.
 */
public final class MemoryStore implements SeriesStore {
    private final long retentionMillis;
    private final int mostSamples;
    private final int mostSeries;
    private final ConcurrentHashMap<Labels, Ring> series = new ConcurrentHashMap<>();
    private final AtomicLong refused = new AtomicLong();
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
        this.mostSeries = mostSeries;
    }

    /** Tells a journal of all that is kept from now on. */
    public void journal(Journal newJournal) {
        journal = newJournal;
    }

    @Override
    public boolean append(Labels labels, long timeMillis, double value) {
        Ring ring = series.get(labels);
        if (ring == null) {
            if (series.size() >= mostSeries) {
                expire();
                if (series.size() >= mostSeries) {
                    refused.incrementAndGet();
                    return false;
                }
            }
            ring = series.computeIfAbsent(labels, l -> new Ring(mostSamples));
        }
        newest.accumulateAndGet(timeMillis, Math::max);
        boolean kept = ring.append(timeMillis, value, timeMillis - retentionMillis);
        if (kept) {
            journal.kept(labels, timeMillis, value);
        }
        return kept;
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
        series.entrySet().removeIf(entry -> entry.getValue().lastTime() < oldest);
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
        return refused.get();
    }

    /** A ring of samples that grows up to a bound. */
    private static final class Ring {
        private final int most;
        private long[] times = new long[16];
        private double[] values = new double[16];
        private int first;
        private int size;

        Ring(int most) {
            this.most = most;
        }

        synchronized boolean append(long time, double value, long oldest) {
            if (size > 0 && time <= times[index(size - 1)]) {
                return false;
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
            size++;
            return true;
        }

        private void drop() {
            first = (first + 1) % times.length;
            size--;
        }

        private void grow() {
            int capacity = Math.min(most, times.length * 2);
            long[] newTimes = new long[capacity];
            double[] newValues = new double[capacity];
            for (int i = 0; i < size; i++) {
                newTimes[i] = times[index(i)];
                newValues[i] = values[index(i)];
            }
            times = newTimes;
            values = newValues;
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
            for (int i = 0; i < count; i++) {
                outTimes[i] = times[index(begin + i)];
                outValues[i] = values[index(begin + i)];
            }
            return new Series(labels, outTimes, outValues);
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
