package dev.duru.observe.logs.elastic;

import dev.duru.logs.LogEntry;
import dev.duru.logs.query.Line;
import dev.duru.observe.logs.LogLine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Counts lines in buckets of time or of a field's values, and within these again. */
final class Aggregation {
    private static final int MOST_BUCKETS = 20_000;
    private static final int DEEPEST = 4;

    private final boolean times;
    private final String field;
    private final long stepMillis;
    private final int size;
    private final JsonNode inner;
    private final int depth;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>();

    private static final class Bucket {
        private final Map<String, Aggregation> inner;
        private long count;

        Bucket(Map<String, Aggregation> inner) {
            this.inner = inner;
        }
    }

    private Aggregation(String kind, JsonNode body, JsonNode inner, int depth) {
        this.times = kind.equals("date_histogram");
        this.field = ElasticQuery.name(body.path("field").asString(""));
        this.stepMillis = times ? step(body) : 0;
        this.size = body.path("size").asInt(10);
        this.inner = inner;
        this.depth = depth;
    }

    /** All aggregations of a request, by name. */
    static Map<String, Aggregation> read(JsonNode aggregations, int depth) {
        if (depth > DEEPEST) {
            throw ElasticException.parsing("aggregations are nested too deeply");
        }
        Map<String, Aggregation> all = new LinkedHashMap<>();
        aggregations
                .properties()
                .forEach(entry -> {
                    JsonNode node = entry.getValue();
                    JsonNode inner =
                            node.has("aggs") ? node.path("aggs") : node.path("aggregations");
                    for (String kind : node.propertyNames()) {
                        switch (kind) {
                            case "date_histogram", "terms" ->
                                    all.put(
                                            entry.getKey(),
                                            new Aggregation(kind, node.path(kind), inner, depth));
                            case "aggs", "aggregations", "meta" -> {}
                            default ->
                                    throw ElasticException.parsing(
                                            "unknown aggregation type ["
                                                    + kind
                                                    + "]; Duru knows"
                                                    + " date_histogram and terms");
                        }
                    }
                });
        all.values().forEach(one -> read(one.inner, depth + 1));
        return all;
    }

    private static long step(JsonNode body) {
        String text = "";
        for (String key : List.of("fixed_interval", "calendar_interval", "interval")) {
            text = text.isEmpty() ? body.path(key).asString("") : text;
        }
        String named =
                switch (text) {
                    case "second" -> "1s";
                    case "minute" -> "1m";
                    case "hour" -> "1h";
                    case "day" -> "1d";
                    case "week" -> "1w";
                    case "month" -> "1M";
                    case "year" -> "1y";
                    default -> text;
                };
        if (named.matches("[1-9][0-9]{0,8}ms")) {
            return Long.parseLong(named.substring(0, named.length() - 2));
        }
        if (!named.matches("[1-9][0-9]{0,6}[smhdwMy]")) {
            throw ElasticException.parsing(
                    "[date_histogram] needs an interval such as 30s, not '" + text + "'");
        }
        int last = named.length() - 1;
        return Long.parseLong(named.substring(0, last)) * Nodes.unit(named.substring(last)) * 1_000;
    }

    void add(LogEntry entry, Line line) {
        String key;
        if (times) {
            key = Long.toString(Math.floorDiv(entry.nanos() / 1_000_000L, stepMillis) * stepMillis);
        } else {
            key = line.fields().get(field);
            if (key == null) {
                return;
            }
        }
        Bucket bucket = buckets.get(key);
        if (bucket == null) {
            if (buckets.size() >= MOST_BUCKETS) {
                throw new ElasticException(
                        "too_many_buckets_exception",
                        "more than "
                                + MOST_BUCKETS
                                + " buckets; ask for a shorter time or longer steps");
            }
            bucket = new Bucket(read(inner, depth + 1));
            buckets.put(key, bucket);
        }
        bucket.count++;
        bucket.inner.values().forEach(one -> one.add(entry, line));
    }

    Map<String, Object> result() {
        List<Map<String, Object>> list = new ArrayList<>();
        long others = 0;
        if (times) {
            TreeMap<Long, Bucket> ordered = new TreeMap<>();
            buckets.forEach((key, bucket) -> ordered.put(Long.parseLong(key), bucket));
            ordered.forEach((key, bucket) -> {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("key_as_string", LogLine.at(key * 1_000_000L).toString());
                one.put("key", key);
                list.add(filled(one, bucket));
            });
            return Map.of("buckets", list);
        }
        List<Map.Entry<String, Bucket>> ordered = new ArrayList<>(buckets.entrySet());
        ordered.sort(
                Comparator.comparingLong((Map.Entry<String, Bucket> e) -> e.getValue().count)
                        .reversed()
                        .thenComparing(Map.Entry::getKey));
        for (Map.Entry<String, Bucket> entry : ordered) {
            if (list.size() < size) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("key", entry.getKey());
                list.add(filled(one, entry.getValue()));
            } else {
                others += entry.getValue().count;
            }
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("doc_count_error_upper_bound", 0);
        result.put("sum_other_doc_count", others);
        result.put("buckets", list);
        return result;
    }

    private static Map<String, Object> filled(Map<String, Object> one, Bucket bucket) {
        one.put("doc_count", bucket.count);
        bucket.inner.forEach((name, inner) -> one.put(name, inner.result()));
        return one;
    }
}
