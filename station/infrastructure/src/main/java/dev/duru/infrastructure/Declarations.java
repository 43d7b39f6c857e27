package dev.duru.infrastructure;

import dev.duru.kernel.Problem;
import dev.duru.kernel.ProblemException;
import dev.duru.manifest.Attributes;
import dev.duru.manifest.Environment;
import dev.duru.manifest.Manifest;
import dev.duru.manifest.ManifestException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;

/** Reads declarations, and keeps what it has read. */
final class Declarations {
    private static final int CACHED = 200;

    private final Map<String, Manifest> parsed = new ConcurrentHashMap<>();

    /**
     * A declaration.
     *
     * @throws ProblemException USER with every problem and its place
     */
    Manifest read(String text) {
        Manifest known = parsed.get(text);
        if (known != null) {
            return known;
        }
        try {
            Manifest manifest = Manifest.parse(Manifest.FILE, text).orThrow();
            if (parsed.size() >= CACHED) {
                parsed.clear();
            }
            parsed.put(text, manifest);
            return manifest;
        } catch (ManifestException e) {
            throw new ProblemException(Problem.Code.USER, String.valueOf(e.getMessage()), e);
        }
    }

    Optional<Environment> environment(String text, String name) {
        return read(text).environment(name);
    }

    Optional<SortedMap<String, String>> attributes(String text, String name) {
        return environment(text, name).map(Attributes::of);
    }
}
