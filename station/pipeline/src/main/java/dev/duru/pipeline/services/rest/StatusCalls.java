package dev.duru.pipeline.services.rest;

import dev.duru.pipeline.services.http.JsonExchange;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
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
    private static final int MOST_STATUSES = 1000;

    private final Code code;
    private final StatusStore store;

    StatusCalls(Code code, StatusStore store) {
        this.code = code;
        this.store = store;
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
        if (store.statuses(call.project(), commit).size() >= MOST_STATUSES) {
            throw RestException.invalid(
                    "Status", "sha", "a commit has " + MOST_STATUSES + " statuses at most");
        }
        StatusStore.Status status =
                store.add(
                        call.project(),
                        new StatusStore.Status(
                                0,
                                commit,
                                context.isEmpty() ? "default" : context,
                                state,
                                call.text("description"),
                                call.text("target_url"),
                                call.by(),
                                Instant.now()));
        return Answer.created(shown(call, status));
    }

    private static Map<String, Object> shown(Call call, StatusStore.Status status) {
        return Shape.of(
                "id", status.id(),
                "url", call.url("/statuses/" + status.commit()),
                "state", status.state(),
                "context", status.context(),
                "description", status.description(),
                "target_url", status.targetUrl(),
                "creator", Shape.user(call, status.by()),
                "created_at", Shape.time(status.at()),
                "updated_at", Shape.time(status.at()));
    }

    private Answer list(Call call) {
        String commit = commit(call, call.param("ref"));
        return call.page(
                store.statuses(call.project(), commit),
                page -> page.stream().map(one -> shown(call, one)).toList());
    }

    /** The newest status of each context counts; they are one success together or none. */
    private Answer combined(Call call) {
        String commit = commit(call, call.param("ref"));
        Map<String, StatusStore.Status> newest = new LinkedHashMap<>();
        store.statuses(call.project(), commit)
                .forEach(status -> newest.putIfAbsent(status.context(), status));
        List<String> states = newest.values().stream().map(StatusStore.Status::state).toList();
        String state =
                states.contains("failure") || states.contains("error")
                        ? "failure"
                        : states.isEmpty() || states.contains("pending") ? "pending" : "success";
        return Answer.ok(
                Shape.of(
                        "state", state,
                        "sha", commit,
                        "total_count", newest.size(),
                        "statuses",
                                newest.values().stream().map(one -> shown(call, one)).toList()));
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
        StatusStore.CheckRun check = existing(call);
        ObjectNode kept = JSON.readTree(check.body()).asObject();
        take(call.body(), kept);
        String name = call.text("name").isEmpty() ? check.name() : call.text("name");
        store.changeCheck(call.project(), check.id(), name, JsonExchange.text(kept));
        return Answer.ok(shown(call, existing(call)));
    }

    private StatusStore.CheckRun existing(Call call) {
        return store.check(call.project(), call.number("id"))
                .orElseThrow(RestException::notFound);
    }

    private Answer check(Call call) {
        return Answer.ok(shown(call, existing(call)));
    }

    private Answer checks(Call call) {
        String commit = commit(call, call.param("ref"));
        String name = call.query("check_name");
        List<StatusStore.CheckRun> all =
                store.checks(call.project(), commit).stream()
                        .filter(check -> name.isEmpty() || check.name().equals(name))
                        .toList();
        return call.page(
                all,
                page -> Shape.of(
                        "total_count",
                        all.size(),
                        "check_runs",
                        page.stream().map(one -> shown(call, one)).toList()));
    }

    private static Map<String, Object> shown(Call call, StatusStore.CheckRun check) {
        JsonNode kept = JSON.readTree(check.body());
        Map<String, Object> shown =
                Shape.of(
                        "id", check.id(),
                        "node_id", "check:" + check.id(),
                        "name", check.name(),
                        "head_sha", check.commit(),
                        "url", call.url("/check-runs/" + check.id()),
                        "html_url",
                                call.server()
                                        + "/"
                                        + call.project()
                                        + "/commit/"
                                        + check.commit(),
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
