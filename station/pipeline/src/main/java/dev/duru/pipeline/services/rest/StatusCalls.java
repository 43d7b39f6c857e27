package dev.duru.pipeline.services.rest;

import dev.duru.kernel.Database;
import dev.duru.pipeline.services.http.Answer;
import dev.duru.pipeline.services.http.JsonExchange;
import dev.duru.pipeline.state.StatusStore;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Statuses and check runs of commits. */
final class StatusCalls {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<String> STATES = Set.of("error", "failure", "pending", "success");
    private static final List<String> CHECK_FIELDS =
            List.of(
                    "status",
                    "conclusion",
                    "details_url",
                    "external_id",
                    "started_at",
                    "completed_at",
                    "output");

    private final Code code;
    private final Database database;
    private final StatusStore statuses = new StatusStore();
    private final CheckStore store;

    StatusCalls(Code code, Database database) {
        this.code = code;
        this.database = database;
        this.store = new CheckStore(database);
    }

    List<Endpoint> endpoints() {
        Caller.Need read = Caller.Need.read("statuses");
        Caller.Need write = Caller.Need.write("statuses");
        Caller.Need readChecks = Caller.Need.read("checks");
        Caller.Need writeChecks = Caller.Need.write("checks");
        String root = "/repos/{owner}/{repo}";
        return List.of(
                new Endpoint("POST", root + "/statuses/{sha}", write, this::create),
                new Endpoint("GET", root + "/statuses/{ref}", read, this::list),
                new Endpoint("GET", root + "/commits/{ref}/statuses", read, this::list),
                new Endpoint("GET", root + "/commits/{ref}/status", read, this::combined),
                new Endpoint("GET", root + "/commits/{ref}/check-runs", readChecks, this::checks),
                new Endpoint("POST", root + "/check-runs", writeChecks, this::createCheck),
                new Endpoint("GET", root + "/check-runs/{id}", readChecks, this::check),
                new Endpoint("PATCH", root + "/check-runs/{id}", writeChecks, this::changeCheck));
    }

    private String commit(Call call, String name) {
        return code.commit(call.project(), name)
                .map(Code.Commit::id)
                .orElseThrow(() -> new RestException(422, "No commit found for SHA: " + name));
    }

    private Answer create(Call call) {
        String commit = commit(call, call.param("sha"));
        String state = call.text("state");
        if (!STATES.contains(state)) {
            throw RestException.invalid("Status", "state", "must be one of " + STATES);
        }
        String context = call.text("context");
        StatusStore.Status status =
                database.write(tx ->
                        statuses.add(
                                tx,
                                new StatusStore.Status(
                                        0,
                                        call.project(),
                                        commit,
                                        context.isEmpty() ? "default" : context,
                                        StatusStore.State.valueOf(state.toUpperCase(Locale.ROOT)),
                                        call.text("description"),
                                        call.text("target_url"),
                                        call.by(),
                                        Instant.now())));
        return Answer.created(shown(call, status));
    }

    private static Map<String, Object> shown(Call call, StatusStore.Status status) {
        return Shape.of(
                "id", status.id(),
                "url", call.url("/statuses/" + status.commit()),
                "state", word(status),
                "context", status.context(),
                "description", status.description(),
                "target_url", status.targetUrl(),
                "creator", Shape.user(call, status.creator()),
                "created_at", Shape.time(status.createdAt()),
                "updated_at", Shape.time(status.createdAt()));
    }

    private static String word(StatusStore.Status status) {
        return status.state().name().toLowerCase(Locale.ROOT);
    }

    private Answer list(Call call) {
        String commit = commit(call, call.param("ref"));
        return call.page(
                database.read(sql -> statuses.all(sql, call.project(), commit)),
                page -> page.stream().map(one -> shown(call, one)).toList());
    }

    /** The newest status of each context counts; they are one success together or none. */
    private Answer combined(Call call) {
        String commit = commit(call, call.param("ref"));
        List<StatusStore.Status> newest =
                database.read(sql -> statuses.newest(sql, call.project(), commit));
        List<String> states = newest.stream().map(StatusCalls::word).toList();
        String state =
                states.contains("failure") || states.contains("error")
                        ? "failure"
                        : states.isEmpty() || states.contains("pending") ? "pending" : "success";
        return Answer.ok(
                Shape.of(
                        "state",
                        state,
                        "sha",
                        commit,
                        "total_count",
                        newest.size(),
                        "statuses",
                        newest.stream().map(one -> shown(call, one)).toList()));
    }

    private Answer createCheck(Call call) {
        String name = call.required("CheckRun", "name");
        String commit = commit(call, call.required("CheckRun", "head_sha"));
        ObjectNode kept = JSON.createObjectNode();
        kept.put("status", "queued");
        take(call.body(), kept);
        return Answer.created(
                shown(call, store.addCheck(call.project(), commit, name, JsonExchange.text(kept))));
    }

    private static void take(JsonNode from, ObjectNode into) {
        for (String field : CHECK_FIELDS) {
            if (from.has(field)) {
                into.set(field, from.path(field));
            }
        }
        if (from.hasNonNull("conclusion")) {
            into.put("status", "completed");
            if (!into.has("completed_at")) {
                into.put("completed_at", Shape.time(Instant.now()));
            }
        }
    }

    private Answer changeCheck(Call call) {
        CheckStore.CheckRun check = existing(call);
        ObjectNode kept = JSON.readTree(check.body()).asObject();
        take(call.body(), kept);
        String name = call.text("name").isEmpty() ? check.name() : call.text("name");
        store.changeCheck(call.project(), check.id(), name, JsonExchange.text(kept));
        return Answer.ok(shown(call, existing(call)));
    }

    private CheckStore.CheckRun existing(Call call) {
        return store.check(call.project(), call.number("id")).orElseThrow(RestException::notFound);
    }

    private Answer check(Call call) {
        return Answer.ok(shown(call, existing(call)));
    }

    private Answer checks(Call call) {
        String commit = commit(call, call.param("ref"));
        String name = call.query("check_name");
        List<CheckStore.CheckRun> all =
                store.checks(call.project(), commit).stream()
                        .filter(check -> name.isEmpty() || check.name().equals(name))
                        .toList();
        return call.page(
                all,
                page ->
                        Shape.of(
                                "total_count",
                                all.size(),
                                "check_runs",
                                page.stream().map(one -> shown(call, one)).toList()));
    }

    private static Map<String, Object> shown(Call call, CheckStore.CheckRun check) {
        JsonNode kept = JSON.readTree(check.body());
        Map<String, Object> shown =
                Shape.of(
                        "id", check.id(),
                        "node_id", "check:" + check.id(),
                        "name", check.name(),
                        "head_sha", check.commit(),
                        "url", call.url("/check-runs/" + check.id()),
                        "html_url",
                                call.server() + "/" + call.project() + "/commit/" + check.commit(),
                        "conclusion", null,
                        "completed_at", null,
                        "started_at", Shape.time(check.at()),
                        "check_suite", Map.of("id", check.id()),
                        "app", Map.of("slug", "github-actions", "name", "GitHub Actions"));
        for (String field : CHECK_FIELDS) {
            if (kept.has(field)) {
                shown.put(field, kept.path(field));
            }
        }
        return shown;
    }
}
