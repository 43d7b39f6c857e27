package dev.duru.observe.logs.elastic;

import dev.duru.logs.LogEntry;
import dev.duru.logs.query.Line;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Sees each line that was found once, and tells what it made of them. */
interface Aggregation {
    /** Deeper ones are refused. */
    int DEEPEST = 4;

    void add(LogEntry entry, Line line);

    Map<String, Object> result();

    /**
     * All aggregations of a request, by name; those within them are looked at too, even where no
     * line will come.
     *
     * @throws ElasticException when one is not known, or is not as it should be
     */
    static Map<String, Aggregation> checked(JsonNode aggregations, Within within) {
        for (JsonNode node : aggregations) {
            checked(inner(node), within.inner(inner(node)));
        }
        return read(aggregations, within);
    }

    /** The value of a field of a line; empty when it has none. */
    static String value(LogEntry entry, Line line, String field) {
        return switch (field) {
            case "@timestamp" -> Long.toString(entry.nanos() / 1_000_000L);
            case "message" -> entry.text();
            case "_index" -> ElasticSearch.nameOf(entry.origin());
            default -> line.fields().getOrDefault(field, "");
        };
    }

    private static JsonNode inner(JsonNode node) {
        return node.has("aggs") ? node.path("aggs") : node.path("aggregations");
    }

    private static Map<String, Aggregation> read(JsonNode aggregations, Within within) {
        if (within.depth() > DEEPEST) {
            throw ElasticException.parsing("aggregations are nested too deeply");
        }
        Map<String, Aggregation> all = new LinkedHashMap<>();
        aggregations
                .properties()
                .forEach(entry -> {
                    JsonNode node = entry.getValue();
                    for (String kind : node.propertyNames()) {
                        if (!List.of("aggs", "aggregations", "meta").contains(kind)) {
                            all.put(
                                    entry.getKey(),
                                    one(kind, node.path(kind), within.inner(inner(node))));
                        }
                    }
                });
        return all;
    }

    private static Aggregation one(String kind, JsonNode body, Within within) {
        return switch (kind) {
            case "date_histogram" -> new DateBuckets(body, within);
            case "terms" -> new TermBuckets(body, within);
            case "filter", "filters", "missing", "sampler" -> FilterBuckets.of(kind, body, within);
            case "min", "max", "avg", "sum", "value_count", "stats", "cardinality" ->
                    new Measure(kind, body, within.budget());
            default ->
                    throw ElasticException.parsing(
                            "unknown aggregation type ["
                                    + kind
                                    + "]; Duru knows date_histogram, terms, filter, filters,"
                                    + " missing, sampler, min, max, avg, sum, value_count, stats"
                                    + " and cardinality");
        };
    }

    /**
     * Where an aggregation stands.
     *
     * @param query reads queries within it
     * @param aggregations those within it
     * @param depth how many it is within
     * @param budget of the request
     */
    record Within(ElasticQuery query, JsonNode aggregations, int depth, Budget budget) {
        Within inner(JsonNode inner) {
            return new Within(query, inner, depth + 1, budget);
        }

        Bucket bucket() {
            budget.bucket();
            return new Bucket(read(aggregations, this));
        }
    }

    /** Counts lines, and hands them on to the aggregations within. */
    final class Bucket {
        private final Map<String, Aggregation> inner;
        private long count;

        private Bucket(Map<String, Aggregation> inner) {
            this.inner = inner;
        }

        void add(LogEntry entry, Line line) {
            count++;
            inner.values().forEach(one -> one.add(entry, line));
        }

        long count() {
            return count;
        }

        /** The value of a measure within; 0 for none. */
        double measured(String name) {
            return inner.get(name) instanceof Measure measure ? measure.value() : 0;
        }

        /** Puts what was counted behind what says which bucket it is. */
        Map<String, Object> into(Map<String, Object> one) {
            one.put("doc_count", count);
            inner.forEach((name, aggregation) -> one.put(name, aggregation.result()));
            return one;
        }
    }
}
