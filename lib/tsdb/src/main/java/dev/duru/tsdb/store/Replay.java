package dev.duru.tsdb.store;

import dev.duru.tsdb.Exemplar;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.chunk.Chunk;
import dev.duru.tsdb.chunk.ChunkMerge;
import dev.duru.tsdb.chunk.HeldChunk;
import dev.duru.tsdb.chunk.PlacedChunk;
import dev.duru.tsdb.chunk.Samples;
import dev.duru.tsdb.log.Journal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fills a head from a log, before anybody else knows the head. What is told twice is there once.
 * Who reads the log finds the series; their samples are put in by others meanwhile.
 */
final class Replay implements Journal {
    private final Head head;
    private final HeadSeries.Bounds bounds;
    private final SeriesNumbers series = new SeriesNumbers();
    private final ReplayLane even;
    private final ReplayLane odd;
    private long newest = Head.NEVER;
    private long orphans;
    private final LostChunks lost = new LostChunks();

    Replay(Head head) {
        this.head = head;
        this.bounds = head.restoring();
        this.even = new ReplayLane(bounds);
        this.odd = new ReplayLane(bounds);
    }

    @Override
    public void series(int number, Labels labels) {
        series.put(number, head.restore(number, labels));
    }

    private @Nullable HeadSeries find(int number) {
        HeadSeries found = series.find(number);
        if (found == null) {
            orphans++;
        }
        return found;
    }

    private ReplayLane lane(HeadSeries one) {
        return (one.number & 1) == 0 ? even : odd;
    }

    @Override
    public void sample(int number, long timeMillis, double value) {
        HeadSeries found = find(number);
        if (found != null) {
            newest = Math.max(newest, timeMillis);
            lane(found).sample(found, timeMillis, value);
        }
    }

    @Override
    public void chunk(int number, Chunk chunk) {
        HeadSeries found = find(number);
        if (found != null) {
            newest = Math.max(newest, chunk.maxTime());
            lane(found).change(found, one -> add(one, chunk));
        }
    }

    private void add(HeadSeries to, HeldChunk held) {
        if (held.count() > 1 && to.follow(held, bounds)) {
            return;
        }
        List<Chunk> one = List.of(held.chunk());
        Samples samples = ChunkMerge.read(one, Long.MIN_VALUE, Long.MAX_VALUE);
        for (int i = 0; i < samples.size(); i++) {
            to.add(samples.time(i), samples.value(i), samples.histogram(i), bounds);
        }
    }

    @Override
    public void placed(int number, PlacedChunk chunk) {
        HeadSeries found = find(number);
        if (found != null) {
            newest = Math.max(newest, chunk.maxTime());
            lane(found).change(found, one -> addPlaced(one, chunk));
        }
    }

    /** It is read at once, so that nobody trips over a damaged one later. */
    private void addPlaced(HeadSeries to, PlacedChunk chunk) {
        if (!lost.has(chunk)) {
            add(to, chunk);
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
            lane(found).change(found, one -> one.delete(fromMillis, toMillis, bounds.span()));
        }
    }

    /**
     * Puts in what is left.
     *
     * @return what could not be put in, because something is damaged
     */
    List<String> finish() {
        even.finish();
        odd.finish();
        head.sawTime(newest);
        List<String> damage = new ArrayList<>(lost.told());
        if (orphans > 0) {
            damage.add(orphans + " entries of the log belong to series whose record is damaged");
        }
        return damage;
    }
}
