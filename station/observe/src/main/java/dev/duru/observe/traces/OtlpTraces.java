package dev.duru.observe.traces;

import dev.duru.observe.otlp.OtlpAttributes;
import dev.duru.tsdb.TsdbException;
import dev.duru.tsdb.wire.MessageReader;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A request of traces, read into spans. */
public final class OtlpTraces {
    private static final int TRACE_ID = 16;
    private static final int SPAN_ID = 8;
    private static final int FAILED = 2;
    private static final List<String> KINDS =
            List.of("", "internal", "server", "client", "producer", "consumer");

    private OtlpTraces() {}

    /**
     * What a request holds.
     *
     * @param refused spans without an id, or that end before they begin
     */
    public record Read(List<Span> spans, int refused) {}

    /**
     * Reads protocol buffers, {@code ExportTraceServiceRequest}.
     *
     * @throws TsdbException when they are malformed
     */
    public static Read read(byte[] bytes) {
        List<Span> spans = new ArrayList<>();
        int refused = 0;
        MessageReader in = new MessageReader(bytes);
        for (int field = in.next(); field != 0; field = in.next()) {
            if (field == 1) {
                refused += resource(in.message(), spans);
            }
        }
        return new Read(spans, refused);
    }

    private static int resource(MessageReader in, List<Span> into) {
        Map<String, String> resource = new TreeMap<>();
        List<MessageReader> scopes = new ArrayList<>();
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> OtlpAttributes.all(in.message(), 1, resource);
                case 2 -> scopes.add(in.message());
                default -> {}
            }
        }
        int refused = 0;
        for (MessageReader scope : scopes) {
            for (int field = scope.next(); field != 0; field = scope.next()) {
                if (field == 2) {
                    Span span = span(scope.message(), resource);
                    if (isWhole(span)) {
                        into.add(span);
                    } else {
                        refused++;
                    }
                }
            }
        }
        return refused;
    }

    private static boolean isWhole(Span span) {
        return span.traceId().length() == 2 * TRACE_ID
                && span.spanId().length() == 2 * SPAN_ID
                && span.startNanos() > 0
                && span.endNanos() >= span.startNanos();
    }

    private static Span span(MessageReader in, Map<String, String> resource) {
        String trace = "";
        String id = "";
        String parent = "";
        String name = "";
        String[] status = {"", ""};
        int kind = 0;
        long start = 0;
        long end = 0;
        Map<String, String> attributes = new TreeMap<>();
        List<Span.Event> events = new ArrayList<>();
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> trace = HexFormat.of().formatHex(in.bytes());
                case 2 -> id = HexFormat.of().formatHex(in.bytes());
                case 4 -> parent = HexFormat.of().formatHex(in.bytes());
                case 5 -> name = in.text();
                case 6 -> kind = (int) in.whole();
                case 7 -> start = in.fixed();
                case 8 -> end = in.fixed();
                case 9 -> OtlpAttributes.one(in.message(), attributes);
                case 11 -> events.add(event(in.message()));
                case 15 -> status(in.message(), status);
                default -> {}
            }
        }
        return new Span(
                new Span.Ids(trace, id, parent.matches("0*") ? "" : parent),
                resource.getOrDefault("service.name", ""),
                name,
                kind > 0 && kind < KINDS.size() ? KINDS.get(kind) : "",
                start,
                end,
                status[0].equals("error"),
                status[1],
                attributes,
                resource,
                events);
    }

    private static void status(MessageReader in, String[] into) {
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 2 -> into[1] = in.text();
                case 3 -> into[0] = in.whole() == FAILED ? "error" : "";
                default -> {}
            }
        }
    }

    private static Span.Event event(MessageReader in) {
        long at = 0;
        String name = "";
        Map<String, String> attributes = new TreeMap<>();
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> at = in.fixed();
                case 2 -> name = in.text();
                case 3 -> OtlpAttributes.one(in.message(), attributes);
                default -> {}
            }
        }
        return new Span.Event(at, name, attributes);
    }
}
