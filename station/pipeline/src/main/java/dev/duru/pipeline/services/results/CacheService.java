package dev.duru.pipeline.services.results;

import static dev.duru.pipeline.services.http.JsonExchange.field;

import dev.duru.pipeline.services.results.Twirp.TwirpException;
import dev.duru.pipeline.services.tokens.Pass;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** {@code CacheService}, the second version of the cache API. */
final class CacheService {
    private final Caches caches;
    private final Uploads uploads;
    private final Links links;

    CacheService(Caches caches, Uploads uploads, Links links) {
        this.caches = caches;
        this.uploads = uploads;
        this.links = links;
    }

    Map<String, Twirp.Call> calls() {
        return Map.of(
                "CreateCacheEntry", this::create,
                "FinalizeCacheEntryUpload", this::complete,
                "GetCacheEntryDownloadURL", this::url);
    }

    private Map<String, Object> create(Pass pass, JsonNode question) {
        Uploads.Begun begun =
                caches.begin(pass, key(question), version(question))
                        .orElseThrow(() ->
                                TwirpException.exists(
                                        "cache entry with the same key, version, and scope"
                                                + " already exists"));
        return Map.of("ok", true, "signed_upload_url", links.upload(begun));
    }

    private Map<String, Object> complete(Pass pass, JsonNode question) {
        String key = key(question);
        Upload upload =
                uploads.of(pass, Upload.Kind.CACHE, key, version(question))
                        .orElseThrow(() ->
                                TwirpException.notFound("no upload of '" + key + "' has begun"));
        Path whole =
                uploads.staging(upload)
                        .whole()
                        .orElseThrow(() ->
                                TwirpException.invalid("nothing was uploaded for '" + key + "'"));
        ArtifactService.checkSize(whole, field(question, "sizeBytes").asString(""));
        return Map.of("ok", true, "entry_id", Long.toString(caches.complete(upload, whole)));
    }

    private Map<String, Object> url(Pass pass, JsonNode question) {
        List<String> keys = new ArrayList<>();
        keys.add(key(question));
        field(question, "restoreKeys").forEach(one -> keys.add(one.asString("")));
        return caches.find(pass, version(question), keys)
                .<Map<String, Object>>map(cache ->
                        Map.of(
                                "ok",
                                true,
                                "signed_download_url",
                                links.cache(cache.digest()),
                                "matched_key",
                                cache.key()))
                .orElse(Map.of("ok", false, "signed_download_url", "", "matched_key", ""));
    }

    private static String key(JsonNode question) {
        return field(question, "key").asString("");
    }

    private static String version(JsonNode question) {
        return field(question, "version").asString("");
    }
}
