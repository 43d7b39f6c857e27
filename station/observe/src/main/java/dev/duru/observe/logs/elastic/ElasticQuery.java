package dev.duru.observe.logs.elastic;

import dev.duru.logs.LogsException;
import dev.duru.logs.parse.Words;
import dev.duru.logs.query.LogExpr;
import dev.duru.logs.query.Quantity;
import dev.duru.logs.query.QueryParser;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Reads Elasticsearch's query DSL; what is not known is refused by its name. */
final class ElasticQuery {
    private static final int DEEPEST = 30;
    private static final int MOST_IDS = 10_000;

    private final Instant now;

    ElasticQuery(Instant now) {
        this.now = now;
    }

    /** The moment that is now in its times. */
    Instant now() {
        return now;
    }

    LogExpr read(JsonNode query) {
        return read(query, 0);
    }

    private LogExpr read(JsonNode query, int depth) {
        if (depth > DEEPEST) {
            throw ElasticException.parsing("the query is nested too deeply");
        }
        if (query.isMissingNode() || query.isNull() || query.isEmpty()) {
            return new LogExpr.All();
        }
        Map.Entry<String, JsonNode> only = query.properties().iterator().next();
        JsonNode body = only.getValue();
        return switch (only.getKey()) {
            case "match_all" -> new LogExpr.All();
            case "match_none" -> new LogExpr.Not(new LogExpr.All());
            case "bool" -> bool(body, depth);
            case "constant_score" -> read(body.path("filter"), depth + 1);
            case "match" -> match(body);
            case "match_phrase", "match_phrase_prefix" -> phrase(field(body), text(body, "query"));
            case "multi_match" -> multi(body);
            case "term" -> is(field(body), text(body, "value"));
            case "terms" -> terms(body);
            case "prefix" -> new LogExpr.FieldLike(field(body), text(body, "value") + "*");
            case "wildcard" -> like(field(body), text(body, "value"));
            case "ids" -> ids(body.path("values"));
            case "exists" -> exists(body.path("field").asString(""));
            case "range" -> range(body);
            case "query_string", "simple_query_string" -> words(body.path("query").asString(""));
            default ->
                    throw ElasticException.parsing(
                            "unknown query ["
                                    + only.getKey()
                                    + "]; Duru knows"
                                    + " bool, match, match_phrase, multi_match, term, terms, prefix, wildcard,"
                                    + " exists, ids, range, query_string and match_all");
        };
    }

    private static LogExpr ids(JsonNode values) {
        if (values.size() > MOST_IDS) {
            throw ElasticException.parsing("[ids] has more than " + MOST_IDS + " values");
        }
        Set<Long> ids = new HashSet<>();
        values.forEach(value -> ids.add(value.asLong(0)));
        return new LogExpr.Numbered(ids);
    }

    private static LogExpr words(String text) {
        try {
            return QueryParser.parse(text);
        } catch (LogsException e) {
            throw ElasticException.parsing("[" + text + "]: " + e.getMessage());
        }
    }

    private LogExpr bool(JsonNode body, int depth) {
        List<LogExpr> all = new ArrayList<>(clauses(body.path("must"), depth));
        all.addAll(clauses(body.path("filter"), depth));
        boolean needsShould = all.isEmpty();
        for (LogExpr not : clauses(body.path("must_not"), depth)) {
            all.add(new LogExpr.Not(not));
        }
        List<LogExpr> should = clauses(body.path("should"), depth);
        int least = body.path("minimum_should_match").asInt(needsShould ? 1 : 0);
        if (!should.isEmpty() && least > 0) {
            if (least > 1 && least < should.size()) {
                throw ElasticException.parsing("[minimum_should_match] is 1 or all here");
            }
            all.add(least == 1 ? new LogExpr.Or(should) : new LogExpr.And(should));
        }
        return LogExpr.all(all);
    }

