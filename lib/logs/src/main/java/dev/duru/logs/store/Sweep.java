package dev.duru.logs.store;

import dev.duru.logs.LogEntry;
import dev.duru.logs.query.Line;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import org.apache.lucene.search.IndexSearcher;

/**
 * The rest of a search that the index cannot answer alone, where lines that fit are rare: stretches
 * of time, one behind the other and each longer than the last, all lines of which are read.
 */
final class Sweep {
    private static final Comparator<LogEntry> OLDEST =
            Comparator.comparingLong(LogEntry::nanos).thenComparingLong(LogEntry::id);
    private static final long SHORTEST = TimeUnit.SECONDS.toNanos(1);
    private static final int GROWTH = 2;

    private final FrameReader reader;
    private final Search search;
    private final Translation translated;
    private final long deadline;
    private final Comparator<LogEntry> order;

    /**
     * One that has not begun.
     *
     * @param translated the expression of the search
     * @param deadline by {@link System#nanoTime}
     */
    Sweep(FrameReader reader, Search search, Translation translated, long deadline) {
        this.reader = reader;
        this.search = search;
        this.translated = translated;
        this.deadline = deadline;
        this.order = search.newestFirst() ? OLDEST.reversed() : OLDEST;
    }

    /**
     * Adds what is behind a place in the order to what was found before it.
     *
     * @param bounds from when on and before when there are lines at all
     * @param step how long the first stretch is
     */
    Found on(
            IndexSearcher searcher,
            List<LogEntry> before,
            Search.Cursor after,
            Times bounds,
            long step)
            throws IOException {
        List<LogEntry> found = new ArrayList<>(before);
        Times rest =
                search.newestFirst()
                        ? new Times(bounds.from(), Math.min(bounds.to(), after.nanos() + 1))
                        : new Times(Math.max(bounds.from(), after.nanos()), bounds.to());
        long length = Math.max(SHORTEST, step);
        while (rest.from() < rest.to() && found.size() < search.limit()) {
            boolean all = rest.to() - rest.from() <= length;
            Times stretch =
                    all
                            ? rest
                            : search.newestFirst()
                                    ? new Times(rest.to() - length, rest.to())
                                    : new Times(rest.from(), rest.from() + length);
            PriorityQueue<LogEntry> best = new PriorityQueue<>(order.reversed());
            int most = search.limit() - found.size();
            if (!read(searcher, stretch, after, best, most)) {
                return new Found(found, false);
            }
            found.addAll(best.stream().sorted(order).toList());
            rest =
                    search.newestFirst()
                            ? new Times(rest.from(), stretch.from())
                            : new Times(stretch.to(), rest.to());
            length = all ? length : length * GROWTH;
        }
        return new Found(found, true);
    }

    /** Moments from one on and before another. */
    record Times(long from, long to) {}

    /** Keeps the first that fit; false when the time was up. */
    private boolean read(
            IndexSearcher searcher,
            Times stretch,
            Search.Cursor after,
            PriorityQueue<LogEntry> best,
            int most)
            throws IOException {
        Sieve sieve =
                new Sieve(
                        reader,
                        entry -> isBehind(entry, after) && new Line(entry).fits(search.expr()),
                        entries -> {
                            for (LogEntry entry : entries) {
                                best.add(entry);
                                if (best.size() > most) {
                                    best.remove();
                                }
                            }
                            return System.nanoTime() < deadline;
                        });
        searcher.search(
                Finder.within(translated, stretch.from(), stretch.to()),
                new IdCollector.Batches(sieve::put).manager());
        return sieve.end();
    }

    private boolean isBehind(LogEntry entry, Search.Cursor place) {
        int time = Long.compare(entry.nanos(), place.nanos());
        int way = time != 0 ? time : Long.compare(entry.id(), place.id());
        return search.newestFirst() ? way < 0 : way > 0;
    }
}
