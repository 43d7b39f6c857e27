package dev.duru.logs.store;

import dev.duru.logs.LogEntry;
import dev.duru.logs.LogsException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads lines from the segments; frames that were read last are kept for a while. */
final class FrameReader {
    private static final int MOST_CACHED = 48;

    private final SegmentLog log;
    private final Map<Key, List<LogEntry>> cache = new LinkedHashMap<>(64, 0.75f, true);

    private record Key(long segment, long offset) {}

    FrameReader(SegmentLog log) {
        this.log = log;
    }

    /**
     * Lines by their ids, in the order of the ids, which grow; those that are gone are left out.
     */
    List<LogEntry> entries(long... ids) {
        List<LogEntry> found = new ArrayList<>(ids.length);
        List<LogEntry> frame = List.of();
        for (long id : ids) {
            if (frame.isEmpty() || id < frame.getFirst().id() || id > frame.getLast().id()) {
                frame = frame(id);
            }
            if (!frame.isEmpty()) {
                int place = (int) (id - frame.getFirst().id());
                if (place >= 0 && place < frame.size()) {
                    found.add(frame.get(place));
                }
            }
        }
        return found;
    }

    private List<LogEntry> frame(long id) {
        try {
            Optional<Segment> segment = log.segment(id);
            if (segment.isEmpty() || segment.get().firstId() > id) {
                return List.of();
            }
            Optional<Segment.Located> located = segment.get().find(id);
            if (located.isEmpty() || located.get().head().firstId() > id) {
                return List.of();
            }
            return decoded(segment.get(), located.get(), true);
        } catch (ClosedChannelException dropped) {
            return List.of();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static LogsException unreadable(IOException e) {
        return new LogsException(
                LogsException.Kind.DISK, "lines cannot be read: " + e.getMessage(), e);
    }

    private List<LogEntry> decoded(Segment segment, Segment.Located located, boolean keep)
            throws IOException {
        Key key = new Key(segment.firstId(), located.offset());
        synchronized (cache) {
            List<LogEntry> known = cache.get(key);
            if (known != null) {
                return known;
            }
        }
        Optional<Frame> frame = Frame.decode(located.head(), segment.body(located));
        if (frame.isEmpty()) {
            log.damage().found(key.toString(), located.head().length());
            return List.of();
        }
        List<LogEntry> entries = frame.get().entries();
        if (keep) {
            synchronized (cache) {
                cache.put(key, entries);
                if (cache.size() > MOST_CACHED) {
                    cache.remove(cache.keySet().iterator().next());
                }
            }
        }
        return entries;
    }

    /**
     * Reads on from an id, frame by frame, up to the last line that is there.
     *
     * @param each whether to go on
     */
    void follow(long fromId, long toId, Predicate<List<LogEntry>> each) {
        try {
            Optional<Segment> segment = log.segment(fromId);
            boolean goesOn = true;
            while (goesOn && segment.isPresent() && segment.get().firstId() <= toId) {
                goesOn = followUnlessDropped(segment.get(), fromId, toId, each);
                segment = log.after(segment.get());
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** The oldest segments may be dropped meanwhile; those behind them are read all the same. */
    private boolean followUnlessDropped(
            Segment segment, long fromId, long toId, Predicate<List<LogEntry>> each)
            throws IOException {
        try {
            return follow(segment, fromId, toId, each);
        } catch (ClosedChannelException e) {
            if (segment.isClosed()) {
                return true;
            }
            throw e;
        }
    }

    private boolean follow(Segment segment, long fromId, long toId, Predicate<List<LogEntry>> each)
            throws IOException {
        Optional<Segment.Located> next = segment.find(fromId);
        while (next.isPresent() && next.get().head().firstId() <= toId) {
            if (next.get().head().count() > 0) {
                List<LogEntry> entries = decoded(segment, next.get(), false);
                if (!entries.isEmpty()) {
                    int skip = (int) Math.max(0, fromId - entries.getFirst().id());
                    if (!each.test(entries.subList(skip, entries.size()))) {
                        return false;
                    }
                }
            }
            next = segment.next(next.get().end());
        }
        return true;
    }
}
