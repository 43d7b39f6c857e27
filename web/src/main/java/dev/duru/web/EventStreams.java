package dev.duru.web;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Runs the handlers of event streams: keeps their connections alive, and ends them at the stop. */
final class EventStreams implements AutoCloseable {
    private static final long BEAT_SECONDS = 10;
    private static final long GREETING_MILLIS = 150;

    private final Map<EventSink, Thread> open = new ConcurrentHashMap<>();
    private final Thread heart;
    private volatile boolean running = true;

    EventStreams() {
        heart = Thread.ofVirtual().name("event-heartbeat").start(this::beat);
    }

    void run(EventsHandler handler, Request request, RawResponse out)
            throws IOException, InterruptedException {
        out.header("Content-Type", "text/event-stream");
        out.header("Cache-Control", "no-store");
        out.header("X-Accel-Buffering", "no");
        EventSink sink = new EventSink(out::outputStream);
        open.put(sink, Thread.currentThread());
        try {
            greet(sink);
            handler.handle(request, sink);
        } catch (InterruptedException e) {
            if (running && sink.isOpen()) {
                throw e;
            }
        } finally {
            open.remove(sink);
            sink.close();
        }
        out.finish();
    }

    /**
     * Tells the client that the stream is there, a moment later, so that a handler that refuses can
     * still do so with a status.
     */
    private static void greet(EventSink sink) {
        Thread.ofVirtual()
                .name("event-greeting")
                .start(() -> {
                    try {
                        TimeUnit.MILLISECONDS.sleep(GREETING_MILLIS);
                        sink.beat();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    private void beat() {
        try {
            while (running) {
                TimeUnit.SECONDS.sleep(BEAT_SECONDS);
                open.forEach((sink, thread) -> {
                    sink.beat();
                    if (!sink.isOpen()) {
                        thread.interrupt();
                    }
                });
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        running = false;
        heart.interrupt();
        open.forEach((sink, thread) -> {
            sink.close();
            thread.interrupt();
        });
    }
}
