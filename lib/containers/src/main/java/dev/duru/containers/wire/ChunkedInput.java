package dev.duru.containers.wire;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A body in chunks (RFC 9112, section 7.1); a connection that ends too early is an error. */
final class ChunkedInput extends InputStream {
    private final ChannelInput in;
    private long left;
    private boolean first = true;
    private boolean ended;

    ChunkedInput(ChannelInput in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0 && !next()) {
            return -1;
        }
        int count = in.read(bytes, offset, (int) Math.min(length, left));
        if (count < 0) {
            throw new EOFException("the connection ended in the middle of a response");
        }
        left -= count;
        return count;
    }

    private boolean next() throws IOException {
        if (ended) {
            return false;
        }
        if (!first && !line().isEmpty()) {
            throw new IOException("a chunk of the response is longer than it says");
        }
        first = false;
        String size = line();
        int extension = size.indexOf(';');
        String digits = (extension < 0 ? size : size.substring(0, extension)).strip();
        if (!digits.matches("[0-9a-fA-F]{1,15}")) {
            throw new IOException("a chunk of the response has the size '" + size + "'");
        }
        left = Long.parseLong(digits, 16);
        if (left > 0) {
            return true;
        }
        ended = true;
        while (!line().isEmpty()) {
            // Trailers say nothing that is needed here.
            continue;
        }
        return false;
    }

    private String line() throws IOException {
        String line = in.line(8192);
        if (line == null) {
            throw new EOFException("the connection ended in the middle of a response");
        }
        return line;
    }
}
