package dev.duru.observe.logs.elastic;

import dev.duru.logs.LogEntry;
import dev.duru.logs.query.Line;
import dev.duru.logs.query.LogExpr;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** A bucket for the lines that fit a query, or one for each of several queries. */
final class FilterBuckets implements Aggregation {
    private final boolean several;
    private final Map<String, LogExpr> filters = new LinkedHashMap<>();
    private final Map<String, Bucket> buckets = new LinkedHashMap<>();

    private FilterBuckets(boolean several) {
        this.several = several;
    }

    static FilterBuckets of(String kind, JsonNode body, Within within) {
        FilterBuckets all = new FilterBuckets(kind.equals("filters"));
        switch (kind) {
            case "filters" -> {
                Nodes.only(kind, body, Set.of("filters"));
                if (!body.path("filters").isObject()) {
                    throw ElasticException.parsing("[filters] needs filters with names");
                }
                body.path("filters")
                        .properties()
                        .forEach(one ->
                                all.filters.put(one.getKey(), within.query().read(one.getValue())));
            }
            case "missing" -> {
                Nodes.only(kind, body, Set.of("field"));
                String field = ElasticQuery.name(body.path("field").asString(""));
                all.filters.put("", new LogExpr.Not(new LogExpr.FieldExists(field)));
            }
            case "filter" -> all.filters.put("", within.query().read(body));
            default -> all.filters.put("", new LogExpr.All());
        }
        all.filters.keySet().forEach(name -> all.buckets.put(name, within.bucket()));
        return all;
    }

    @Override
    public void add(LogEntry entry, Line line) {
        buckets.forEach((name, bucket) -> {
            if (line.fits(filters.getOrDefault(name, new LogExpr.All()))) {
                bucket.add(entry, line);
            }
        });
    }

    @Override
    public Map<String, Object> result() {
        Map<String, Object> results = new LinkedHashMap<>();
        buckets.forEach((name, bucket) -> results.put(name, bucket.into(new LinkedHashMap<>())));
        if (several) {
            return Map.of("buckets", results);
        }
        return buckets.values().iterator().next().into(new LinkedHashMap<>());
    }
}
