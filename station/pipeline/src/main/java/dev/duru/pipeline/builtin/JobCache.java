package dev.duru.pipeline.builtin;

import dev.duru.kernel.Blobs;
import dev.duru.kernel.Database;
import dev.duru.pipeline.engine.BuiltinCall;
import dev.duru.pipeline.engine.StepOutcome;
import dev.duru.pipeline.files.Archives;
import dev.duru.pipeline.files.Globs;
import dev.duru.pipeline.files.WorkspaceHasher;
import dev.duru.pipeline.state.YieldStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * GitLab's caches: one for a key of the project, replaced by whoever saves under the key again.
 * Inputs {@code key}, or {@code files} and {@code prefix}; {@code fallback}, {@code paths}, {@code
 * untracked}.
 */
final class JobCache {
    /** Apart from GitHub's caches, which never change. */
    private static final String SCOPE = "gitlab";

    private final Database database;
    private final YieldStore yields;
    private final Blobs blobs;

    JobCache(Database database, YieldStore yields, Blobs blobs) {
        this.database = database;
        this.yields = yields;
        this.blobs = blobs;
    }

    StepOutcome take(BuiltinCall call) {
        List<String> keys = new ArrayList<>();
        keys.add(key(call));
        call.input("fallback").lines().map(String::strip).forEach(keys::add);
        String general = call.variable("CACHE_FALLBACK_KEY");
        if (!general.isEmpty()) {
            keys.add(general);
        }
        for (String key : keys) {
            Optional<YieldStore.Cache> found = find(call, key);
            if (found.isPresent()) {
                try (InputStream in = blobs.read(found.get().digest())) {
                    Archives.untar(in, call.workspace());
                } catch (IOException e) {
                    throw new UncheckedIOException("the cache could not be restored", e);
                }
                call.say("Restored the cache " + key);
                return StepOutcome.SUCCESS;
            }
        }
        call.say("No cache for the key " + String.join(", ", keys));
        return StepOutcome.SUCCESS;
    }

    private Optional<YieldStore.Cache> find(BuiltinCall call, String key) {
        return database.read(sql ->
                yields.cache(sql, call.run().project(), List.of(SCOPE), SCOPE, key, List.of()));
    }

    StepOutcome keep(BuiltinCall call) {
        String key = key(call);
        List<Path> files = files(call);
        if (files.isEmpty()) {
            call.warn("no file matches cache:paths; nothing is saved under " + key);
            return StepOutcome.SUCCESS;
        }
        Path scratch = blobs.scratch();
        try {
            try (OutputStream out = Files.newOutputStream(scratch)) {
                Archives.tar(call.workspace(), files, out);
            }
            String digest;
            try (InputStream in = Files.newInputStream(scratch)) {
                digest = blobs.put(in);
            }
            long bytes = Files.size(scratch);
            database.update(tx ->
                    yields.replaceCache(
                            tx,
                            call.run().project(),
                            SCOPE,
                            new YieldStore.Cache(key, digest),
                            bytes));
            call.say("Saved " + files.size() + " files as the cache " + key);
        } catch (IOException e) {
            throw new UncheckedIOException("the cache could not be saved", e);
        } finally {
            CacheStep.discard(scratch);
        }
        return StepOutcome.SUCCESS;
    }

    private static List<Path> files(BuiltinCall call) {
        Set<Path> files = new LinkedHashSet<>();
        String paths = JobArtifacts.inside(call, call.input("paths"));
        if (!paths.isEmpty()) {
            files.addAll(Globs.of(call.workspace(), paths, true).files(List.of(call.workspace())));
        }
        if (call.flag("untracked", false)) {
            files.addAll(Untracked.files(call.workspace()));
        }
        Path git = call.workspace().resolve(".git");
        return files.stream().filter(file -> !file.startsWith(git)).sorted().toList();
    }

    /** The key, or the hash of the files that make it. */
    private static String key(BuiltinCall call) {
        String files = call.input("files");
        if (files.isEmpty()) {
            return call.input("key", "default");
        }
        String hash = new WorkspaceHasher(call.workspace()).hash(files.lines().toList());
        String prefix = call.input("prefix");
        String end = hash.isEmpty() ? "default" : hash.substring(0, Math.min(40, hash.length()));
        return prefix.isEmpty() ? end : prefix + "-" + end;
    }
}
