package dev.duru.logs.store;

import dev.duru.logs.Draft;
import dev.duru.logs.LogEntry;
import dev.duru.logs.LogsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a store in their order. Whoever appends waits in a queue; the first of them
 * writes for all who wait, with one sync. Marks are small texts by name that are committed with
 * lines, such as how far a file was read; each segment begins with all of them.
 */
final class SegmentLog implements AutoCloseable {
    private static final int FRAME_CHARS = 96 * 1024;
    private static final long GROUP_CHARS = 8L << 20;

    private final StoreSettings settings;
    private final ReentrantLock writing = new ReentrantLock();
    private final Deque<Request> waiting = new ArrayDeque<>();
    private final TreeMap<Long, Segment> segments = new TreeMap<>();
    private final Map<String, String> marks = new HashMap<>();
    private final Damage damage = new Damage();
    private volatile long lastId;
    private volatile String problem = "";
    private boolean roll;

    /** Lines that wait to be written, with what became of them. */
    private static final class Request {
        private final List<Draft> drafts;
        private final Map<String, String> marks;
        private final long chars;
        private List<LogEntry> kept = List.of();
        private boolean done;
        private @Nullable LogsException failure;

        Request(List<Draft> drafts, Map<String, String> marks) {
            this.drafts = List.copyOf(drafts);
            this.marks = Map.copyOf(marks);
            this.chars = drafts.stream().mapToLong(draft -> draft.text().length()).sum();
        }
    }

    private SegmentLog(StoreSettings settings) {
        this.settings = settings;
    }

    static SegmentLog open(StoreSettings settings) throws IOException {
        SegmentLog log = new SegmentLog(settings);
        Files.createDirectories(settings.folder());
        try (Stream<Path> files = Files.list(settings.folder())) {
            for (Path file : files.sorted().toList()) {
                if (file.getFileName().toString().matches("[0-9a-f]{16}\\.lines")) {
                    Segment segment = Segment.open(file);
                    log.segments.put(segment.firstId(), segment);
                }
            }
        }
        while (!log.segments.isEmpty() && !log.recovered(log.segments.lastEntry().getValue())) {
            log.segments.pollLastEntry().getValue().delete();
        }
        return log;
    }

    /**
     * Reads the last segment: what is torn at its end goes, lines whose last frame is missing too.
     *
     * @return false when nothing is left
     */
    private boolean recovered(Segment segment) throws IOException {
        long whole = 0;
        long last = segment.firstId() - 1;
        boolean any = false;
        Map<String, String> found = new HashMap<>();
        Map<String, String> pending = new HashMap<>();
        long at = 0;
        long good = 0;
        for (Optional<Segment.Located> next = segment.next(at);
                next.isPresent();
                next = segment.next(at)) {
            Frame.Head head = next.get().head();
            Optional<Frame> frame = Frame.decode(head, segment.body(next.get()));
            at = next.get().end();
            if (frame.isEmpty()) {
                continue;
            }
            good += head.length();
            pending.putAll(frame.get().marks());
            if (!head.more()) {
                whole = at;
                last = head.firstId() + head.count() - 1;
                any = true;
                found.putAll(pending);
                pending.clear();
            }
        }
        if (good < whole) {
            damage.found("segment " + segment.firstId(), whole - good);
        }
        if (segment.length() > whole) {
            segment.truncate(whole);
        }
        marks.putAll(found);
        lastId = last;
        return any;
    }

    long lastId() {
        return lastId;
    }

    long firstId() {
        writing.lock();
        try {
            return segments.isEmpty() ? lastId + 1 : segments.firstKey();
        } finally {
            writing.unlock();
        }
    }

    /** Why nothing is taken; empty when all is well. */
    String problem() {
        return problem;
    }

    Damage damage() {
        return damage;
    }

    Map<String, String> marks() {
        writing.lock();
        try {
            return Map.copyOf(marks);
        } finally {
            writing.unlock();
        }
    }

    /** Forgets marks by name; the next segment begins without them. */
    void forget(List<String> names) {
        writing.lock();
        try {
            names.forEach(marks::remove);
        } finally {
            writing.unlock();
        }
    }

    /**
     * Keeps lines and marks, both or neither; they are on the disk when this returns.
     *
     * @throws LogsException DISK when they are not
     */
    List<LogEntry> append(List<Draft> drafts, Map<String, String> newMarks) {
        Request request = new Request(drafts, newMarks);
        synchronized (waiting) {
            waiting.add(request);
        }
        writing.lock();
        try {
            while (!request.done) {
                writeGroup();
            }
        } finally {
            writing.unlock();
        }
        if (request.failure != null) {
            throw new LogsException(
                    LogsException.Kind.DISK,
                    String.valueOf(request.failure.getMessage()),
                    request.failure);
        }
        return request.kept;
    }

