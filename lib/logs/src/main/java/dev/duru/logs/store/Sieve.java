package dev.duru.logs.store;

import dev.duru.logs.LogEntry;
import dev.duru.logs.LogsException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Predicate;

/**
 * Reads lines by their numbers and keeps those that fit. Pieces are read at the same time, and
 * handed on in their order by whoever puts more in.
 */
final class Sieve {
    private static final int PIECE = 8_000;
    private static final int AT_ONCE = Math.max(2, Runtime.getRuntime().availableProcessors());

    private final FrameReader reader;
    private final Predicate<LogEntry> fits;
    private final Predicate<List<LogEntry>> each;
    private final Deque<FutureTask<List<LogEntry>>> pieces = new ArrayDeque<>();
    private boolean goesOn = true;

    /**
     * An empty one.
     *
     * @param fits which lines are kept; is asked by several threads
     * @param each takes those of a piece, and says whether to go on; is called by one thread
     */
    Sieve(FrameReader reader, Predicate<LogEntry> fits, Predicate<List<LogEntry>> each) {
        this.reader = reader;
        this.fits = fits;
        this.each = each;
    }

    /**
     * Puts lines in by their numbers, which grow.
     *
     * @return whether more is wanted
     */
    boolean put(long[] ids) {
        for (int from = 0; from < ids.length && goesOn; from += PIECE) {
            long[] piece = Arrays.copyOfRange(ids, from, Math.min(ids.length, from + PIECE));
            FutureTask<List<LogEntry>> task = new FutureTask<>(() -> kept(piece));
            pieces.add(task);
            Thread.ofVirtual().name("log-sieve").start(task);
            if (pieces.size() > AT_ONCE) {
                handOn();
            }
        }
        return goesOn;
    }

    private List<LogEntry> kept(long[] ids) {
        List<LogEntry> kept = new ArrayList<>();
        for (LogEntry entry : reader.entries(ids)) {
            if (fits.test(entry)) {
                kept.add(entry);
            }
        }
        return kept;
    }

    private void handOn() {
        try {
            List<LogEntry> kept = pieces.remove().get();
            goesOn = goesOn && each.test(kept);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LogsException known) {
                throw known;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogsException(LogsException.Kind.LIMIT, "the search was given up", e);
        }
    }

    /**
     * Hands the rest on.
     *
     * @return whether more would be wanted
     */
    boolean end() {
        while (goesOn && !pieces.isEmpty()) {
            handOn();
        }
        return goesOn;
    }
}
