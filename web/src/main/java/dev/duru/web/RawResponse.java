package dev.duru.web;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerResponse;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** The response of a {@link RawHandler}: status and headers first, then the body. */
public final class RawResponse {
    private final ServerResponse http;
    private final boolean head;
    private @Nullable OutputStream out;
    private boolean clientGone;

    RawResponse(ServerResponse http, boolean head) {
        this.http = http;
        this.head = head;
    }

    public RawResponse status(int status) {
        http.status(status);
        return this;
    }

    public RawResponse header(String name, String value) {
        http.headers().set(HeaderNames.create(name), value);
        return this;
    }

    /**
     * Where the body goes; status and headers are sent with its first bytes. Without a {@code
     * Content-Length} it is sent in chunks. In answer to HEAD what is written is dropped.
     */
    public OutputStream outputStream() {
        if (out == null) {
            out = head ? OutputStream.nullOutputStream() : new Watched(http.outputStream());
        }
        return out;
    }

    /** A whole body at once. */
    public void send(byte[] body) {
        if (head) {
            header("Content-Length", String.valueOf(body.length));
            http.send();
        } else {
            http.send(body);
        }
    }

    boolean started() {
        return out != null || http.isSent();
    }

    boolean clientGone() {
        return clientGone;
    }

    /** Ends the response, whatever the handler did. */
    void finish() throws IOException {
        if (out != null && !head) {
            out.close();
        } else if (!http.isSent()) {
            http.send();
        }
    }

    int status() {
        return http.status().code();
    }

    private final class Watched extends FilterOutputStream {
        private boolean closed;

        Watched(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (IOException | RuntimeException e) {
                clientGone = true;
                throw new IOException("the client has gone: " + e.getMessage(), e);
            }
        }

        @Override
        public void flush() throws IOException {
            try {
                out.flush();
            } catch (IOException | RuntimeException e) {
                clientGone = true;
                throw new IOException("the client has gone: " + e.getMessage(), e);
            }
        }

        @Override
        public void close() throws IOException {
            if (closed) {
                return;
            }
            closed = true;
            try {
                out.close();
            } catch (IOException | RuntimeException e) {
                clientGone = true;
                throw new IOException("the client has gone: " + e.getMessage(), e);
            }
        }
    }
}
