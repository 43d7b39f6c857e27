package dev.duru.observe.remote;

import dev.duru.tsdb.Series;
import dev.duru.tsdb.SeriesReader;
import dev.duru.tsdb.wire.MessageWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
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
    private static final int MOST_CHUNKS = 100;

    private ChunkedAnswer() {}

    /** Whether all series can go as chunks: histograms go as samples. */
    public static boolean fits(List<ReadMessages.Question> questions, SeriesReader reader) {
        try {
            for (ReadMessages.Question question : questions) {
                reader.scan(
                        question.matchers(),
                        question.fromMillis(),
                        question.toMillis(),
                        series -> {
                            if (series.histograms() != null) {
                                throw new HasHistograms();
                            }
                        });
            }
            return true;
        } catch (HasHistograms found) {
            return false;
        }
    }

    /** Ends a scan. */
    private static final class HasHistograms extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

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
        for (int n = 0; n < MOST_CHUNKS && at < series.size(); n++) {
            XorChunk chunk = new XorChunk();
            int first = at;
            while (at < series.size() && chunk.count() < XorChunk.MOST) {
                chunk.add(series.times()[at], series.values()[at]);
                at++;
            }
            int last = at - 1;
            out.message(
                    2,
                    m ->
                            m.whole(1, series.times()[first])
                                    .whole(2, series.times()[last])
                                    .whole(3, XOR)
                                    .bytes(4, chunk.bytes()));
        }
        return at;
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
