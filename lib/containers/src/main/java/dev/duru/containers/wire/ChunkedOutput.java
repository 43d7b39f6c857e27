package dev.duru.containers.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Sends a body in chunks. */
final class ChunkedOutput extends OutputStream {
    private static final byte[] END = {'\r', '\n'};

    private final OutputStream out;

    ChunkedOutput(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length > 0) {
            out.write(Integer.toHexString(length).getBytes(StandardCharsets.US_ASCII));
            out.write(END);
            out.write(bytes, offset, length);
            out.write(END);
        }
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    /** Writes the last chunk; the connection stays open. */
    void finish() throws IOException {
        out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }
}
