package dev.duru.observe.otlp;

import dev.duru.tsdb.TsdbException;
import dev.duru.tsdb.wire.MessageWriter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Turns the JSON form of requests into their form of protocol buffers, so that one reader reads
 * both. Ids are hexadecimal, wide numbers may be texts, and fields that nobody knows are skipped,
 * as the protocol has it.
 */
public final class OtlpJson {
    /** The request of metrics. */
    public static final String METRICS = "ExportMetricsServiceRequest";

    /** The request of traces. */
    public static final String TRACES = "ExportTraceServiceRequest";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int DEEPEST = 32;

    /**
     * The fields that are read, from opentelemetry-proto: message, then name=number:kind. A kind
     * that begins with a capital is a message.
     */
    private static final Map<String, Map<String, Field>> MESSAGES =
            messages(
                    """
                    ExportMetricsServiceRequest resourceMetrics=1:ResourceMetrics
                    ResourceMetrics resource=1:Resource scopeMetrics=2:ScopeMetrics
                    Resource attributes=1:KeyValue
                    ScopeMetrics metrics=2:Metric
                    Metric name=1:text unit=3:text gauge=5:Gauge sum=7:Sum histogram=9:Histogram
                    Metric exponentialHistogram=10:ExponentialHistogram summary=11:Summary
                    Gauge dataPoints=1:Number
                    Sum dataPoints=1:Number aggregationTemporality=2:whole isMonotonic=3:whole
                    Histogram dataPoints=1:HistogramPoint aggregationTemporality=2:whole
                    ExponentialHistogram dataPoints=1:ExponentialPoint aggregationTemporality=2:whole
                    Summary dataPoints=1:SummaryPoint
                    Number startTimeUnixNano=2:fixed timeUnixNano=3:fixed asDouble=4:number asInt=6:fixed attributes=7:KeyValue flags=8:whole
                    HistogramPoint startTimeUnixNano=2:fixed timeUnixNano=3:fixed count=4:fixed sum=5:number bucketCounts=6:fixed
                    HistogramPoint explicitBounds=7:number attributes=9:KeyValue flags=10:whole
                    ExponentialPoint attributes=1:KeyValue startTimeUnixNano=2:fixed timeUnixNano=3:fixed count=4:fixed sum=5:number
                    ExponentialPoint scale=6:signed zeroCount=7:fixed positive=8:Buckets negative=9:Buckets
                    ExponentialPoint flags=10:whole zeroThreshold=14:number
                    Buckets offset=1:signed bucketCounts=2:whole
                    SummaryPoint startTimeUnixNano=2:fixed timeUnixNano=3:fixed count=4:fixed sum=5:number quantileValues=6:Quantile
                    SummaryPoint attributes=7:KeyValue flags=8:whole
                    Quantile quantile=1:number value=2:number
                    ExportTraceServiceRequest resourceSpans=1:ResourceSpans
                    ResourceSpans resource=1:Resource scopeSpans=2:ScopeSpans
                    ScopeSpans spans=2:Span
                    Span traceId=1:hex spanId=2:hex parentSpanId=4:hex name=5:text kind=6:whole
                    Span startTimeUnixNano=7:fixed endTimeUnixNano=8:fixed attributes=9:KeyValue
                    Span events=11:Event status=15:Status
                    Event timeUnixNano=1:fixed name=2:text attributes=3:KeyValue
                    Status message=2:text code=3:whole
                    KeyValue key=1:text value=2:Any
                    Any stringValue=1:text boolValue=2:whole intValue=3:whole doubleValue=4:number
                    Any arrayValue=5:Array kvlistValue=6:KeyValues bytesValue=7:base64
                    Array values=1:Any
                    KeyValues values=1:KeyValue
                    """);

    private OtlpJson() {}

    private record Field(int number, String kind) {
        boolean isMessage() {
            return Character.isUpperCase(kind.charAt(0));
        }
    }

    private static Map<String, Map<String, Field>> messages(String table) {
        Map<String, Map<String, Field>> messages = new HashMap<>();
        for (String line : table.strip().split("\n")) {
            String[] words = line.strip().split(" ");
            Map<String, Field> fields = messages.computeIfAbsent(words[0], name -> new HashMap<>());
            for (int i = 1; i < words.length; i++) {
                String[] parts = words[i].split("[=:]");
                fields.put(parts[0], new Field(Integer.parseInt(parts[1]), parts[2]));
            }
        }
        return Map.copyOf(messages);
    }

    /**
     * A request as protocol buffers.
     *
     * @param message {@link #METRICS} or {@link #TRACES}
     * @throws TsdbException with the place of what is wrong
     */
    public static byte[] toMessage(byte[] json, String message) {
        try {
            JsonNode root = JSON.readTree(json);
            if (!root.isObject()) {
                throw new TsdbException("the body is no JSON object");
            }
            MessageWriter out = new MessageWriter();
            write(out, root, message, "", DEEPEST);
            return out.bytes();
        } catch (JacksonException e) {
            throw new TsdbException("the body is no JSON: " + e.getOriginalMessage());
        }
    }

    private static void write(
            MessageWriter out, JsonNode object, String message, String place, int depth) {
        if (depth == 0) {
            throw new TsdbException(
                    place + ": values lie deeper than " + DEEPEST + " in each other");
        }
        Map<String, Field> fields = MESSAGES.getOrDefault(message, Map.of());
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            Field field = fields.get(entry.getKey());
            if (field == null || entry.getValue().isNull()) {
                continue;
            }
            String here = place + "/" + entry.getKey();
            List<JsonNode> values = new ArrayList<>();
            if (entry.getValue().isArray()) {
                entry.getValue().forEach(values::add);
            } else {
                values.add(entry.getValue());
            }
            for (JsonNode value : values) {
                if (field.isMessage()) {
                    if (!value.isObject()) {
                        throw wrong(here, value, "an object");
                    }
                    out.message(
                            field.number(),
                            inner -> write(inner, value, field.kind(), here, depth - 1));
                } else {
                    scalar(out, field, value, here);
                }
            }
        }
    }

    private static void scalar(MessageWriter out, Field field, JsonNode value, String place) {
        String text = value.asString("");
        try {
            switch (field.kind()) {
                case "text" -> out.item(field.number(), text);
                case "hex" -> out.bytes(field.number(), HexFormat.of().parseHex(text));
                case "base64" -> out.bytes(field.number(), Base64.getDecoder().decode(text));
                case "number" -> out.set(field.number(), number(text));
                case "fixed" -> out.fixed(field.number(), whole(text));
                case "signed" -> out.each(field.number(), whole(text) << 1 ^ whole(text) >> 63);
                default -> out.each(field.number(), value.isBoolean() ? truth(value) : whole(text));
            }
        } catch (IllegalArgumentException e) {
            throw wrong(
                    place, value, field.kind().equals("hex") ? "hexadecimal digits" : "a number");
        }
    }

    private static long truth(JsonNode value) {
        return value.asBoolean() ? 1 : 0;
    }

    private static double number(String text) {
        return switch (text) {
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    /** Times go beyond what a signed number holds only in requests that mean no time. */
    private static long whole(String text) {
        return text.startsWith("-") ? Long.parseLong(text) : Long.parseUnsignedLong(text);
    }

    private static TsdbException wrong(String place, JsonNode value, String wanted) {
        String shown = value.toString();
        return new TsdbException(
                place
                        + ": "
                        + (shown.length() > 80 ? shown.substring(0, 80) + "…" : shown)
                        + " where "
                        + wanted
                        + " belongs");
    }
}
