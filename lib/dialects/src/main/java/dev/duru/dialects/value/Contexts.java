package dev.duru.dialects.value;

/**
 * What an expression can see.
 *
 * @param roots the named contexts by their names
 * @param status what success(), failure() and cancelled() look at
 * @param files what hashFiles() asks
 */
public record Contexts(Obj roots, RunStatus status, FileHasher files) {
    /** Contexts of these roots, with status success and no workspace. */
    public static Contexts of(Obj roots) {
        return new Contexts(roots, RunStatus.SUCCESS, FileHasher.none());
    }

    /** These contexts with one root added or replaced. */
    public Contexts with(String name, Value value) {
        return new Contexts(roots.with(name, value), status, files);
    }

    public Contexts withStatus(RunStatus value) {
        return new Contexts(roots, value, files);
    }

    public Contexts withFiles(FileHasher value) {
        return new Contexts(roots, status, value);
    }
}
