package dev.duru.observe.logs.loki;

import dev.duru.kernel.ProblemException;
import dev.duru.logs.LogEntry;
import dev.duru.logs.LogsException;
import dev.duru.logs.query.Line;
import dev.duru.logs.store.LogStore;
import dev.duru.logs.store.Search;
import dev.duru.observe.logs.LogLine;
import dev.duru.observe.logs.LogProblems;
import dev.duru.observe.logs.LogWatch;
import dev.duru.observe.logs.Logs;
import dev.duru.web.Json;
import dev.duru.web.Request;
import dev.duru.web.SocketHandler;
import dev.duru.web.SocketSink;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lines as they come, over a WebSocket: {@code {"streams":[…]}} for each batch, beginning with the
 * newest that are there. Who is too slow misses some; each gap is one of {@code dropped_entries}.
 */
final class LokiTail {
    private static final int MOST_AT_ONCE = 500;
    private static final int MOST_BEFORE = 5_000;
    private static final int LONGEST_DELAY = 5;
    private static final long WAIT_SECONDS = 5;

    private final Logs logs;

    LokiTail(Logs logs) {
        this.logs = logs;
    }

    SocketHandler.Talk open(Request request) {
        Parameters parameters = new Parameters(request, logs.now());
        LogQl.Selection selection = parameters.selection();
        long start = parameters.start();
        int limit = parameters.number("limit", 100, MOST_BEFORE);
        int delay = parameters.number("delay_for", 0, Integer.MAX_VALUE);
        if (delay > LONGEST_DELAY) {
            throw ProblemException.user(
                    "delay_for is " + delay + "; the longest is " + LONGEST_DELAY + " seconds");
        }
        LogStore store = logs.store(request.project());
        return sink -> {
            try (LogWatch watch = new LogWatch(store)) {
                long seen = store.lastId();
                before(sink, store, selection, start, limit, seen);
                while (sink.isOpen()) {
                    next(sink, watch, selection, delay, seen);
                }
            } catch (LogsException e) {
                throw LogProblems.of(e);
            }
        };
    }

    private void before(
            SocketSink sink,
            LogStore store,
            LogQl.Selection selection,
            long start,
            int limit,
            long seen) {
        if (limit == 0) {
            return;
        }
        List<LogEntry> newest =
                store.find(
                                new Search(
                                        selection.expr(store),
                                        start,
                                        Long.MAX_VALUE,
                                        true,
                                        null,
                                        limit,
                                        Duration.ofSeconds(20)))
                        .entries();
        Streams streams = new Streams(selection.parsed());
        newest.reversed().stream().filter(entry -> entry.id() <= seen).forEach(streams::add);
        tell(sink, streams, 0);
    }

    private void next(
            SocketSink sink, LogWatch watch, LogQl.Selection selection, int delay, long seen)
            throws InterruptedException {
        LogEntry entry = watch.next(WAIT_SECONDS);
        if (entry == null) {
            return;
        }
        TimeUnit.SECONDS.sleep(delay);
        Streams streams = new Streams(selection.parsed());
        for (int i = 0; entry != null && i < MOST_AT_ONCE; i++) {
            if (entry.id() > seen && fits(entry, selection)) {
                streams.add(entry);
            }
            entry = i + 1 < MOST_AT_ONCE ? watch.next(0) : null;
        }
        tell(sink, streams, watch.missed());
    }

    private static boolean fits(@Nullable LogEntry entry, LogQl.Selection selection) {
        return entry != null
                && selection.origins().test(entry.origin())
                && new Line(entry).fits(selection.expr());
    }

    private void tell(SocketSink sink, Streams streams, long missed) {
        if (streams.isEmpty() && missed == 0) {
            return;
        }
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("streams", streams.result());
        if (missed > 0) {
            String now = Long.toString(LogLine.nanos(logs.now()));
            message.put("dropped_entries", List.of(Map.of("labels", Map.of(), "timestamp", now)));
        }
        sink.send(Json.write(message));
    }
}
