package dev.duru.web;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The sending end of a stream of server-sent events. Safe for use by several threads. */
public final class EventSink {
    private final Supplier<OutputStream> opener;
    private @Nullable OutputStream out;
    private final ReentrantLock writing = new ReentrantLock();
    private final AtomicBoolean open = new AtomicBoolean(true);

    /** The stream is opened by the first thing that is sent. */
    EventSink(Supplier<OutputStream> opener) {
        this.opener = opener;
    }

    /**
     * Sends one event; does nothing once the client has gone.
     *
     * @param event the event's type, or {@code ""} for the default one
     * @param id what the client sends back as {@code Last-Event-ID}, or {@code ""}
     * @param data may hold several lines
     */
    public void send(String event, String id, String data) {
        StringBuilder text = new StringBuilder();
        if (!event.isEmpty()) {
            text.append("event: ").append(line(event)).append('\n');
        }
        if (!id.isEmpty()) {
            text.append("id: ").append(line(id)).append('\n');
        }
        data.lines().forEach(part -> text.append("data: ").append(part).append('\n'));
        if (data.isEmpty()) {
            text.append("data:\n");
        }
        write(text.append('\n').toString());
    }

    /** Whether the client may still be there. */
    public boolean isOpen() {
        return open.get();
    }

    /** A comment, which keeps the connection from being idle and finds out clients that left. */
    void beat() {
        write(": \n\n");
    }

    void close() {
        writing.lock();
        try {
            open.set(false);
        } finally {
            writing.unlock();
        }
    }

    private static String line(String text) {
        return text.replace('\n', ' ').replace('\r', ' ');
    }

    private void write(String text) {
        writing.lock();
        @Nullable Throwable gone = null;
        try {
            if (open.get()) {
                if (out == null) {
                    out = opener.get();
                }
                out.write(text.getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        } catch (IOException | RuntimeException e) {
            gone = e;
        } finally {
            writing.unlock();
        }
        if (gone != null) {
            close();
        }
    }
}
