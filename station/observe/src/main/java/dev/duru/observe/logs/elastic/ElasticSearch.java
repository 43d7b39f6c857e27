package dev.duru.observe.logs.elastic;

import dev.duru.kernel.ProjectName;
import dev.duru.logs.LogEntry;
import dev.duru.logs.LogsException;
import dev.duru.logs.Origin;
import dev.duru.logs.query.Line;
import dev.duru.logs.query.LogExpr;
import dev.duru.logs.store.LogStore;
import dev.duru.logs.store.Search;
import dev.duru.observe.logs.LogLine;
import dev.duru.observe.logs.Logs;
import dev.duru.web.Request;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Answers searches, counts and what fields there are. */
final class ElasticSearch {
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final int MOST = 10_000;
    private static final Map<String, Object> SHARDS =
            Map.of("total", 1, "successful", 1, "skipped", 0, "failed", 0);

    private final Logs logs;

    ElasticSearch(Logs logs) {
        this.logs = logs;
    }

    ElasticRoutes.Answer answer(
            ProjectName project, List<String> parts, Request request, byte[] body) {
        String index = parts.size() > 1 ? parts.getFirst() : "*";
        return switch (parts.getLast()) {
            case "_field_caps" -> ElasticRoutes.Answer.ok(capabilities(project, index));
            case "_mapping" -> ElasticRoutes.Answer.ok(mapping(project, index));
            case "_msearch" -> ElasticRoutes.Answer.ok(many(project, index, body));
            case "_count" -> {
                LogExpr expr = expr(project, index, Nodes.parse(body));
                yield ElasticRoutes.Answer.ok(
                        Map.of("count", count(project, expr), "_shards", SHARDS));
            }
            default -> {
                JsonNode asked = Nodes.parse(body);
                LogExpr more = query(request.query("q").orElse(""));
                yield ElasticRoutes.Answer.ok(search(project, index, asked, more));
            }
        };
    }

    private LogExpr query(String text) {
        return text.isEmpty()
                ? new LogExpr.All()
                : new ElasticQuery(logs.now())
                        .read(
                                Nodes.JSON.valueToTree(
                                        Map.of("query_string", Map.of("query", text))));
    }

    private Map<String, Object> many(ProjectName project, String index, byte[] body) {
        List<String> lines =
                new String(body, StandardCharsets.UTF_8).lines().filter(l -> !l.isBlank()).toList();
        List<Object> answers = new ArrayList<>();
        for (int i = 0; i + 1 < lines.size(); i += 2) {
            JsonNode head = Nodes.parse(lines.get(i).getBytes(StandardCharsets.UTF_8));
            JsonNode of = head.path("index");
            String name = of.isArray() ? of.path(0).asString(index) : of.asString(index);
            JsonNode asked = Nodes.parse(lines.get(i + 1).getBytes(StandardCharsets.UTF_8));
            Map<String, Object> answer =
                    new LinkedHashMap<>(search(project, name, asked, new LogExpr.All()));
            answer.put("status", 200);
            answers.add(answer);
        }
        return Map.of("took", 1, "responses", answers);
    }

    private LogExpr expr(ProjectName project, String index, JsonNode asked) {
        return LogExpr.all(
                List.of(
                        new ElasticQuery(logs.now()).read(asked.path("query")),
                        ofIndex(project, index)));
    }

    /** Lines of an index: those that were sent to it; all others are in {@code duru-SOURCE}. */
    private LogExpr ofIndex(ProjectName project, String index) {
        if (index.equals("*") || index.equals("_all")) {
            return new LogExpr.All();
        }
        Set<String> keys = new HashSet<>();
        Optional<LogStore> store = logs.existing(project);
        if (store.isPresent()) {
            for (Origin origin : store.get().origins()) {
                for (String pattern : index.split(",")) {
                    if (fits(pattern, nameOf(origin))) {
                        keys.add(origin.key());
                    }
                }
            }
        }
        return new LogExpr.SaidBy(keys);
    }

