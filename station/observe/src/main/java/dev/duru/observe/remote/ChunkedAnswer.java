package dev.duru.observe.remote;

import dev.duru.tsdb.Series;
import dev.duru.tsdb.SeriesReader;
import dev.duru.tsdb.histogram.Histogram;
import dev.duru.tsdb.wire.MessageWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * Answers of remote read in a stream of chunks, {@code STREAMED_XOR_CHUNKS}: each frame has its
 * length, the CRC-32C of its message, and a message of one series:
 * https://prometheus.io/docs/prometheus/latest/querying/remote_read_api/#streamed-chunks. Only one
 * series is in memory at a time.
 */
public final class ChunkedAnswer {
    /** The type of the stream. */
    public static final String TYPE =
            "application/x-streamed-protobuf; proto=prometheus.ChunkedReadResponse";

    private static final int XOR = 1;

    /** A frame ends after so many bytes of chunks, as Prometheus' own do. */
    private static final int FRAME_BYTES = 1 << 20;

    private ChunkedAnswer() {}

    /** Writes the answers to all questions. */
    public static void write(
            List<ReadMessages.Question> questions, SeriesReader reader, OutputStream out) {
        for (int i = 0; i < questions.size(); i++) {
            ReadMessages.Question question = questions.get(i);
            int number = i;
            reader.scan(
                    question.matchers(),
                    question.fromMillis(),
                    question.toMillis(),
                    series -> series(series, number, out));
        }
    }

    private static void series(Series series, int question, OutputStream out) {
        int at = 0;
        while (at < series.size()) {
            MessageWriter message = new MessageWriter();
            int from = at;
            int[] end = {at};
            message.message(1, each -> end[0] = chunks(each, series, from));
            message.whole(2, question);
            frame(message.bytes(), out);
            at = end[0];
        }
    }

    /** As many chunks as go into one message; where the next begins. */
    private static int chunks(MessageWriter out, Series series, int from) {
        series.labels().each((name, value) -> out.message(1, m -> m.text(1, name).text(2, value)));
        int at = from;
        int bytes = 0;
        while (at < series.size() && bytes < FRAME_BYTES) {
            int first = at;
            Chunk chunk =
                    series.histogram(at) == null ? numbers(series, at) : histograms(series, at);
            at = chunk.end();
            bytes += chunk.bytes().length;
            out.message(
                    2,
                    m ->
                            m.whole(1, series.times()[first])
                                    .whole(2, series.times()[chunk.end() - 1])
                                    .whole(3, chunk.type())
                                    .bytes(4, chunk.bytes()));
        }
        return at;
    }

    /**
     * Samples packed together.
     *
     * @param end the place of the first that is not among them
     */
    @SuppressWarnings("ArrayRecordComponent")
    private record Chunk(int end, int type, byte[] bytes) {}

    private static Chunk numbers(Series series, int from) {
        XorChunk chunk = new XorChunk();
        int at = from;
        while (at < series.size()
                && chunk.count() < XorChunk.MOST
                && series.histogram(at) == null) {
            chunk.add(series.times()[at], series.values()[at]);
            at++;
        }
        return new Chunk(at, XOR, chunk.bytes());
    }

    private static Chunk histograms(Series series, int from) {
        Histogram first = Objects.requireNonNull(series.histogram(from));
        HistogramChunk chunk =
                new HistogramChunk(
                        series.times()[from], first, from == 0 ? null : series.histogram(from - 1));
        int at = from + 1;
        while (at < series.size()
                && series.histogram(at) instanceof Histogram next
                && chunk.add(series.times()[at], next)) {
            at++;
        }
        return new Chunk(at, chunk.type(), chunk.bytes());
    }

    private static void frame(byte[] message, OutputStream out) {
        CRC32C sum = new CRC32C();
        sum.update(message);
        try {
            int rest = message.length;
            while (rest >= 0x80) {
                out.write(rest & 0x7f | 0x80);
                rest >>>= 7;
            }
            out.write(rest);
            out.write(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
            out.write(message);
        } catch (IOException e) {
            throw new UncheckedIOException("whoever reads left", e);
        }
    }
}
