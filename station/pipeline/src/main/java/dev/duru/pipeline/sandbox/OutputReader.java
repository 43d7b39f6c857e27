package dev.duru.pipeline.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Splits the supervisor's output into lines and finds its reports among them. Holds at most one
 * piece of a line in memory.
 */
final class OutputReader {
    /** Longer lines come in pieces of this many bytes. */
    static final int PIECE = 64 * 1024;

    private static final byte MARK = 1;

    private final InputStream in;
    private final String token;
    private final byte[] buffer = new byte[64 * 1024];
    private final byte[] line = new byte[PIECE];
    private int position;
    private int limit;
    private int length;
    private boolean blankHeld;
    private boolean inPieces;

    OutputReader(InputStream in, String token) {
        this.in = in;
        this.token = token;
    }

    /** Passes lines on until the supervisor reports; null when the output ended without. */
    @Nullable String untilReport(LineSink sink) throws IOException {
        while (true) {
            if (position == limit) {
                limit = in.read(buffer);
                position = 0;
                if (limit < 0) {
                    limit = 0;
                    flush(sink);
                    return null;
                }
            }
            int end = position;
            int most = Math.min(limit, position + PIECE - length);
            while (end < most && buffer[end] != '\n') {
                end++;
            }
            System.arraycopy(buffer, position, line, length, end - position);
            length += end - position;
            position = end;
            if (length == PIECE) {
                piece(sink);
            } else if (position < limit) {
                position++;
                String report = report();
                if (report != null) {
                    length = 0;
                    blankHeld = false;
                    return report;
                }
                endLine(sink);
            }
        }
    }

    private @Nullable String report() {
        if (length < 2 || line[0] != MARK) {
            return null;
        }
        String text = new String(line, 1, length - 1, StandardCharsets.UTF_8);
        return text.startsWith(token + " ") ? text.substring(token.length() + 1) : null;
    }

    /** A blank line is held back: the supervisor puts one before its report. */
    private void endLine(LineSink sink) {
        if (length == 0 && !inPieces) {
            release(sink);
            blankHeld = true;
            return;
        }
        release(sink);
        int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        sink.line(new String(line, 0, end, StandardCharsets.UTF_8), true);
        length = 0;
        inPieces = false;
    }

    private void piece(LineSink sink) {
        release(sink);
        int end = wholeCharacters();
        sink.line(new String(line, 0, end, StandardCharsets.UTF_8), false);
        System.arraycopy(line, end, line, 0, length - end);
        length -= end;
        inPieces = true;
    }

    /** How many bytes to take so that no UTF-8 character is cut. */
    private int wholeCharacters() {
        int end = length;
        while (end > length - 4 && (line[end - 1] & 0xC0) == 0x80) {
            end--;
        }
        return (line[end - 1] & 0xC0) == 0xC0 ? end - 1 : length;
    }

    private void release(LineSink sink) {
        if (blankHeld) {
            blankHeld = false;
            sink.line("", true);
        }
    }

    private void flush(LineSink sink) {
        if (length > 0 || inPieces) {
            endLine(sink);
        }
    }
}
