package dev.duru.observe.logs.syslog;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a TCP stream (RFC 6587): one that begins with a number and a blank has so many
 * octets, any other ends at a line feed or a NUL. Longer ones than {@value #LONGEST} octets are
 * cut.
 */
final class SyslogFrames {
    static final int LONGEST = 64 * 1024;
    private static final int MOST_COUNTED = 1 << 20;

    private final InputStream in;

    SyslogFrames(InputStream in) {
        this.in = in;
    }

    /**
     * The next message; null at the end of the stream.
     *
     * @throws IOException when the stream breaks off, or counts more octets than anybody sends
     */
    @Nullable String next() throws IOException {
        int first = in.read();
        while (first == '\n' || first == '\r' || first == 0 || first == ' ') {
            first = in.read();
        }
        if (first < 0) {
            return null;
        }
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int b = first;
        while (b >= (head.size() == 0 ? '1' : '0') && b <= '9' && head.size() < 7) {
            head.write(b);
            b = in.read();
        }
        return head.size() > 0 && b == ' '
                ? counted(head.toString(StandardCharsets.US_ASCII))
                : line(head, b);
    }

    private String counted(String count) throws IOException {
        int length = Integer.parseInt(count);
        if (length > MOST_COUNTED) {
            throw new IOException("a message of " + length + " octets is too long");
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("a message broke off");
        }
        return text(bytes, bytes.length);
    }

    private String line(ByteArrayOutputStream begun, int next) throws IOException {
        int b = next;
        while (b >= 0 && b != '\n' && b != 0) {
            if (begun.size() < LONGEST) {
                begun.write(b);
            }
            b = in.read();
        }
        byte[] bytes = begun.toByteArray();
        return text(bytes, bytes.length);
    }

    /** A message as text, without line ends behind it. */
    static String text(byte[] bytes, int length) {
        int end = Math.min(length, LONGEST);
        while (end > 0
                && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r' || bytes[end - 1] == 0)) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
}