    private void writeGroup() {
        List<Request> group = new ArrayList<>();
        synchronized (waiting) {
            long chars = 0;
            while (!waiting.isEmpty() && chars < GROUP_CHARS) {
                Request next = waiting.remove();
                chars += next.chars;
                group.add(next);
            }
        }
        try {
            write(group);
            problem = "";
        } catch (IOException | RuntimeException e) {
            roll = true;
            problem =
                    "lines cannot be kept in "
                            + settings.folder().getFileName()
                            + ": "
                            + e.getMessage()
                            + "; make room on the disk, what waits is kept then";
            LogsException failure = new LogsException(LogsException.Kind.DISK, problem, e);
            group.forEach(request -> request.failure = failure);
        } finally {
            group.forEach(request -> request.done = true);
        }
    }

    private void write(List<Request> group) throws IOException {
        long free = settings.freeBytes().getAsLong();
        if (free < settings.reserveBytes()) {
            throw new IOException(
                    "only "
                            + (free >> 20)
                            + " MiB are free on the disk, fewer than the "
                            + (settings.reserveBytes() >> 20)
                            + " that stay in reserve");
        }
        long id = lastId + 1;
        List<ByteBuffer> frames = new ArrayList<>();
        Segment segment = writable(id, frames);
        Map<String, String> after = new HashMap<>();
        for (Request request : group) {
            request.kept = numbered(request.drafts, id);
            id += request.drafts.size();
            encode(request, frames);
            after.putAll(request.marks);
        }
        try {
            segment.append(frames);
        } catch (IOException e) {
            if (!segments.containsKey(segment.firstId())) {
                segment.delete();
            }
            throw e;
        }
        segments.put(segment.firstId(), segment);
        marks.putAll(after);
        lastId = id - 1;
    }

    private Segment writable(long id, List<ByteBuffer> frames) throws IOException {
        Segment last = segments.isEmpty() ? null : segments.lastEntry().getValue();
        boolean usable = last != null && !(roll && last.firstId() < id);
        if (last != null && usable && last.length() < settings.segmentBytes()) {
            return last;
        }
        if (last != null && last.firstId() == id) {
            return last;
        }
        frames.add(Frame.encode(id, List.of(), marks, false));
        Segment fresh = Segment.create(settings.folder(), id);
        roll = false;
        return fresh;
    }

    private static List<LogEntry> numbered(List<Draft> drafts, long firstId) {
        List<LogEntry> entries = new ArrayList<>(drafts.size());
        long id = firstId;
        for (Draft draft : drafts) {
            entries.add(
                    new LogEntry(id++, draft.nanos(), draft.origin(), draft.text(), draft.given()));
        }
        return entries;
    }

    private static void encode(Request request, List<ByteBuffer> frames) {
        List<Draft> drafts = request.drafts;
        long id = request.kept.isEmpty() ? 0 : request.kept.getFirst().id();
        int from = 0;
        int chars = 0;
        for (int i = 0; i < drafts.size(); i++) {
            chars += drafts.get(i).text().length();
            if (chars >= FRAME_CHARS && i + 1 < drafts.size()) {
                frames.add(Frame.encode(id + from, drafts.subList(from, i + 1), Map.of(), true));
                from = i + 1;
                chars = 0;
            }
        }
        frames.add(
                Frame.encode(id + from, drafts.subList(from, drafts.size()), request.marks, false));
    }

    /** The segment that holds an id, or the first one behind it. */
    Optional<Segment> segment(long id) {
        writing.lock();
        try {
            Map.Entry<Long, Segment> holds = segments.floorEntry(id);
            if (holds == null) {
                holds = segments.ceilingEntry(id);
            }
            return Optional.ofNullable(holds).map(Map.Entry::getValue);
        } finally {
            writing.unlock();
        }
    }

    /** The segment behind another. */
    Optional<Segment> after(Segment segment) {
        writing.lock();
        try {
            return Optional.ofNullable(segments.higherEntry(segment.firstId()))
                    .map(Map.Entry::getValue);
        } finally {
            writing.unlock();
        }
    }

    /** How many bytes all segments have. */
    long bytes() {
        writing.lock();
        try {
            return segments.values().stream().mapToLong(Segment::length).sum();
        } finally {
            writing.unlock();
        }
    }

    /**
     * Drops the oldest segments that are too old or too many; the one that is written to stays.
     *
     * @return the first id that is kept
     */
    long drop(long oldestNanos) throws IOException {
        writing.lock();
        try {
            long bytes = segments.values().stream().mapToLong(Segment::length).sum();
            while (segments.size() > 1) {
                Segment oldest = segments.firstEntry().getValue();
                if (bytes <= settings.mostBytes() && oldest.maxNanos() >= oldestNanos) {
                    break;
                }
                bytes -= oldest.length();
                segments.pollFirstEntry();
                oldest.delete();
            }
            return segments.isEmpty() ? lastId + 1 : segments.firstKey();
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        writing.lock();
        try {
            for (Segment segment : segments.values()) {
                segment.close();
            }
        } finally {
            writing.unlock();
        }
    }
}
