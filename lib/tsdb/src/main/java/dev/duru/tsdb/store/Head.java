package dev.duru.tsdb.store;

import dev.duru.tsdb.Exemplar;
import dev.duru.tsdb.ExemplarRing;
import dev.duru.tsdb.LabelBytes;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Matcher;
import dev.duru.tsdb.Outcome;
import dev.duru.tsdb.SeriesLimits;
import dev.duru.tsdb.chunk.Chunk;
import dev.duru.tsdb.chunk.HeldChunk;
import dev.duru.tsdb.chunk.OpenChunk;
import dev.duru.tsdb.chunk.PlacedChunk;
import dev.duru.tsdb.histogram.Histogram;
import dev.duru.tsdb.index.Postings;
import dev.duru.tsdb.index.Selection;
import dev.duru.tsdb.log.Journal;
import dev.duru.tsdb.log.NoJournal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** The newest samples, in memory. Safe for many threads. */
final class Head {
    /** No sample yet. */
    static final long NEVER = Long.MIN_VALUE;

    private static final long MOST_AHEAD = 3_600_000;

    private final long span;
    private final long outOfOrder;
    private final SeriesLimits limits;
    private final ExemplarRing exemplars;
    private final SeriesTable table = new SeriesTable();
    private final SeriesNumbers numbers = new SeriesNumbers();
    private final HeadIndex index = new HeadIndex();
    private final AtomicInteger nextNumber = new AtomicInteger();
    private final AtomicLong newest = new AtomicLong(NEVER);

    /** What is older belongs to blocks. */
    private volatile long oldestInOrder = NEVER;

    Head(StoreSettings settings) {
        this.span = settings.blockSpan().toMillis();
        this.outOfOrder = settings.outOfOrder().toMillis();
        this.limits = settings.limits();
        this.exemplars = new ExemplarRing(settings.mostExemplars());
    }

    /** Adds a histogram, or a number when there is none, and tells the log. */
    Outcome add(
            Labels labels, long time, double value, @Nullable Histogram histogram, Journal log) {
        long latest = newest.get();
        if (time > latest && time > System.currentTimeMillis() + MOST_AHEAD) {
            return Outcome.TOO_NEW;
        }
        return add(labels, time, value, histogram, oldest(latest), log);
    }

    /**
     * Adds a zero where a series began to count, if it has nothing as new.
     *
     * @param time of a sample that told of it
     */
    void begin(Labels labels, long start, long time, @Nullable Histogram sample, Journal log) {
        if (start <= 0 || start >= time || start < time - outOfOrder || start < oldestInOrder) {
            return;
        }
        // What is not the newest of its series is too old.
        add(labels, start, 0, sample == null ? null : sample.zero(), Long.MAX_VALUE, log);
    }

    private Outcome add(
            Labels labels,
            long time,
            double value,
            @Nullable Histogram histogram,
            long oldest,
            Journal log) {
        while (true) {
            HeadSeries series = table.find(labels);
            if (series == null) {
                if (time < Math.min(oldest, oldestInOrder)) {
                    return Outcome.TOO_OLD;
                }
                Outcome[] refusal = {Outcome.KEPT};
                series = table.findOrMake(labels, () -> begun(labels, refusal, log));
                if (series == null) {
                    return refusal[0];
                }
            }
            Outcome outcome = addTo(series, time, value, histogram, oldest, log);
            if (outcome != null) {
                return outcome;
            }
            // It was forgotten just now; the table lets it go in a moment.
            Thread.onSpinWait();
        }
    }

    /** Adds a number. A series that is there already is found without making texts. */
    Outcome add(LabelBytes labels, long time, double value, Journal log) {
        HeadSeries series = labels.isPlain() ? table.find(labels) : null;
        if (series != null && time <= newest.get()) {
            Outcome outcome = addTo(series, time, value, null, oldest(newest.get()), log);
            if (outcome != null) {
                return outcome;
            }
        }
        return add(labels.labels(), time, value, null, log);
    }

    /** Nothing when the series is gone. */
    private @Nullable Outcome addTo(
            HeadSeries series,
            long time,
            double value,
            @Nullable Histogram histogram,
            long oldest,
            Journal log) {
        synchronized (series) {
            if (series.isGone()) {
                return null;
            }
            // Looked at in here: who freezes the head waits for this one, or is seen by it.
            HeadSeries.Bounds bounds = new HeadSeries.Bounds(oldestInOrder, oldest, span);
            Outcome outcome = series.add(time, value, histogram, bounds);
            if (outcome == Outcome.KEPT) {
                if (histogram == null) {
                    log.sample(series.number, time, value);
                } else {
                    log.chunk(series.number, one(time, histogram));
                }
                if (time > newest.get()) {
                    newest.accumulateAndGet(time, Math::max);
                }
            }
            return outcome;
        }
    }

    private static Chunk one(long time, Histogram histogram) {
        return OpenChunk.begin(time, 0, histogram).taken();
    }

    /** What is older and out of order is not taken. */
    private long oldest(long latest) {
        return latest == NEVER ? NEVER : latest - outOfOrder;
    }

    private @Nullable HeadSeries begun(Labels labels, Outcome[] refusal, Journal log) {
        Outcome outcome = limits.begin(labels);
        if (outcome != Outcome.KEPT) {
            refusal[0] = outcome;
            return null;
        }
        return enter(nextNumber::getAndIncrement, labels, log);
    }

