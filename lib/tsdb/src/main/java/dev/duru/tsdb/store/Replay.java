package dev.duru.tsdb.store;

import dev.duru.tsdb.Exemplar;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.chunk.Chunk;
import dev.duru.tsdb.chunk.ChunkMerge;
import dev.duru.tsdb.chunk.Samples;
import dev.duru.tsdb.histogram.Histogram;
import dev.duru.tsdb.log.Journal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fills a head from a log. What is told twice is there once. */
final class Replay implements Journal {
    private final Head head;
    private final SeriesNumbers series = new SeriesNumbers();
    private long orphans;

    Replay(Head head) {
        this.head = head;
    }

    @Override
    public void series(int number, Labels labels) {
        series.put(number, head.restore(number, labels));
    }

    @Override
    public void sample(int number, long timeMillis, double value) {
        HeadSeries found = find(number);
        if (found != null) {
            add(found, timeMillis, value, null);
        }
    }

    private @Nullable HeadSeries find(int number) {
        HeadSeries found = series.find(number);
        if (found == null) {
            orphans++;
        }
        return found;
    }

    private void add(HeadSeries to, long time, double value, @Nullable Histogram histogram) {
        synchronized (to) {
            to.add(time, value, histogram, head.restoring());
        }
        head.sawTime(time);
    }

    @Override
    public void chunk(int number, Chunk chunk) {
        HeadSeries found = find(number);
        if (found == null) {
            return;
        }
        boolean follows;
        synchronized (found) {
            follows = chunk.count() > 1 && found.follow(chunk, head.restoring());
        }
        head.sawTime(chunk.maxTime());
        if (!follows) {
            Samples samples = ChunkMerge.read(List.of(chunk), Long.MIN_VALUE, Long.MAX_VALUE);
            for (int i = 0; i < samples.size(); i++) {
                add(found, samples.time(i), samples.value(i), samples.histogram(i));
            }
        }
    }

    @Override
    public void exemplar(Labels labels, Exemplar exemplar) {
        head.exemplars().add(labels, exemplar);
    }

    @Override
    public void delete(int number, long fromMillis, long toMillis) {
        HeadSeries found = find(number);
        if (found != null) {
            synchronized (found) {
                found.delete(fromMillis, toMillis, head.restoring().span());
            }
        }
    }

    /** How many entries were of series that the log does not name, because it is damaged. */
    long orphans() {
        return orphans;
    }
}
