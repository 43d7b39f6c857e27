package dev.duru.observe.logs.loki;

import dev.duru.kernel.ProblemException;
import dev.duru.logs.Draft;
import dev.duru.logs.Origin;
import dev.duru.tsdb.Matcher;
import dev.duru.tsdb.TsdbException;
import dev.duru.tsdb.query.syntax.Parser;
import dev.duru.tsdb.wire.MessageReader;
import dev.duru.tsdb.wire.Snappy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what clients push as protocol buffers packed with Snappy, {@code logproto.PushRequest} (its
 * fields have the numbers of Loki's pkg/push).
 */
final class PushMessage {
    private static final int MOST_BYTES = 128 << 20;
    private static final long SECOND = 1_000_000_000L;

    private PushMessage() {}

    /**
     * All lines.
     *
     * @throws ProblemException USER when the body is malformed
     */
    static List<Draft> read(byte[] packed) {
        List<Draft> drafts = new ArrayList<>();
        try {
            MessageReader in = new MessageReader(Snappy.unpack(packed, MOST_BYTES));
            for (int field = in.next(); field != 0; field = in.next()) {
                if (field == 1) {
                    stream(in.message(), drafts);
                }
            }
        } catch (TsdbException e) {
            throw ProblemException.user(String.valueOf(e.getMessage()));
        }
        return drafts;
    }

    private static void stream(MessageReader in, List<Draft> into) {
        String labels = "";
        List<MessageReader> entries = new ArrayList<>();
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> labels = in.text();
                case 2 -> entries.add(in.message());
                default -> {}
            }
        }
        Origin origin = PushJson.origin(labels(labels));
        for (MessageReader entry : entries) {
            into.add(draft(origin, entry));
        }
    }

    /** Labels as in a selector, such as {@code {job="web"}}. */
    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new LinkedHashMap<>();
        if (text.replace(" ", "").equals("{}")) {
            return labels;
        }
        try {
            if (!text.startsWith("{")) {
                throw new TsdbException("a bracket is missing");
            }
            for (Matcher matcher : Parser.parseSelector(text)) {
                if (matcher.kind() != Matcher.Kind.EQUAL) {
                    throw new TsdbException(matcher + " is no label");
                }
                labels.put(matcher.label(), matcher.value());
            }
        } catch (TsdbException e) {
            throw ProblemException.user(
                    "the labels '" + text + "' are not such as {job=\"web\"}: " + e.getMessage());
        }
        return labels;
    }

    private static Draft draft(Origin origin, MessageReader in) {
        long nanos = 0;
        String line = "";
        Map<String, String> given = new LinkedHashMap<>();
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> nanos = nanos(in.message());
                case 2 -> line = in.text();
                case 3 -> {
                    Map.Entry<String, String> pair = in.message().pair();
                    given.put(pair.getKey(), pair.getValue());
                }
                default -> {}
            }
        }
        return new Draft(nanos, origin, line, given);
    }

    private static long nanos(MessageReader in) {
        long seconds = 0;
        long nanos = 0;
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> seconds = in.whole();
                case 2 -> nanos = in.whole();
                default -> {}
            }
        }
        if (seconds < 0 || seconds >= Long.MAX_VALUE / SECOND || nanos < 0 || nanos >= SECOND) {
            throw ProblemException.user(
                    seconds + " seconds and " + nanos + " nanoseconds are no time since 1970");
        }
        return seconds * SECOND + nanos;
    }
}
