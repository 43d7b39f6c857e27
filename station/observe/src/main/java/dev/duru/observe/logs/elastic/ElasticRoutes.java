package dev.duru.observe.logs.elastic;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.logs.LogsException;
import dev.duru.observe.logs.LogProblems;
import dev.duru.observe.logs.Logs;
import dev.duru.web.Json;
import dev.duru.web.RawResponse;
import dev.duru.web.Request;
import dev.duru.web.Router;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All of it at one place of a project; the version tells clients what they may expect. */
public final class ElasticRoutes {
    private static final String BASE = "/api/v1/projects/{owner}/{project}/elasticsearch/{path...}";
    private static final String VERSION = "8.15.0";
    private static final int LARGEST_BODY = 64 << 20;
    private static final Map<String, Object> TAKEN = Map.of("acknowledged", true);

    private final Bulk bulk;
    private final ElasticSearch search;

    public ElasticRoutes(Logs logs) {
        this.bulk = new Bulk(logs);
        this.search = new ElasticSearch(logs);
    }

    /** Adds the route. */
    public void add(Router router) {
        router.raw("*", BASE, this::handle);
    }

    /** What is answered. */
    record Answer(int status, Object body) {
        static Answer ok(Object body) {
            return new Answer(200, body);
        }

        static Answer error(int status, String type, String reason) {
            Map<String, Object> cause = Map.of("type", type, "reason", reason);
            return new Answer(
                    status,
                    Map.of(
                            "error",
                            Map.of("root_cause", List.of(cause), "type", type, "reason", reason),
                            "status",
                            status));
        }
    }

    private void handle(Request request, RawResponse response) throws IOException {
        ProjectName project = request.project();
        String path = request.param("path");
        boolean writes = Bulk.isFor(request.method(), path);
        require(request, project, writes ? Role.DEVELOPER : Role.READER);
        Answer answer;
        try {
            answer = answer(request, project, path);
        } catch (ElasticException e) {
            answer = Answer.error(400, e.type(), String.valueOf(e.getMessage()));
        } catch (LogsException e) {
            answer = problem(LogProblems.of(e));
        } catch (ProblemException e) {
            answer = problem(e);
        }
        boolean text = answer.body() instanceof String;
        response.status(answer.status())
                .header("X-Elastic-Product", "Elasticsearch")
                .header("Cache-Control", "no-store")
                .header("Content-Type", text ? "text/plain; charset=UTF-8" : "application/json")
                .send(
                        (text ? answer.body().toString() : Json.write(answer.body()))
                                .getBytes(StandardCharsets.UTF_8));
    }

    private static Answer problem(ProblemException e) {
        int status = e.problem().code().status();
        String type =
                status == 503 ? "es_rejected_execution_exception" : "illegal_argument_exception";
        return Answer.error(status == 503 ? 429 : status, type, e.problem().detail());
    }

    private static void require(Request request, ProjectName project, Role role) {
        if (request.role(project).isEmpty()) {
            throw request.identity().user().isEmpty()
                    ? ProblemException.unauthenticated("send a user and a token")
                    : ProblemException.notFound("there is no project " + project);
        }
        if (!request.role(project).filter(held -> held.includes(role)).isPresent()) {
            throw ProblemException.forbidden("only developers of " + project + " may send lines");
        }
    }

