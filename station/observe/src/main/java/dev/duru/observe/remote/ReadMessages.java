package dev.duru.observe.remote;

import dev.duru.tsdb.Matcher;
import dev.duru.tsdb.Series;
import dev.duru.tsdb.SeriesReader;
import dev.duru.tsdb.TsdbException;
import dev.duru.tsdb.histogram.Histogram;
import dev.duru.tsdb.wire.MessageReader;
import dev.duru.tsdb.wire.MessageWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests of remote read, and their answers as whole samples:
 * https://prometheus.io/docs/prometheus/latest/querying/remote_read_api/.
 */
public final class ReadMessages {
    private static final int STREAMED_XOR_CHUNKS = 1;
    private static final long MOST_SAMPLES = 50_000_000;

    private ReadMessages() {}

    /**
     * One question of a request.
     *
     * @param fromMillis inclusive
     * @param toMillis inclusive
     */
    public record Question(long fromMillis, long toMillis, List<Matcher> matchers) {}

    /**
     * Reads a request.
     *
     * @throws TsdbException when it is malformed
     */
    public static List<Question> read(byte[] bytes) {
        List<Question> all = new ArrayList<>();
        MessageReader in = new MessageReader(bytes);
        for (int field = in.next(); field != 0; field = in.next()) {
            if (field == 1) {
                all.add(question(in.message()));
            }
        }
        return all;
    }

    /**
     * Whether whoever asks takes a stream of chunks.
     *
     * @throws TsdbException when the request is malformed
     */
    public static boolean takesChunks(byte[] bytes) {
        boolean[] takes = {false};
        MessageReader in = new MessageReader(bytes);
        for (int field = in.next(); field != 0; field = in.next()) {
            if (field == 2) {
                in.wholes(type -> takes[0] |= type == STREAMED_XOR_CHUNKS);
            }
        }
        return takes[0];
    }

    private static Question question(MessageReader in) {
        long from = 0;
        long to = 0;
        List<Matcher> matchers = new ArrayList<>();
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> from = in.whole();
                case 2 -> to = in.whole();
                case 3 -> matchers.add(matcher(in.message()));
                default -> {}
            }
        }
        return new Question(from, to, matchers);
    }

    private static Matcher matcher(MessageReader in) {
        int kind = 0;
        String name = "";
        String value = "";
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> kind = (int) in.whole();
                case 2 -> name = in.text();
                case 3 -> value = in.text();
                default -> {}
            }
        }
        Matcher.Kind[] kinds = Matcher.Kind.values();
        if (kind < 0 || kind >= kinds.length) {
            throw new TsdbException("a matcher has the unknown type " + kind);
        }
        return new Matcher(name, kinds[kind], value);
    }

    /**
     * Writes the answers to questions.
     *
     * @throws TsdbException when they hold too many samples
     */
    public static byte[] answer(List<Question> questions, SeriesReader reader) {
        MessageWriter out = new MessageWriter();
        long[] samples = {0};
        for (Question question : questions) {
            out.message(
                    1,
                    result ->
                            reader.scan(
                                    question.matchers(),
                                    question.fromMillis(),
                                    question.toMillis(),
                                    series -> {
                                        samples[0] += series.size();
                                        if (samples[0] > MOST_SAMPLES) {
                                            throw new TsdbException(
                                                    "the answer has more than "
                                                            + MOST_SAMPLES
                                                            + " samples; ask for less");
                                        }
                                        result.message(1, m -> WriteMessages.series(m, of(series)));
                                    }));
        }
        return out.bytes();
    }

    /** A series of the store as a message has it. */
    static Incoming of(Series series) {
        List<Incoming.Point> points = new ArrayList<>();
        List<Incoming.HistogramPoint> histograms = new ArrayList<>();
        for (int i = 0; i < series.size(); i++) {
            Histogram histogram = series.histogram(i);
            if (histogram == null) {
                points.add(new Incoming.Point(series.times()[i], series.values()[i]));
            } else {
                histograms.add(new Incoming.HistogramPoint(series.times()[i], histogram));
            }
        }
        return new Incoming(series.labels(), points, histograms, List.of());
    }
}
