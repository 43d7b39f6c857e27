package dev.duru.observe.logs.elastic;

import dev.duru.kernel.ProjectName;
import dev.duru.logs.Draft;
import dev.duru.logs.LogEntry;
import dev.duru.logs.Origin;
import dev.duru.logs.parse.JsonFields;
import dev.duru.observe.logs.LogLine;
import dev.duru.observe.logs.Logs;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Takes documents in: each is a line, whose text is its {@code message}. */
final class Bulk {
    static final String SOURCE = "_source";
    private final Logs logs;

    Bulk(Logs logs) {
        this.logs = logs;
    }

    /** What one document becomes: a line, or a refusal. */
    private record Item(String action, String index, @Nullable Draft draft, String refusal) {}

    static boolean isFor(String method, String path) {
        boolean sends = method.equals("POST") || method.equals("PUT");
        return sends
                && path.matches("(?:[^_/][^/]*/)?_bulk/?|[^_/][^/]*/_(?:doc|create)(?:/[^/]+)?/?");
    }

    ElasticRoutes.Answer take(ProjectName project, String path, byte[] body) {
        String[] parts = path.split("/");
        List<Item> items =
                parts[parts.length - 1].equals("_bulk")
                        ? read(
                                new String(body, StandardCharsets.UTF_8),
                                parts.length > 1 ? parts[0] : "")
                        : List.of(
                                item("index", parts[0], new String(body, StandardCharsets.UTF_8)));
        List<Draft> drafts = new ArrayList<>();
        for (Item item : items) {
            if (item.draft() != null) {
                drafts.add(item.draft());
            }
        }
        List<LogEntry> kept = drafts.isEmpty() ? List.of() : logs.store(project).append(drafts);
        List<Map<String, Object>> answers = new ArrayList<>();
        int next = 0;
        for (Item item : items) {
            long id = item.draft() == null ? 0 : kept.get(next++).id();
            answers.add(answer(item, id));
        }
        if (!parts[parts.length - 1].equals("_bulk")) {
            Item only = items.getFirst();
            Object one = answers.getFirst().values().iterator().next();
            return only.draft() == null
                    ? ElasticRoutes.Answer.error(400, "mapper_parsing_exception", only.refusal())
                    : new ElasticRoutes.Answer(201, one);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("took", 1);
        answer.put("errors", drafts.size() < items.size());
        answer.put("items", answers);
        return ElasticRoutes.Answer.ok(answer);
    }

    private static Map<String, Object> answer(Item item, long id) {
        Map<String, Object> of = new LinkedHashMap<>();
        of.put("_index", item.index());
        if (item.draft() == null) {
            of.put("status", 400);
            of.put("error", Map.of("type", "mapper_parsing_exception", "reason", item.refusal()));
        } else {
            of.put("_id", Long.toString(id));
            of.put("_version", 1);
            of.put("result", "created");
            of.put("_shards", Map.of("total", 1, "successful", 1, "failed", 0));
            of.put("_seq_no", id);
            of.put("_primary_term", 1);
            of.put("status", 201);
        }
        return Map.of(item.action(), of);
    }

    private List<Item> read(String body, String otherIndex) {
        List<Item> items = new ArrayList<>();
        List<String> lines = body.lines().filter(line -> !line.isBlank()).toList();
        for (int i = 0; i < lines.size(); i++) {
            JsonNode action = action(lines.get(i), i + 1);
            String verb = action.propertyNames().iterator().next();
            String index = action.path(verb).path("_index").asString(otherIndex);
            if (verb.equals("delete")) {
                items.add(new Item(verb, index, null, "lines cannot be deleted one by one"));
                continue;
            }
            i++;
            if (i >= lines.size()) {
                throw new ElasticException(
                        "illegal_argument_exception",
                        "line " + i + " of the body has no document behind it");
            }
            items.add(
                    verb.equals("update")
                            ? new Item(verb, index, null, "lines cannot be changed; use create")
                            : item(verb, index, lines.get(i)));
        }
        return items;
    }

    private static JsonNode action(String line, int number) {
        try {
            JsonNode action = Nodes.JSON.readTree(line);
            if (action.isObject() && action.size() == 1) {
                String verb = action.propertyNames().iterator().next();
                if (List.of("index", "create", "update", "delete").contains(verb)) {
                    return action;
                }
            }
        } catch (JacksonException e) {
            // told below, with the line
        }
        throw new ElasticException(
                "illegal_argument_exception",
                "line " + number + " of the body is no action such as {\"create\":{}}");
    }

    private Item item(String verb, String index, String document) {
        Optional<Map<String, String>> found = JsonFields.parse(document);
        if (found.isEmpty()) {
            return new Item(
                    verb, index, null, "the document is no JSON object, or is nested too deeply");
        }
        Map<String, String> fields = new LinkedHashMap<>(found.get());
        String message = fields.remove("message");
        String time = fields.remove("@timestamp");
        Long nanos =
                time == null
                        ? null
                        : Nodes.nanos(Nodes.JSON.getNodeFactory().stringNode(time), logs.now());
        if (time != null && nanos == null) {
            return new Item(verb, index, null, "@timestamp '" + time + "' is not a time");
        }
        fields.put(SOURCE, document);
        Draft draft =
                new Draft(
                        nanos == null ? LogLine.nanos(logs.now()) : nanos,
                        origin(index, fields),
                        message == null ? document : message,
                        fields);
        return new Item(verb, index, draft, "");
    }

    private static Origin origin(String index, Map<String, String> fields) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("source", "elasticsearch");
        labels.put("index", index);
        labels.put("host", first(fields, "host.name", "host.hostname", "host"));
        labels.put("service", first(fields, "service.name", "service"));
        labels.put(
                "environment",
                first(fields, "environment", "service.environment", "labels.environment"));
        return new Origin(labels);
    }

    private static String first(Map<String, String> fields, String... names) {
        for (String name : names) {
            String value = fields.getOrDefault(name, "");
            if (!value.isEmpty() && value.length() <= 128) {
                return value;
            }
        }
        return "";
    }
}
