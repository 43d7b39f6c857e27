package dev.duru.observe.logs.elastic;

import dev.duru.logs.LogEntry;
import dev.duru.logs.query.Line;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** A bucket for each value of a field. */
final class TermBuckets implements Aggregation {
    private static final Set<String> KNOWN =
            Set.of(
                    "field",
                    "size",
                    "shard_size",
                    "order",
                    "min_doc_count",
                    "missing",
                    "show_term_doc_count_error",
                    "execution_hint",
                    "collect_mode");

    private final Within within;
    private final String field;
    private final String missing;
    private final int size;
    private final long least;
    private final Comparator<Map.Entry<String, Bucket>> order;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>();

    TermBuckets(JsonNode body, Within within) {
        Nodes.only("terms", body, KNOWN);
        this.within = within;
        this.field = ElasticQuery.name(body.path("field").asString(""));
        this.missing = body.path("missing").asString("");
        this.size = body.path("size").asInt(10);
        this.least = body.path("min_doc_count").asLong(1);
        this.order = order(body.path("order"), within.aggregations());
    }

    private static Comparator<Map.Entry<String, Bucket>> order(JsonNode asked, JsonNode measures) {
        Comparator<Map.Entry<String, Bucket>> byKey = Map.Entry.comparingByKey();
        JsonNode first = asked.isArray() ? asked.path(0) : asked;
        if (first.isEmpty()) {
            return Comparator.comparingLong((Map.Entry<String, Bucket> e) -> e.getValue().count())
                    .reversed()
                    .thenComparing(byKey);
        }
        String by = first.propertyNames().iterator().next();
        Comparator<Map.Entry<String, Bucket>> order =
                switch (by) {
                    case "_count" -> Comparator.comparingLong(e -> e.getValue().count());
                    case "_key", "_term" -> byKey;
                    default -> {
                        String name = by.replaceAll("\\.value$", "");
                        if (!measures.has(name)) {
                            throw ElasticException.parsing(
                                    "[terms] cannot order by [" + by + "], which is not within it");
                        }
                        yield Comparator.comparingDouble(e -> e.getValue().measured(name));
                    }
                };
        boolean falling = first.path(by).asString("").equalsIgnoreCase("desc");
        return (falling ? order.reversed() : order).thenComparing(byKey);
    }

    @Override
    public void add(LogEntry entry, Line line) {
        String value = Aggregation.value(entry, line, field);
        String key = value.isEmpty() ? missing : value;
        if (key.isEmpty()) {
            return;
        }
        Bucket bucket = buckets.get(key);
        if (bucket == null) {
            bucket = within.bucket();
            buckets.put(key, bucket);
        }
        bucket.add(entry, line);
    }

    @Override
    public Map<String, Object> result() {
        List<Map<String, Object>> list = new ArrayList<>();
        long others = 0;
        for (Map.Entry<String, Bucket> entry : buckets.entrySet().stream().sorted(order).toList()) {
            if (list.size() < size && entry.getValue().count() >= least) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("key", entry.getKey());
                list.add(entry.getValue().into(one));
            } else {
                others += entry.getValue().count();
            }
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("doc_count_error_upper_bound", 0);
        result.put("sum_other_doc_count", others);
        result.put("buckets", list);
        return result;
    }
}
