package dev.duru.observe.logs.elastic;

import dev.duru.kernel.ProjectName;
import dev.duru.logs.LogEntry;
import dev.duru.logs.Origin;
import dev.duru.logs.query.Glob;
import dev.duru.logs.query.Line;
import dev.duru.logs.query.LogExpr;
import dev.duru.logs.store.LogStore;
import dev.duru.logs.store.Search;
import dev.duru.observe.logs.Logs;
import dev.duru.web.Request;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
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
            case "_async_search" -> {
                JsonNode asked = Nodes.parse(body);
                yield ElasticRoutes.Answer.ok(
                        finished(search(project, index, asked, new LogExpr.All())));
            }
            case "_pit" -> ElasticRoutes.Answer.ok(Map.of("id", index));
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

    /** Searches end within their request: what is asked for later is answered now. */
    private Map<String, Object> finished(Map<String, Object> response) {
        long now = logs.now().toEpochMilli();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("is_partial", false);
        answer.put("is_running", false);
        answer.put("start_time_in_millis", now);
        answer.put("completion_time_in_millis", now);
        answer.put("expiration_time_in_millis", now);
        answer.put("response", response);
        return answer;
    }

    /** The names of indices that fit, as those who choose one are shown them. */
    Map<String, Object> resolved(ProjectName project, String pattern) {
        List<Object> indices = new ArrayList<>();
        for (String name : names(project, pattern)) {
            indices.add(Map.of("name", name, "attributes", List.of("open")));
        }
        return Map.of("indices", indices, "aliases", List.of(), "data_streams", List.of());
    }

    /** All names of indices that fit. */
    Set<String> names(ProjectName project, String pattern) {
        Set<String> names = new TreeSet<>();
        Optional<LogStore> store = logs.existing(project);
        if (store.isPresent()) {
            store.get().origins().stream()
                    .map(ElasticSearch::nameOf)
                    .filter(name -> isAny(pattern, name))
                    .forEach(names::add);
        }
        return names;
    }

    /** Whether a name fits one of the patterns; one that begins with a minus leaves names out. */
    private static boolean isAny(String patterns, String name) {
        boolean any = false;
        for (String pattern : patterns.split(",")) {
            if (pattern.startsWith("-")) {
                any &= !Glob.fits(pattern.substring(1), name);
            } else {
                any |= pattern.equals("_all") || Glob.fits(pattern, name);
            }
        }
        return any;
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
            List<String> names = new ArrayList<>();
            of.forEach(name -> names.add(name.asString("")));
            String named = of.isArray() ? String.join(",", names) : of.asString(index);
            answers.add(one(project, named, lines.get(i + 1)));
        }
        return Map.of("took", 1, "responses", answers);
    }

    /** What is wrong with one of several searches is its answer, and not that of the others. */
    private Object one(ProjectName project, String index, String body) {
        try {
            JsonNode asked = Nodes.parse(body.getBytes(StandardCharsets.UTF_8));
            Map<String, Object> answer = search(project, index, asked, new LogExpr.All());
            answer.put("status", 200);
            return answer;
        } catch (ElasticException e) {
            return ElasticRoutes.Answer.error(400, e.type(), String.valueOf(e.getMessage())).body();
        }
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
                if (isAny(index, nameOf(origin))) {
                    keys.add(origin.key());
                }
            }
        }
        return new LogExpr.SaidBy(keys);
    }

    static String nameOf(Origin origin) {
        String index = origin.label("index");
        return index.isEmpty() ? "duru-" + origin.label("source") : index;
    }

    private long count(ProjectName project, LogExpr expr) {
        return logs.existing(project)
                .map(store -> store.counts(expr, 0, Long.MAX_VALUE, 1, LONGEST).total())
                .orElse(0L);
    }

    private Map<String, Object> search(
            ProjectName project, String named, JsonNode asked, LogExpr more) {
        long start = System.nanoTime();
        // a point in time is the name of its indices: lines are never changed
        String index = asked.path("pit").path("id").asString(named);
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
        Hits shown = new Hits(asked);
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
                    .forEach(entry -> hits.add(shown.hit(entry)));
        }
        JsonNode track = asked.path("track_total_hits");
        boolean counted = !track.isBoolean() || track.asBoolean();
        Map<String, Object> answer = answered(start, counted ? count(project, expr) : null, hits);
        if (asked.has("pit")) {
            answer.put("pit_id", index);
        }
        JsonNode aggs = asked.has("aggs") ? asked.path("aggs") : asked.path("aggregations");
        if (!aggs.isEmpty()) {
            answer.put("aggregations", aggregated(store, expr, aggs));
        }
        return answer;
    }

    private static Map<String, Object> answered(
            long start, @Nullable Long total, List<Object> hits) {
        Map<String, Object> found = new LinkedHashMap<>();
        if (total != null) {
            found.put("total", Map.of("value", total, "relation", "eq"));
        }
        found.put("max_score", null);
        found.put("hits", hits);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("took", (System.nanoTime() - start) / 1_000_000);
        answer.put("timed_out", false);
        answer.put("_shards", SHARDS);
        answer.put("hits", found);
        return answer;
    }

    private Map<String, Object> aggregated(Optional<LogStore> store, LogExpr expr, JsonNode asked) {
        Map<String, Aggregation> all =
                Aggregation.checked(
                        asked,
                        new Aggregation.Within(
                                new ElasticQuery(logs.now()), asked, 0, new Budget()));
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
        Long time = Nodes.nanos(place.path(0), Instant.EPOCH);
        if (time == null) {
            throw ElasticException.parsing("[search_after] begins with no time: " + place);
        }
        long nanos = time;
        return entry.map(Search.Cursor::of)
                .orElse(
                        newest
                                ? new Search.Cursor(nanos, Long.MIN_VALUE)
                                : new Search.Cursor(nanos + 999_999L, Long.MAX_VALUE));
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
        return Map.of("indices", names(project, index), "fields", fields);
    }

    private Map<String, Object> mapping(ProjectName project, String index) {
        Map<String, Object> properties = new LinkedHashMap<>();
        types(project).forEach((name, type) -> properties.put(name, Map.of("type", type)));
        return Map.of(index, Map.of("mappings", Map.of("properties", properties)));
    }
}