    private List<LogExpr> clauses(JsonNode node, int depth) {
        List<LogExpr> clauses = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(one -> clauses.add(read(one, depth + 1)));
        } else if (node.isObject()) {
            clauses.add(read(node, depth + 1));
        }
        return clauses;
    }

    private static String field(JsonNode body) {
        if (!body.isObject() || body.isEmpty()) {
            throw ElasticException.parsing("a query of a field names no field");
        }
        return name(body.propertyNames().iterator().next());
    }

    static String name(String field) {
        return field.endsWith(".keyword") ? field.substring(0, field.length() - 8) : field;
    }

    private static String text(JsonNode body, String key) {
        JsonNode value = body.properties().iterator().next().getValue();
        return (value.isObject() ? value.path(key) : value).asString("");
    }

    private static boolean isText(String field) {
        return field.equals("message") || field.equals("*") || field.equals("_all");
    }

    private static LogExpr match(JsonNode body) {
        String field = field(body);
        List<String> words = Words.of(text(body, "query"));
        if (!isText(field)) {
            return phrase(field, text(body, "query"));
        }
        JsonNode value = body.properties().iterator().next().getValue();
        boolean all = value.path("operator").asString("or").equalsIgnoreCase("and");
        List<LogExpr> each = new ArrayList<>();
        words.forEach(word -> each.add(new LogExpr.Phrase(List.of(word))));
        if (each.isEmpty()) {
            return new LogExpr.Not(new LogExpr.All());
        }
        return all ? LogExpr.all(each) : new LogExpr.Or(each);
    }

    private static LogExpr phrase(String field, String text) {
        List<String> words = Words.of(text);
        if (isText(field)) {
            return words.isEmpty() ? new LogExpr.Contains(text) : new LogExpr.Phrase(words);
        }
        LogExpr is = new LogExpr.FieldIs(field, text);
        return words.isEmpty()
                ? is
                : new LogExpr.Or(List.of(is, new LogExpr.FieldPhrase(field, words)));
    }

    private static LogExpr multi(JsonNode body) {
        String text = body.path("query").asString("");
        List<LogExpr> any = new ArrayList<>();
        body.path("fields").forEach(field -> any.add(phrase(name(field.asString("")), text)));
        return any.isEmpty() ? phrase("message", text) : new LogExpr.Or(any);
    }

    private static LogExpr is(String field, String value) {
        return isText(field) ? phrase(field, value) : new LogExpr.FieldIs(field, value);
    }

    private static LogExpr terms(JsonNode body) {
        List<LogExpr> any = new ArrayList<>();
        body.properties()
                .forEach(entry -> {
                    if (entry.getValue().isArray()) {
                        entry.getValue()
                                .forEach(value ->
                                        any.add(is(name(entry.getKey()), value.asString(""))));
                    }
                });
        return any.isEmpty() ? new LogExpr.Not(new LogExpr.All()) : new LogExpr.Or(any);
    }

    private static LogExpr like(String field, String glob) {
        if (glob.indexOf('?') >= 0) {
            throw ElasticException.parsing("[wildcard] takes '*' here, not '?'");
        }
        return new LogExpr.FieldLike(field, glob.indexOf('*') < 0 ? glob + "*" : glob);
    }

    private static LogExpr exists(String field) {
        return field.equals("@timestamp") || isText(field)
                ? new LogExpr.All()
                : new LogExpr.FieldExists(name(field));
    }

    private LogExpr range(JsonNode body) {
        String field = field(body);
        JsonNode bounds = body.properties().iterator().next().getValue();
        return field.equals("@timestamp") ? times(bounds) : numbers(field, bounds);
    }

    private LogExpr times(JsonNode bounds) {
        long from = 0;
        long to = Long.MAX_VALUE;
        for (Map.Entry<String, JsonNode> bound : bounds.properties()) {
            if (!List.of("gt", "gte", "lt", "lte").contains(bound.getKey())) {
                continue;
            }
            Long nanos = Nodes.nanos(bound.getValue(), now);
            if (nanos == null) {
                throw ElasticException.parsing(
                        "failed to parse date field [" + bound.getValue().asString("") + "]");
            }
            switch (bound.getKey()) {
                case "gt" -> from = Math.max(from, nanos + 1);
                case "gte" -> from = Math.max(from, nanos);
                case "lt" -> to = Math.min(to, nanos);
                default -> to = Math.min(to, nanos + 1_000_000L);
            }
        }
        return new LogExpr.SaidWithin(from, to);
    }

    private static LogExpr numbers(String field, JsonNode bounds) {
        double low = Double.NEGATIVE_INFINITY;
        double high = Double.POSITIVE_INFINITY;
        boolean lowIn = true;
        boolean highIn = true;
        for (Map.Entry<String, JsonNode> bound : bounds.properties()) {
            if (!List.of("gt", "gte", "lt", "lte").contains(bound.getKey())) {
                continue;
            }
            OptionalDouble number = Quantity.parse(bound.getValue().asString(""));
            if (number.isEmpty()) {
                throw ElasticException.parsing(
                        "[range] of ["
                                + field
                                + "]: '"
                                + bound.getValue().asString("")
                                + "' is no number");
            }
            if (bound.getKey().startsWith("g")) {
                low = number.getAsDouble();
                lowIn = bound.getKey().equals("gte");
            } else {
                high = number.getAsDouble();
                highIn = bound.getKey().equals("lte");
            }
        }
        return new LogExpr.FieldWithin(field, low, lowIn, high, highIn);
    }
}
