package dev.duru.dialects.value;

import java.util.List;

/** Hashes files of the workspace, for {@code hashFiles()}. */
@FunctionalInterface
public interface FileHasher {
    /**
     * The SHA-256 of the SHA-256s of all files that match, in lower-case hexadecimal; empty when
     * none does.
     *
     * @param patterns globs below the workspace; a leading {@code !} takes files out again
     */
    String hash(List<String> patterns);

    /** For places without a workspace. */
    static FileHasher none() {
        return _ -> {
            throw new ExpressionException("hashFiles() needs a workspace, and there is none here");
        };
    }
}
