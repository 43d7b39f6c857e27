package dev.duru.edge;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One line of JSON for each request, written by a thread of its own. Bounded on disk by number and
 * size of its files, in memory by a queue: what does not fit is counted, and no request waits.
 */
final class AccessLog implements AutoCloseable {
    private static final int QUEUE = 8_192;
    private static final int LONGEST = 1_024;

    /** One request. */
    record Entry(
            long atMillis,
            String client,
            int protocol,
            String method,
            String scheme,
            String host,
            String target,
            int status,
            long micros,
            long requestBytes,
            long responseBytes,
            @Nullable String route,
            EdgeConfig.@Nullable Labels labels,
            @Nullable String backend,
            int retries,
            @Nullable String trouble,
            @Nullable String agent) {}

    private final Path file;
    private final FrontSettings.AccessLog settings;
    private final BlockingQueue<Entry> queue = new ArrayBlockingQueue<>(QUEUE);
    private final AtomicLong lost = new AtomicLong();
    private final Thread writer;
    private volatile boolean closing;

    AccessLog(Path file, FrontSettings.AccessLog settings) {
        this.file = file;
        this.settings = settings;
        this.writer = Thread.ofPlatform().daemon().name("access-log").start(this::run);
    }

    FrontSettings.AccessLog settings() {
        return settings;
    }

    /** Never waits. */
    void write(Entry entry) {
        if (!queue.offer(entry)) {
            lost.incrementAndGet();
        }
    }

    /** Entries that found the queue full or the disk unwilling. */
    long lost() {
        return lost.get();
    }

    private void run() {
        List<Entry> batch = new ArrayList<>();
        boolean interrupted = false;
        while (!interrupted || !queue.isEmpty()) {
            try {
                batch.clear();
                if (!closing) {
                    batch.add(queue.take());
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
            interrupted |= closing;
            queue.drainTo(batch);
            try {
                append(batch);
            } catch (IOException e) {
                lost.addAndGet(batch.size());
            }
        }
    }

    private void append(List<Entry> batch) throws IOException {
        if (batch.isEmpty()) {
            return;
        }
        if (Files.exists(file) && Files.size(file) >= settings.maxBytes()) {
            rotate();
        }
        try (OutputStream out =
                new BufferedOutputStream(
                        Files.newOutputStream(
                                file, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                        64 * 1024)) {
            StringBuilder line = new StringBuilder(512);
            for (Entry entry : batch) {
                line.setLength(0);
                json(line, entry);
                out.write(line.toString().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private void rotate() throws IOException {
        for (int i = settings.files() - 1; i >= 1; i--) {
            Path from = i == 1 ? file : file.resolveSibling(file.getFileName() + "." + (i - 1));
            if (Files.exists(from)) {
                Files.move(
                        from,
                        file.resolveSibling(file.getFileName() + "." + i),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
        if (settings.files() == 1) {
            Files.deleteIfExists(file);
        }
    }

    static void json(StringBuilder out, Entry e) {
        out.append("{\"at\":\"").append(Instant.ofEpochMilli(e.atMillis())).append('"');
        text(out, "client", e.client());
        text(out, "protocol", e.protocol() == 2 ? "HTTP/2" : "HTTP/1.1");
        text(out, "method", e.method());
        text(out, "scheme", e.scheme());
        text(out, "host", e.host());
        text(out, "target", e.target());
        number(out, "status", e.status());
        number(out, "micros", e.micros());
        number(out, "requestBytes", e.requestBytes());
        number(out, "responseBytes", e.responseBytes());
        text(out, "route", e.route());
        if (e.labels() != null) {
            text(out, "app", e.labels().app());
            text(out, "env", e.labels().env());
            text(out, "release", e.labels().release());
            text(out, "version", e.labels().version());
        }
        text(out, "backend", e.backend());
        if (e.retries() > 0) {
            number(out, "retries", e.retries());
        }
        text(out, "trouble", e.trouble());
        text(out, "agent", e.agent());
        out.append("}\n");
    }

    private static void number(StringBuilder out, String key, long value) {
        out.append(",\"").append(key).append("\":").append(value);
    }

    private static void text(StringBuilder out, String key, @Nullable String value) {
        if (value == null) {
            return;
        }
        out.append(",\"").append(key).append("\":\"");
        int most = Math.min(value.length(), LONGEST);
        for (int i = 0; i < most; i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c >= 0x7f) {
                out.append("\\u%04x".formatted((int) c));
            } else {
                out.append(c);
            }
        }
        out.append(value.length() > most ? "…\"" : "\"");
    }

    /** What was said before is on disk when this returns. */
    @Override
    public void close() {
        closing = true;
        writer.interrupt();
        try {
            writer.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
