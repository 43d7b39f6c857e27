package dev.duru.pipeline.services.results;

import dev.duru.kernel.Database;
import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.services.http.Credential;
import dev.duru.pipeline.services.http.JsonExchange;
import dev.duru.pipeline.services.tokens.JobTokens;
import dev.duru.pipeline.services.tokens.Pass;
import dev.duru.pipeline.state.SavedCaches;
import dev.duru.pipeline.state.YieldStore;
import dev.duru.web.RawHandler;
import dev.duru.web.RawResponse;
import dev.duru.web.Request;
import dev.duru.web.Router;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The first version of the cache API, at {@code ACTIONS_CACHE_URL}: look up, reserve, send pieces,
 * commit. Toolkits that take this server for GitHub's Enterprise Server speak no other.
 */
final class OldCache {
    private static final String ROOT = "/_apis/artifactcache/";
    private static final int BODY_LIMIT = 64 * 1024;

    private final Database database;
    private final SavedCaches store = new SavedCaches();
    private final JobTokens tokens;
    private final Caches caches;
    private final Uploads uploads;
    private final Transfer transfer;

    /** Where the bytes come and go, and how many there may be. */
    record Transfer(Links links, long limit) {}

    OldCache(
            Database database,
            JobTokens tokens,
            Caches caches,
            Uploads uploads,
            Transfer transfer) {
        this.database = database;
        this.tokens = tokens;
        this.caches = caches;
        this.uploads = uploads;
        this.transfer = transfer;
    }

    void add(Router router) {
        router.raw("GET", ROOT + "cache", told(this::find))
                .raw("GET", ROOT + "caches", told(this::list))
                .raw("POST", ROOT + "caches", told(this::reserve))
                .raw("PATCH", ROOT + "caches/{id}", told(this::piece))
                .raw("POST", ROOT + "caches/{id}", told(this::commit));
    }

    private RawHandler told(RawHandler handler) {
        return (request, response) -> {
            try {
                handler.handle(request, response);
            } catch (ProblemException e) {
                refuse(response, e.code().status(), e.code().name(), e.detail());
            }
        };
    }

    private static void refuse(RawResponse response, int status, String type, String message) {
        JsonExchange.send(response, status, Map.of("typeKey", type, "message", message));
    }

    private Pass pass(Request request) {
        return Credential.of(request)
                .flatMap(token -> tokens.find(JobTokens.Kind.RUNTIME, token))
                .orElseThrow(() ->
                        ProblemException.unauthenticated(
                                "ACTIONS_RUNTIME_TOKEN is of no job that runs"));
    }

    private void find(Request request, RawResponse response) {
        Pass pass = pass(request);
        List<String> keys =
                Arrays.stream(request.query("keys").orElse("").split(","))
                        .map(String::strip)
                        .filter(key -> !key.isEmpty())
                        .toList();
        String version = request.query("version").orElse("");
        Optional<YieldStore.Cache> found = caches.find(pass, version, keys);
        if (found.isEmpty()) {
            response.status(204);
            return;
        }
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("cacheKey", found.get().key());
        entry.put("cacheVersion", version);
        entry.put("archiveLocation", transfer.links().cache(found.get().digest()));
        JsonExchange.send(response, 200, entry);
    }

    private void list(Request request, RawResponse response) {
        Pass pass = pass(request);
        String prefix = request.query("key").orElse("");
        List<Map<String, Object>> entries =
                database.read(sql -> store.list(sql, pass.project(), prefix, "")).stream()
                        .limit(100)
                        .map(OldCache::shown)
                        .toList();
        JsonExchange.send(
                response, 200, Map.of("totalCount", entries.size(), "artifactCaches", entries));
    }

    private static Map<String, Object> shown(SavedCaches.Row row) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("cacheKey", row.key());
        entry.put("cacheVersion", row.version());
        entry.put("scope", row.ref());
        entry.put("creationTime", row.createdAt().toString());
        return entry;
    }

    private void reserve(Request request, RawResponse response) throws IOException {
        Pass pass = pass(request);
        JsonNode body = JsonExchange.read(request, BODY_LIMIT);
        if (body.path("cacheSize").asLong(0) > transfer.limit()) {
            throw ProblemException.user("a cache may have " + transfer.limit() + " bytes at most");
        }
        Optional<Uploads.Begun> begun =
                caches.begin(
                        pass, body.path("key").asString(""), body.path("version").asString(""));
        if (begun.isEmpty()) {
            refuse(
                    response,
                    409,
                    "ArtifactCacheItemAlreadyExistsException",
                    "there is a cache of this key, version and ref, or another job is saving it");
            return;
        }
        JsonExchange.send(response, 201, Map.of("cacheId", begun.get().upload().id()));
    }

    private Upload upload(Request request) {
        Pass pass = pass(request);
        return uploads.find(request.number("id"))
                .filter(upload -> upload.kind() == Upload.Kind.CACHE)
                .filter(upload -> upload.jobId() == pass.jobId())
                .orElseThrow(() ->
                        ProblemException.notFound(
                                "this job has reserved no cache " + request.param("id")));
    }

    private void piece(Request request, RawResponse response) throws IOException {
        Upload upload = upload(request);
        Span span =
                Span.ofContent(request.header("Content-Range").orElse(""))
                        .orElseThrow(() ->
                                ProblemException.user(
                                        "Content-Range must be 'bytes FIRST-LAST/*'"));
        uploads.staging(upload)
                .piece(request.bodyStream(), span.from(), span.to(), transfer.limit());
        response.status(204);
    }

    private void commit(Request request, RawResponse response) throws IOException {
        Upload upload = upload(request);
        long size = JsonExchange.read(request, BODY_LIMIT).path("size").asLong(-1);
        Staging staging = uploads.staging(upload);
        Optional<Path> whole = staging.whole();
        if (whole.isEmpty() || !staging.covers(size)) {
            throw ProblemException.user(
                    "the pieces that arrived do not make " + size + " bytes; send all of them");
        }
        caches.complete(upload, whole.get());
        response.status(204);
    }
}