    private static boolean fits(String pattern, String name) {
        String[] parts = pattern.split("\\*", -1);
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < parts.length; i++) {
            regex.append(i == 0 ? "" : ".*").append(java.util.regex.Pattern.quote(parts[i]));
        }
        return name.matches(regex.toString());
    }

    private static String nameOf(Origin origin) {
        String index = origin.label("index");
        return index.isEmpty() ? "duru-" + origin.label("source") : index;
    }

    private long count(ProjectName project, LogExpr expr) {
        return logs.existing(project)
                .map(store -> store.counts(expr, 0, Long.MAX_VALUE, 1, LONGEST).total())
                .orElse(0L);
    }

    private Map<String, Object> search(
            ProjectName project, String index, JsonNode asked, LogExpr more) {
        long start = System.nanoTime();
        LogExpr expr = LogExpr.all(List.of(expr(project, index, asked), more));
        int from = Math.clamp(asked.path("from").asInt(0), 0, MOST);
        int size = Math.clamp(asked.path("size").asInt(10), 0, MOST);
        if (from + size > MOST) {
            throw new ElasticException(
                    "illegal_argument_exception",
                    "from and size are more than " + MOST + " together; use search_after");
        }
        Optional<LogStore> store = logs.existing(project);
        boolean newest = newestFirst(asked.path("sort"));
        List<Object> hits = new ArrayList<>();
        if (store.isPresent() && size > 0) {
            Search search =
                    new Search(
                            expr,
                            0,
                            Long.MAX_VALUE,
                            newest,
                            after(store.get(), asked.path("search_after"), newest),
                            from + size,
                            LONGEST);
            store.get().find(search).entries().stream()
                    .skip(from)
                    .forEach(entry -> hits.add(hit(entry, asked)));
        }
        Map<String, Object> found = new LinkedHashMap<>();
        found.put("total", Map.of("value", count(project, expr), "relation", "eq"));
        found.put("max_score", null);
        found.put("hits", hits);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("took", (System.nanoTime() - start) / 1_000_000);
        answer.put("timed_out", false);
        answer.put("_shards", SHARDS);
        answer.put("hits", found);
        JsonNode aggs = asked.has("aggs") ? asked.path("aggs") : asked.path("aggregations");
        if (!aggs.isEmpty()) {
            answer.put("aggregations", aggregated(store, expr, aggs));
        }
        return answer;
    }

    private static Map<String, Object> aggregated(
            Optional<LogStore> store, LogExpr expr, JsonNode asked) {
        Map<String, Aggregation> all = Aggregation.read(asked, 0);
        store.ifPresent(one ->
                one.scan(
                        expr,
                        0,
                        Long.MAX_VALUE,
                        LONGEST,
                        entry -> {
                            Line line = new Line(entry);
                            all.values().forEach(each -> each.add(entry, line));
                            return true;
                        }));
        Map<String, Object> results = new LinkedHashMap<>();
        all.forEach((name, each) -> results.put(name, each.result()));
        return results;
    }

    private static boolean newestFirst(JsonNode sort) {
        JsonNode first = sort.isArray() ? sort.path(0) : sort;
        if (first.isMissingNode() || first.isNull()) {
            return true;
        }
        String field =
                first.isObject() ? first.propertyNames().iterator().next() : first.asString("");
        if (!List.of("@timestamp", "_doc", "_score").contains(field)) {
            throw ElasticException.parsing(
                    "lines are sorted by [@timestamp] only, not by [" + field + "]");
        }
        JsonNode order = first.path(field);
        String text =
                order.isObject() ? order.path("order").asString("asc") : order.asString("asc");
        return !field.equals("@timestamp") || text.equalsIgnoreCase("desc");
    }

    private static Search.@Nullable Cursor after(LogStore store, JsonNode place, boolean newest) {
        if (!place.isArray() || place.isEmpty()) {
            return null;
        }
        Optional<LogEntry> entry =
                place.size() > 1 ? store.entry(place.path(1).asLong(0)) : Optional.empty();
        long nanos = place.path(0).asLong(0) * 1_000_000L;
        return entry.map(Search.Cursor::of)
                .orElse(
                        newest
                                ? new Search.Cursor(nanos, Long.MIN_VALUE)
                                : new Search.Cursor(nanos + 999_999L, Long.MAX_VALUE));
    }

    private static Map<String, Object> hit(LogEntry entry, JsonNode asked) {
        Map<String, Object> hit = new LinkedHashMap<>();
        hit.put("_index", nameOf(entry.origin()));
        hit.put("_id", Long.toString(entry.id()));
        hit.put("_score", null);
        Map<String, String> fields = new Line(entry).fields();
        if (!asked.path("_source").isBoolean() || asked.path("_source").asBoolean()) {
            hit.put("_source", source(entry, fields));
        }
        if (asked.has("fields")) {
            Map<String, Object> lists = new LinkedHashMap<>();
            lists.put("@timestamp", List.of(LogLine.at(entry.nanos()).toString()));
            lists.put("message", List.of(entry.text()));
            fields.forEach((name, value) -> lists.put(name, List.of(value)));
            hit.put("fields", lists);
        }
        hit.put("sort", List.of(entry.nanos() / 1_000_000L, entry.id()));
        return hit;
    }

    private static Object source(LogEntry entry, Map<String, String> fields) {
        String document = entry.given().get(Bulk.SOURCE);
        if (document != null) {
            try {
                return Nodes.JSON.readTree(document);
            } catch (JacksonException e) {
                throw new LogsException(LogsException.Kind.DISK, "a document is damaged", e);
            }
        }
        Map<String, Object> source = new LinkedHashMap<>();
        source.put("@timestamp", LogLine.at(entry.nanos()).toString());
        source.put("message", entry.text());
        fields.forEach(source::putIfAbsent);
        return source;
    }

    private Map<String, String> types(ProjectName project) {
        Map<String, String> types = new LinkedHashMap<>();
        types.put("@timestamp", "date");
        types.put("message", "text");
        logs.existing(project)
                .ifPresent(store ->
                        store.fieldNames().forEach(name -> types.putIfAbsent(name, "keyword")));
        return types;
    }

    private Map<String, Object> capabilities(ProjectName project, String index) {
        Map<String, Object> fields = new LinkedHashMap<>();
        types(project)
                .forEach((name, type) ->
                        fields.put(
                                name,
                                Map.of(
                                        type,
                                        Map.of(
                                                "type",
                                                type,
                                                "metadata_field",
                                                false,
                                                "searchable",
                                                true,
                                                "aggregatable",
                                                !type.equals("text")))));
        return Map.of("indices", List.of(index), "fields", fields);
    }

    private Map<String, Object> mapping(ProjectName project, String index) {
        Map<String, Object> properties = new LinkedHashMap<>();
        types(project).forEach((name, type) -> properties.put(name, Map.of("type", type)));
        return Map.of(index, Map.of("mappings", Map.of("properties", properties)));
    }
}
