package dev.duru.dialects.value;

import java.util.Map;

/**
 * What an expression can see.
 *
 * @param roots the named contexts by their names
 * @param status what success(), failure() and cancelled() look at
 * @param files what hashFiles() asks
 * @param variables by their names, in their own case, for dialects whose expressions name variables
 */
public record Contexts(
        Obj roots, RunStatus status, FileHasher files, Map<String, String> variables) {
    public Contexts(Obj roots, RunStatus status, FileHasher files) {
        this(roots, status, files, Map.of());
    }

    /** Contexts of these roots, with status success and no workspace. */
    public static Contexts of(Obj roots) {
        return new Contexts(roots, RunStatus.SUCCESS, FileHasher.none());
    }

    /** These contexts with one root added or replaced. */
    public Contexts with(String name, Value value) {
        return new Contexts(roots.with(name, value), status, files, variables);
    }

    public Contexts withStatus(RunStatus value) {
        return new Contexts(roots, value, files, variables);
    }

    public Contexts withFiles(FileHasher value) {
        return new Contexts(roots, status, value, variables);
    }

    public Contexts withVariables(Map<String, String> value) {
        return new Contexts(roots, status, files, value);
    }
}
