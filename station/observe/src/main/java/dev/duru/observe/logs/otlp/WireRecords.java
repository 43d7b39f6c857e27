package dev.duru.observe.logs.otlp;

import dev.duru.logs.Draft;
import dev.duru.tsdb.wire.MessageReader;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the records of a request that is protocol buffers, {@code ExportLogsServiceRequest}; the
 * fields have the numbers of opentelemetry/proto/logs/v1 and common/v1.
 */
final class WireRecords {
    private static final int DEEPEST = 32;

    private final Records records;

    private WireRecords(long now) {
        this.records = new Records(now);
    }

    /**
     * All lines.
     *
     * @throws dev.duru.tsdb.TsdbException when the bytes are malformed
     */
    static List<Draft> read(byte[] body, long now) {
        WireRecords all = new WireRecords(now);
        MessageReader in = new MessageReader(body);
        for (int field = in.next(); field != 0; field = in.next()) {
            if (field == 1) {
                all.resource(in.message());
            }
        }
        return all.records.drafts();
    }

    private void resource(MessageReader in) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        List<MessageReader> scopes = new ArrayList<>();
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> attributes.putAll(pairs(in.message(), 0));
                case 2 -> scopes.add(in.message());
                default -> {}
            }
        }
        records.of(attributes);
        for (MessageReader scope : scopes) {
            for (int field = scope.next(); field != 0; field = scope.next()) {
                if (field == 2) {
                    records.add(told(scope.message()));
                }
            }
        }
    }

    private Told told(MessageReader in) {
        long nanos = 0;
        long observed = 0;
        int severity = 0;
        String severityText = "";
        Object body = "";
        Map<String, Object> attributes = new LinkedHashMap<>();
        String trace = "";
        String span = "";
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> nanos = in.fixed();
                case 2 -> severity = (int) in.whole();
                case 3 -> severityText = in.text();
                case 5 -> body = value(in.message(), 0);
                case 6 -> pair(in.message(), attributes, 0);
                case 9 -> trace = HexFormat.of().formatHex(in.bytes());
                case 10 -> span = HexFormat.of().formatHex(in.bytes());
                case 11 -> observed = in.fixed();
                default -> {}
            }
        }
        return new Told(nanos, observed, severity, severityText, body, attributes, trace, span);
    }

    /** A message whose first field is pairs: a resource, or a list of keys and values. */
    private Map<String, Object> pairs(MessageReader in, int depth) {
        Map<String, Object> pairs = new LinkedHashMap<>();
        for (int field = in.next(); field != 0; field = in.next()) {
            if (field == 1) {
                pair(in.message(), pairs, depth);
            }
        }
        return pairs;
    }

    private void pair(MessageReader in, Map<String, Object> into, int depth) {
        String key = "";
        Object value = "";
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> key = in.text();
                case 2 -> value = value(in.message(), depth);
                default -> {}
            }
        }
        into.put(key, value);
    }

    private Object value(MessageReader in, int depth) {
        if (depth > DEEPEST) {
            throw records.wrong("values are nested more than " + DEEPEST + " deep");
        }
        Object value = "";
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> value = in.text();
                case 2 -> value = in.whole() != 0;
                case 3 -> value = in.whole();
                case 4 -> value = in.number();
                case 5 -> value = list(in.message(), depth + 1);
                case 6 -> value = pairs(in.message(), depth + 1);
                case 7 -> value = Base64.getEncoder().encodeToString(in.bytes());
                default -> {}
            }
        }
        return value;
    }

    private List<Object> list(MessageReader in, int depth) {
        List<Object> values = new ArrayList<>();
        for (int field = in.next(); field != 0; field = in.next()) {
            if (field == 1) {
                values.add(value(in.message(), depth));
            }
        }
        return values;
    }
}