    /** Who finds it by its number or its labels finds it in the log too. */
    private HeadSeries enter(IntSupplier number, Labels labels, Journal log) {
        return index.add(
                labels,
                number,
                (n, own) -> {
                    HeadSeries series = new HeadSeries(n, own);
                    log.series(n, own);
                    numbers.put(n, series);
                    return series;
                });
    }

    Outcome add(Labels labels, Exemplar exemplar, Journal log) {
        Outcome outcome = exemplars.add(labels, exemplar);
        if (outcome == Outcome.KEPT) {
            log.exemplar(labels, exemplar);
        }
        return outcome;
    }

    ExemplarRing exemplars() {
        return exemplars;
    }

    HeadIndex index() {
        return index;
    }

    /** The series that fulfil all matchers, sorted by labels. */
    List<HeadSeries> select(List<Matcher> matchers) {
        List<HeadSeries> found = new ArrayList<>();
        Postings postings = Selection.of(index, matchers);
        for (int n = postings.next(); n != Postings.END; n = postings.next()) {
            HeadSeries series = numbers.find(n);
            if (series != null) {
                found.add(series);
            }
        }
        found.sort(Comparator.comparing(s -> s.labels));
        return found;
    }

    /** Deletes samples in a span of time with both its ends; gives the series that had any. */
    List<Labels> delete(List<Matcher> matchers, long from, long to, Journal log) {
        List<Labels> touched = new ArrayList<>();
        for (HeadSeries series : select(matchers)) {
            synchronized (series) {
                // Told even where nothing is: the log may still have what is in a block already.
                log.delete(series.number, from, to);
                if (series.delete(from, to, span)) {
                    touched.add(series.labels);
                }
            }
        }
        return touched;
    }

    /** The time of the newest sample, {@link #NEVER} when there is none. */
    long newest() {
        return newest.get();
    }

    /** The time of the oldest sample, the largest number when there is none. */
    long oldest() {
        long[] oldest = {Long.MAX_VALUE};
        numbers.each(series -> {
            synchronized (series) {
                oldest[0] = Math.min(oldest[0], series.minTime());
            }
        });
        return oldest[0];
    }

    /** The beginnings of all spans, as long as a block, before a time that have samples. */
    SortedSet<Long> spans(long until) {
        SortedSet<Long> starts = new TreeSet<>();
        numbers.each(series -> {
            synchronized (series) {
                for (HeldChunk chunk : series.chunks(Long.MIN_VALUE, until - 1)) {
                    starts.add(Math.floorDiv(chunk.minTime(), span) * span);
                }
            }
        });
        return starts;
    }

    /** What is older than this is in blocks, or out of order. */
    long oldestInOrder() {
        return oldestInOrder;
    }

    long sampleCount() {
        long[] count = {0};
        numbers.each(series -> {
            synchronized (series) {
                count[0] += series.sampleCount();
            }
        });
        return count[0];
    }

    /** The labels that the head has for equal ones, or these. */
    Labels own(Labels labels) {
        HeadSeries series = table.find(labels);
        return series == null ? labels : series.labels;
    }

    /** What is older than this is in blocks already. */
    void begin(long oldestInMemory, long newestKnown) {
        oldestInOrder = oldestInMemory;
        newest.accumulateAndGet(newestKnown, Math::max);
    }

    /** From here on what is older than a time comes out of order, and is kept apart. */
    void freeze(long until) {
        oldestInOrder = Math.max(oldestInOrder, until);
        numbers.each(series -> {
            synchronized (series) {
                series.freeze();
            }
        });
    }

    /** Forgets what is older than a time and was there when the head was frozen. */
    void forgetBefore(long until) {
        int[] gone = {0};
        numbers.each(series -> {
            synchronized (series) {
                if (series.forgetBefore(until, span)) {
                    series.leave();
                    limits.end(series.labels);
                    gone[0]++;
                }
            }
        });
        if (gone[0] > 0) {
            table.removeGone();
            numbers.removeGone();
            index.retain(n -> numbers.find(n) != null);
        }
    }

    /** Tells of all that is here. */
    void state(Journal into) {
        numbers.each(series -> {
            List<HeldChunk> chunks;
            synchronized (series) {
                chunks = series.chunks(Long.MIN_VALUE, Long.MAX_VALUE);
            }
            into.series(series.number, series.labels);
            for (HeldChunk held : chunks) {
                switch (held) {
                    case Chunk chunk -> into.chunk(series.number, chunk);
                    case PlacedChunk chunk -> into.placed(series.number, chunk);
                }
            }
        });
        exemplars.each(into::exemplar);
    }

    /** All series. */
    void each(Consumer<HeadSeries> visit) {
        numbers.each(visit);
    }

    /** Puts a series back that a log tells of. */
    HeadSeries restore(int number, Labels labels) {
        nextNumber.accumulateAndGet(number + 1, Math::max);
        HeadSeries found =
                table.findOrMake(
                        labels,
                        () -> {
                            limits.restore(labels);
                            return enter(() -> number, labels, new NoJournal());
                        });
        if (found == null) {
            throw new IllegalStateException("a series that a log tells of is always made");
        }
        return found;
    }

    HeadSeries.Bounds restoring() {
        return new HeadSeries.Bounds(oldestInOrder, NEVER, span);
    }

    void sawTime(long time) {
        newest.accumulateAndGet(time, Math::max);
    }
}
