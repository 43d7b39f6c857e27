package dev.duru.pipeline.builtin;

import dev.duru.kernel.Blobs;
import dev.duru.kernel.Database;
import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.engine.BuiltinCall;
import dev.duru.pipeline.engine.StepOutcome;
import dev.duru.pipeline.files.Archives;
import dev.duru.pipeline.files.Globs;
import dev.duru.pipeline.state.YieldStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code actions/cache} with its halves {@code restore} and {@code save}. A cache belongs to the
 * ref whose run saved it; runs of other branches also find those of the project's main branch. What
 * is saved under a key never changes.
 */
final class CacheStep {
    private final Database database;
    private final YieldStore yields;
    private final Blobs blobs;
    private final CheckoutSource source;

    CacheStep(CheckoutSource source, Database database, YieldStore yields, Blobs blobs) {
        this.source = source;
        this.database = database;
        this.yields = yields;
        this.blobs = blobs;
    }

    /**
     * A cache that a step wants.
     *
     * @param prefixes of keys that serve too, in their order
     * @param paths one pattern a line
     */
    record Wish(String key, List<String> prefixes, String paths) {
        static Wish of(BuiltinCall call) {
            List<String> prefixes =
                    call.input("restore-keys")
                            .lines()
                            .map(String::strip)
                            .filter(line -> !line.isEmpty())
                            .toList();
            return new Wish(CacheStep.key(call), prefixes, call.input("path"));
        }
    }

    StepOutcome restoreAndSave(BuiltinCall call) {
        cache(call, Wish.of(call));
        return StepOutcome.SUCCESS;
    }

    /** Restores now and saves at the end; whether a cache of exactly the key was there. */
    boolean cache(BuiltinCall call, Wish wish) {
        boolean exact = find(call, wish);
        if (!exact) {
            call.atEnd(() -> {
                if (call.jobSucceeded()) {
                    keep(call, wish);
                }
            });
        }
        return exact;
    }

    StepOutcome restore(BuiltinCall call) {
        find(call, Wish.of(call));
        return StepOutcome.SUCCESS;
    }

    StepOutcome save(BuiltinCall call) {
        keep(call, Wish.of(call));
        return StepOutcome.SUCCESS;
    }

    /** Whether a cache of exactly the key was there. */
    private boolean find(BuiltinCall call, Wish wish) {
        String key = wish.key();
        Optional<YieldStore.Cache> found =
                database.read(sql ->
                        yields.cache(
                                sql,
                                call.run().project(),
                                scopes(call),
                                version(wish),
                                key,
                                wish.prefixes()));
        boolean exact = found.filter(cache -> cache.key().equals(key)).isPresent();
        call.output("cache-primary-key", key);
        if (found.isEmpty()) {
            call.say("No cache for the key " + key);
            if (call.flag("fail-on-cache-miss", false)) {
                throw ProblemException.user("cache: there is none for the key '" + key + "'");
            }
            return false;
        }
        YieldStore.Cache cache = found.get();
        call.output("cache-hit", Boolean.toString(exact));
        call.output("cache-matched-key", cache.key());
        if (call.flag("lookup-only", false)) {
            call.say("There is a cache " + cache.key());
            return exact;
        }
        Path root = root(call);
        try (InputStream in = blobs.read(cache.digest())) {
            Archives.untar(in, root);
        } catch (IOException e) {
            throw new UncheckedIOException("the cache could not be restored", e);
        }
        call.say("Restored the cache " + cache.key());
        return exact;
    }

    private void keep(BuiltinCall call, Wish wish) {
        String key = wish.key();
        Path root = root(call);
        Globs globs = Globs.of(call.workspace(), call.home(), wish.paths(), true);
        List<Path> files = globs.files(call.ownFolders());
        if (files.isEmpty()) {
            call.warn("cache: no file matches the paths; nothing was saved under " + key);
            return;
        }
        Path scratch = blobs.scratch();
        try {
            try (OutputStream out = Files.newOutputStream(scratch)) {
                Archives.tar(root, files, out);
            }
            String digest;
            try (InputStream in = Files.newInputStream(scratch)) {
                digest = blobs.put(in);
            }
            long bytes = Files.size(scratch);
            boolean kept =
                    database.write(tx ->
                            yields.cache(
                                    tx,
                                    call.run().project(),
                                    call.run().ref(),
                                    version(wish),
                                    new YieldStore.Cache(key, digest),
                                    bytes));
            call.say(
                    kept
                            ? "Saved " + files.size() + " files as the cache " + key
                            : "The cache " + key + " exists already and stays as it is");
        } catch (IOException e) {
            throw new UncheckedIOException("the cache could not be saved", e);
        } finally {
            discard(scratch);
        }
    }

    static void discard(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String key(BuiltinCall call) {
        String key = call.input("key");
        if (key.isEmpty() || key.length() > 512 || key.indexOf(',') >= 0) {
            throw ProblemException.user(
                    "cache: `key` must have 1 to 512 characters and no comma, but is '"
                            + key
                            + "'");
        }
        if (call.input("path").isEmpty()) {
            throw ProblemException.user("cache: `path` is missing");
        }
        return key;
    }

    /** The nearest folder above both the workspace and the home. */
    private static Path root(BuiltinCall call) {
        Path root = call.home().getParent();
        return root != null && call.workspace().startsWith(root) ? root : call.workspace();
    }

    private List<String> scopes(BuiltinCall call) {
        String shared = "refs/heads/" + source.defaultBranch(call.run().project());
        return Stream.of(call.run().ref(), shared).distinct().toList();
    }

    private static String version(Wish wish) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of()
                    .formatHex(sha.digest(wish.paths().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
