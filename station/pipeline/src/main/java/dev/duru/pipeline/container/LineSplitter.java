package dev.duru.pipeline.container;

import dev.duru.containers.Output;
import dev.duru.pipeline.sandbox.LineSink;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Makes lines of what a process in a container prints; each of its two streams has its own. */
final class LineSplitter implements Output {
    /** Longer lines come in pieces of this many bytes. */
    private static final int PIECE = 64 * 1024;

    private final LineSink sink;
    private final Line out = new Line();
    private final Line err = new Line();

    LineSplitter(LineSink sink) {
        this.sink = sink;
    }

    @Override
    public void bytes(Channel channel, byte[] bytes, int offset, int length) {
        Line line = channel == Channel.OUT ? out : err;
        int start = offset;
        int end = offset + length;
        for (int i = offset; i < end; i++) {
            if (bytes[i] == '\n') {
                line.add(bytes, start, i - start);
                line.end();
                start = i + 1;
            }
        }
        line.add(bytes, start, end - start);
    }

    /** Passes on what has no line's end. */
    void finish() {
        out.finish();
        err.finish();
    }

    private final class Line {
        private ByteArrayOutputStream held = new ByteArrayOutputStream();
        private boolean inPieces;

        void add(byte[] bytes, int from, int count) {
            held.write(bytes, from, count);
            if (held.size() >= PIECE) {
                byte[] all = held.toByteArray();
                int whole = wholeCharacters(all);
                held = new ByteArrayOutputStream();
                held.write(all, whole, all.length - whole);
                sink.line(new String(all, 0, whole, StandardCharsets.UTF_8), false);
                inPieces = true;
            }
        }

        void end() {
            byte[] all = held.toByteArray();
            held.reset();
            int length =
                    all.length > 0 && all[all.length - 1] == '\r' ? all.length - 1 : all.length;
            sink.line(new String(all, 0, length, StandardCharsets.UTF_8), true);
            inPieces = false;
        }

        void finish() {
            if (held.size() > 0 || inPieces) {
                end();
            }
        }

        /** How many bytes to take so that no UTF-8 character is cut. */
        private static int wholeCharacters(byte[] bytes) {
            int end = bytes.length;
            while (end > bytes.length - 4 && (bytes[end - 1] & 0xC0) == 0x80) {
                end--;
            }
            return (bytes[end - 1] & 0xC0) == 0xC0 ? end - 1 : bytes.length;
        }
    }
}
