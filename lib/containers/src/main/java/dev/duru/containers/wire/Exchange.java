package dev.duru.containers.wire;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One request on a connection of its own, and its response. {@link #close} may be called from any
 * thread and ends reads that wait.
 */
public final class Exchange implements AutoCloseable {
    private static final int LONGEST_HEAD = 64 * 1024;

    private final Endpoint endpoint;
    private final SocketChannel channel;
    private final CountDownLatch answered = new CountDownLatch(1);
    private volatile boolean late;

    private Exchange(Endpoint endpoint, SocketChannel channel) {
        this.endpoint = endpoint;
        this.channel = channel;
    }

    /** Connects. */
    public static Exchange open(Endpoint endpoint) throws IOException {
        return new Exchange(endpoint, endpoint.open());
    }

    /**
     * Sends the request and reads the head of the response.
     *
     * @param patience how long the head may take
     */
    public Response send(Request request, Duration patience) throws IOException {
        Thread.ofVirtual().name("engine-patience").start(() -> watch(patience));
        try {
            IOException unsent = write(request);
            try {
                return read(request);
            } catch (IOException e) {
                throw unsent == null ? e : unsent;
            }
        } catch (IOException e) {
            close();
            if (late) {
                throw new IOException(
                        endpoint
                                + " did not answer "
                                + request.method()
                                + " "
                                + path(request)
                                + " in "
                                + patience.toSeconds()
                                + " s",
                        e);
            }
            throw e;
        } finally {
            answered.countDown();
        }
    }

    private void watch(Duration patience) {
        try {
            if (!answered.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                late = true;
                close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String path(Request request) {
        int query = request.target().indexOf('?');
        return query < 0 ? request.target() : request.target().substring(0, query);
    }

    /** An engine may answer, and hang up, before it has the whole body: then its answer counts. */
    private @org.jspecify.annotations.Nullable IOException write(Request request)
            throws IOException {
        OutputStream out = new BufferedOutputStream(new ChannelOutput(channel), 64 * 1024);
        StringBuilder head = new StringBuilder();
        head.append(request.method()).append(' ').append(request.target()).append(" HTTP/1.1\r\n");
        head.append("Host: ").append(host()).append("\r\nUser-Agent: duru\r\n");
        head.append(
                request.upgrade()
                        ? "Connection: Upgrade\r\nUpgrade: tcp\r\n"
                        : "Connection: close\r\n");
        request.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(clean(value)).append("\r\n"));
        switch (request.body()) {
            case Request.Bytes(byte[] content) ->
                    head.append("Content-Length: ").append(content.length).append("\r\n\r\n");
            case Request.Streamed _ -> head.append("Transfer-Encoding: chunked\r\n\r\n");
            case null ->
                    head.append(
                            request.method().equals("GET") ? "\r\n" : "Content-Length: 0\r\n\r\n");
        }
        out.write(head.toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
        try {
            switch (request.body()) {
                case Request.Bytes(byte[] content) -> out.write(content);
                case Request.Streamed(Request.Writer writer) -> {
                    ChunkedOutput chunks = new ChunkedOutput(out);
                    writer.write(chunks);
                    chunks.finish();
                }
                case null -> {}
            }
            out.flush();
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    private String host() {
        return switch (endpoint) {
            case Endpoint.Unix _ -> "engine";
            case Endpoint.Tcp(String host, int port) -> host + ":" + port;
        };
    }

    private static String clean(String value) {
        return value.replace("\r", "").replace("\n", "");
    }

    private Response read(Request request) throws IOException {
        ChannelInput in = new ChannelInput(channel);
        while (true) {
            String first = in.line(LONGEST_HEAD);
            if (first == null) {
                throw new IOException(endpoint + " ended the connection without an answer");
            }
            int status = status(first);
            Map<String, String> headers = headers(in);
            if (status >= 100 && status < 200 && status != 101) {
                continue;
            }
            return new Response(status, headers, body(request, status, headers, in));
        }
    }

    private static int status(String line) throws IOException {
        String[] parts = line.split(" ", 3);
        if (parts.length < 2 || !parts[0].startsWith("HTTP/1.") || !parts[1].matches("[0-9]{3}")) {
            throw new IOException("this is no answer in HTTP/1.1: '" + line + "'");
        }
        return Integer.parseInt(parts[1]);
    }

    private static Map<String, String> headers(ChannelInput in) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        int size = 0;
        while (true) {
            String line = in.line(LONGEST_HEAD);
            if (line == null) {
                throw new IOException("the connection ended in the middle of a response's head");
            }
            if (line.isEmpty()) {
                return headers;
            }
            size += line.length();
            int colon = line.indexOf(':');
            if (colon <= 0 || size > LONGEST_HEAD) {
                throw new IOException("a header of the response is malformed");
            }
            headers.put(
                    line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
    }

    private static InputStream body(
            Request request, int status, Map<String, String> headers, ChannelInput in)
            throws IOException {
        if (status == 204 || status == 304 || request.method().equals("HEAD")) {
            return InputStream.nullInputStream();
        }
        if (status == 101) {
            return in;
        }
        if (headers.getOrDefault("transfer-encoding", "")
                .toLowerCase(Locale.ROOT)
                .contains("chunked")) {
            return new ChunkedInput(in);
        }
        String length = headers.get("content-length");
        if (length != null) {
            if (!length.matches("[0-9]{1,18}")) {
                throw new IOException("the response has the length '" + length + "'");
            }
            return new FixedInput(in, Long.parseLong(length));
        }
        return in;
    }

    /** Sends bytes after an upgrade. */
    public OutputStream output() {
        return new ChannelOutput(channel);
    }

    /** Says that nothing more will be sent. */
    public void endOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void close() {
        answered.countDown();
        try {
            channel.close();
        } catch (IOException e) {
            // It is closed as far as this side is concerned.
            return;
        }
    }

    /** Writes to a channel; the JDK's own would share a lock with the reader. */
    private static final class ChannelOutput extends OutputStream {
        private final SocketChannel channel;

        ChannelOutput(SocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
    }
}
