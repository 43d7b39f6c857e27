package dev.duru.pipeline;

import dev.duru.kernel.Database;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.pipeline.state.CacheStore;
import dev.duru.pipeline.state.RunRow;
import dev.duru.web.Access;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What runs leave behind, as people look at it and clear it away: caches and artifacts. */
final class YieldPages {
    private static final String CACHES = "/{owner}/{project}/caches";
    private static final String API = "/projects/{owner}/{project}";
    private static final String ARTIFACT = "/runs/{number}/artifacts/{name}";
    private static final Access READER = Access.project(Role.READER);
    private static final Access DEVELOPER = Access.project(Role.DEVELOPER);

    private final Pipeline pipeline;
    private final Database database;
    private final CacheStore caches = new CacheStore();
    private final Sheets sheets;

    YieldPages(Pipeline pipeline, Database database, Sheets sheets) {
        this.pipeline = pipeline;
        this.database = database;
        this.sheets = sheets;
    }

    void add(Router router) {
        router.page(CACHES, READER, this::show)
                .form(CACHES + "/delete", DEVELOPER, this::forget)
                .form("/{owner}/{project}" + ARTIFACT + "/delete", DEVELOPER, this::drop)
                .api("GET", API + "/caches", READER, this::list)
                .api("DELETE", API + "/caches", DEVELOPER, this::delete)
                .api("DELETE", API + ARTIFACT, DEVELOPER, this::deleteArtifact);
    }

    private List<CacheStore.Row> rows(ProjectName project) {
        return database.read(sql -> caches.list(sql, project));
    }

    private Reply show(Request request) {
        List<CacheStore.Row> rows = rows(request.project());
        Map<String, Object> params = new HashMap<>();
        params.put("project", request.project());
        params.put("rows", rows);
        params.put("bytes", rows.stream().mapToLong(CacheStore.Row::bytes).sum());
        params.put("mayDelete", request.may(Role.DEVELOPER));
        return Reply.page(
                sheets.page(request, sheets.words(request).text("caches.title"), "caches", params));
    }

    private Reply forget(Request request) {
        remove(
                request.project(),
                request.required("key"),
                request.form("scope").orElse(""),
                request.form("version").orElse(""));
        return Reply.redirect("/" + request.project() + "/caches");
    }

    /** An empty scope or version stands for all of them. */
    private int remove(ProjectName project, String key, String scope, String version) {
        int gone = database.write(tx -> caches.delete(tx, project, key, scope, version));
        if (gone == 0) {
            throw ProblemException.notFound("there is no cache '" + key + "'; it may be gone");
        }
        return gone;
    }

    private Reply list(Request request) {
        return Reply.json(rows(request.project()).stream().map(YieldPages::json).toList());
    }

    private static Map<String, Object> json(CacheStore.Row row) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("key", row.key());
        fields.put("ref", row.scope());
        fields.put("version", row.version());
        fields.put("bytes", row.bytes());
        fields.put("createdAt", row.createdAt());
        fields.put("usedAt", row.usedAt());
        return fields;
    }

    private Reply delete(Request request) {
        String key =
                request.query("key")
                        .filter(text -> !text.isEmpty())
                        .orElseThrow(() ->
                                ProblemException.user("'key' is missing; name the cache's key"));
        int gone =
                remove(
                        request.project(),
                        key,
                        request.query("ref").orElse(""),
                        request.query("version").orElse(""));
        return Reply.json(Map.of("deleted", gone));
    }

    private void dropArtifact(Request request) {
        RunRow run = pipeline.run(request.project(), request.number("number"));
        String name = request.param("name");
        int gone = database.write(tx -> caches.deleteArtifact(tx, run.id(), name));
        if (gone == 0) {
            throw ProblemException.notFound(
                    "the run has no artifact '" + name + "', or it expired");
        }
    }

    private Reply drop(Request request) {
        dropArtifact(request);
        return Reply.redirect("/" + request.project() + "/runs/" + request.number("number"));
    }

    private Reply deleteArtifact(Request request) {
        dropArtifact(request);
        return Reply.noContent();
    }
}