    private Answer answer(Request request, ProjectName project, String path) {
        String method = request.method();
        List<String> parts = List.of(path.split("/"));
        String last = parts.getLast();
        if (Bulk.isFor(method, path)) {
            return bulk.take(project, path, request.bytes(LARGEST_BODY));
        }
        return switch (last) {
            case "" -> Answer.ok(hello());
            case "_search", "_async_search", "_count", "_msearch", "_field_caps", "_mapping" ->
                    search.answer(project, parts, request, request.bytes(LARGEST_BODY));
            case "_pit" ->
                    method.equals("DELETE")
                            ? Answer.ok(Map.of("succeeded", true, "num_freed", 1))
                            : search.answer(project, parts, request, new byte[0]);
            case "_license" ->
                    Answer.ok(
                            Map.of(
                                    "license",
                                    Map.of("status", "active", "type", "basic", "mode", "basic")));
            case "_xpack" ->
                    Answer.ok(Map.of("license", Map.of("type", "basic"), "features", Map.of()));
            case "_refresh", "_flush" ->
                    Answer.ok(Map.of("_shards", Map.of("total", 1, "successful", 1, "failed", 0)));
            default ->
                    switch (parts.getFirst()) {
                        case "_resolve" -> Answer.ok(search.resolved(project, last));
                        case "_cat" -> cat(project, request, parts);
                        default -> administrative(method, parts);
                    };
        };
    }

    /** The names of indices; nothing else is listed. */
    private Answer cat(ProjectName project, Request request, List<String> parts) {
        if (parts.size() < 2 || !parts.get(1).equals("indices")) {
            return Answer.ok("");
        }
        Set<String> names = search.names(project, parts.size() > 2 ? parts.get(2) : "*");
        if (request.query("format").orElse("").equals("json")) {
            List<Object> rows = new ArrayList<>();
            names.forEach(
                    name -> rows.add(Map.of("health", "green", "status", "open", "index", name)));
            return Answer.ok(rows);
        }
        StringBuilder rows = new StringBuilder();
        names.forEach(name -> rows.append("green open ").append(name).append('\n'));
        return Answer.ok(rows.toString());
    }

    private static Answer administrative(String method, List<String> parts) {
        boolean asks = method.equals("GET") || method.equals("HEAD");
        return switch (parts.getFirst()) {
            case "_cluster" ->
                    Answer.ok(
                            parts.getLast().equals("settings")
                                    ? Map.of(
                                            "persistent",
                                            Map.of(),
                                            "transient",
                                            Map.of(),
                                            "defaults",
                                            Map.of())
                                    : health());
            case "_nodes" -> Answer.ok(nodes());
            case "_index_template",
                    "_template",
                    "_component_template",
                    "_ilm",
                    "_ingest",
                    "_alias",
                    "_data_stream",
                    "_security",
                    "_settings" ->
                    asks
                            ? Answer.error(
                                    404, "resource_not_found_exception", "it is not kept here")
                            : Answer.ok(TAKEN);
            default ->
                    parts.getFirst().startsWith("_")
                            ? Answer.error(
                                    400,
                                    "illegal_argument_exception",
                                    "Duru does not answer /" + String.join("/", parts))
                            : Answer.ok(asks ? Map.of(parts.getFirst(), Map.of()) : TAKEN);
        };
    }

    private static Map<String, Object> health() {
        return Map.of(
                "cluster_name",
                "duru",
                "status",
                "green",
                "timed_out",
                false,
                "number_of_nodes",
                1);
    }

    private static Map<String, Object> nodes() {
        Map<String, Object> node =
                Map.of(
                        "name",
                        "duru",
                        "version",
                        VERSION,
                        "roles",
                        List.of("data", "ingest", "master"),
                        "http",
                        Map.of("publish_address", "127.0.0.1:9200"));
        return Map.of("cluster_name", "duru", "nodes", Map.of("duru", node));
    }

    private static Map<String, Object> hello() {
        Map<String, Object> version = new LinkedHashMap<>();
        version.put("number", VERSION);
        version.put("build_flavor", "default");
        version.put("build_type", "tar");
        version.put("build_snapshot", false);
        version.put("lucene_version", "9.11.1");
        version.put("minimum_wire_compatibility_version", "7.17.0");
        version.put("minimum_index_compatibility_version", "7.0.0");
        Map<String, Object> hello = new LinkedHashMap<>();
        hello.put("name", "duru");
        hello.put("cluster_name", "duru");
        hello.put("cluster_uuid", "duru");
        hello.put("version", version);
        hello.put("tagline", "You Know, for Search");
        return hello;
    }
}
