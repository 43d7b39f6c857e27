package dev.duru.pipeline.services.results;

import dev.duru.dialects.value.Json;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import dev.duru.kernel.Blobs;
import dev.duru.kernel.Database;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.services.tokens.Pass;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.RunStore;
import dev.duru.pipeline.state.SavedCaches;
import dev.duru.pipeline.state.YieldStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What both versions of the cache service do: look up, begin, complete. A run finds the caches of
 * its own ref, of the branch that its pull request goes to, and of the default branch, in this
 * order; it saves under its own ref.
 */
final class Caches {
    private static final int LONGEST_KEY = 512;
    private static final int MOST_KEYS = 10;
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9_.-]{1,256}");

    private final Database database;
    private final RunStore runs = new RunStore();
    private final YieldStore yields = new YieldStore();
    private final SavedCaches caches = new SavedCaches();
    private final Blobs blobs;
    private final Uploads uploads;
    private final Function<ProjectName, String> defaultBranch;

    Caches(
            Database database,
            Blobs blobs,
            Uploads uploads,
            Function<ProjectName, String> defaultBranch) {
        this.database = database;
        this.blobs = blobs;
        this.uploads = uploads;
        this.defaultBranch = defaultBranch;
    }

    /** The cache of the first key, or else the newest that begins with one of the keys in turn. */
    Optional<YieldStore.Cache> find(Pass pass, String version, List<String> keys) {
        if (keys.isEmpty() || keys.size() > MOST_KEYS) {
            throw ProblemException.user("a lookup has 1 to " + MOST_KEYS + " keys");
        }
        keys.forEach(Caches::check);
        checkVersion(version);
        Optional<YieldStore.Cache> found =
                database.read(sql ->
                        yields.cache(
                                sql, pass.project(), refs(pass), version, keys.getFirst(), keys));
        found.ifPresent(
                cache -> database.update(tx -> caches.used(tx, pass.project(), cache.digest())));
        return found.filter(cache -> blobs.exists(cache.digest()));
    }

    private RunRow run(Pass pass) {
        return database.read(sql -> runs.run(sql, pass.runId()))
                .orElseThrow(() -> ProblemException.notFound("the run is gone"));
    }

    private List<String> refs(Pass pass) {
        RunRow run = run(pass);
        Set<String> refs = new LinkedHashSet<>();
        refs.add(run.ref());
        if (run.event().startsWith("pull_request")
                && Json.parse(run.payload()) instanceof Obj event
                && event.at("pull_request") instanceof Obj pull
                && pull.at("base") instanceof Obj base
                && base.at("ref") instanceof Value.Str(String branch)) {
            refs.add("refs/heads/" + branch);
        }
        refs.add("refs/heads/" + defaultBranch.apply(pass.project()));
        return new ArrayList<>(refs);
    }

    /** Begins to save a cache; empty when there is one, or another job is saving it. */
    Optional<Uploads.Begun> begin(Pass pass, String key, String version) {
        check(key);
        checkVersion(version);
        Upload wanted =
                new Upload(
                        0,
                        Upload.Kind.CACHE,
                        pass.project(),
                        pass.runId(),
                        pass.jobId(),
                        key,
                        version,
                        run(pass).ref(),
                        "",
                        Instant.EPOCH);
        boolean there =
                database.read(sql ->
                        caches.find(sql, wanted.project(), wanted.ref(), key, version).isPresent());
        if (there || uploads.taken(wanted)) {
            return Optional.empty();
        }
        uploads.of(pass, Upload.Kind.CACHE, key, version)
                .ifPresent(earlier -> uploads.discard(earlier.id()));
        return Optional.of(uploads.begin(wanted));
    }

    /** Makes a cache of what was uploaded; its id. */
    long complete(Upload upload, Path whole) {
        String digest = Packed.digest(whole);
        try {
            long bytes = Files.size(whole);
            blobs.adopt(whole, digest);
            database.update(tx -> {
                yields.cache(
                        tx,
                        upload.project(),
                        upload.ref(),
                        upload.version(),
                        new YieldStore.Cache(upload.name(), digest),
                        bytes);
                uploads.forget(tx, upload);
            });
        } catch (IOException e) {
            throw new UncheckedIOException("the cache could not be kept", e);
        }
        uploads.deleteFiles(upload.id());
        return database.read(sql ->
                        caches.find(
                                sql,
                                upload.project(),
                                upload.ref(),
                                upload.name(),
                                upload.version()))
                .map(SavedCaches.Row::id)
                .orElse(0L);
    }

    private static void check(String key) {
        if (key.isEmpty() || key.length() > LONGEST_KEY || key.indexOf(',') >= 0) {
            throw ProblemException.user(
                    "a cache key has 1 to " + LONGEST_KEY + " characters and no comma");
        }
    }

    private static void checkVersion(String version) {
        if (!VERSION.matcher(version).matches()) {
            throw ProblemException.user("'" + version + "' is no version of a cache");
        }
    }
}
