package dev.duru.pipeline.matchers;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The patterns of one owner. A problem may be spread over several lines, one pattern each; the last
 * may loop, so that lines that follow each other share what stood above them. Used by one thread.
 */
final class ProblemMatcher {
    /** One line's pattern, and which group says what; -1 for none. */
    record Part(
            LinePattern pattern,
            int file,
            int fromPath,
            int line,
            int column,
            int severity,
            int code,
            int message,
            boolean loop) {}

    private final String owner;
    private final String severity;
    private final List<Part> parts;

    /** What each pattern but the last has found so far; null where the chain is broken. */
    private final @Nullable Problem[] soFar;

    ProblemMatcher(String owner, String severity, List<Part> parts) {
        this.owner = owner;
        this.severity = severity;
        this.parts = List.copyOf(parts);
        this.soFar = new Problem[Math.max(0, parts.size() - 1)];
    }

    /** The same patterns, for lines of another source. */
    ProblemMatcher fork() {
        return new ProblemMatcher(owner, severity, parts);
    }

    /** Whether the patterns are the very same. */
    boolean isForkOf(ProblemMatcher other) {
        return parts.equals(other.parts) && severity.equals(other.severity);
    }

    String owner() {
        return owner;
    }

    void forget() {
        Arrays.fill(soFar, null);
    }

    /**
     * The problem that a line completes. From the last pattern to the first, as lines come later.
     */
    Optional<Problem> match(String line) {
        for (int i = parts.size() - 1; i >= 0; i--) {
            Problem above = i == 0 ? Problem.NONE : soFar[i - 1];
            if (above == null) {
                continue;
            }
            boolean last = i == parts.size() - 1;
            Part part = parts.get(i);
            Optional<LinePattern.Groups> groups = part.pattern().in(line);
            if (groups.isPresent() && last) {
                forget();
                if (part.loop() && i > 0) {
                    soFar[i - 1] = above;
                }
                Problem found = joined(above, part, groups.get());
                return Optional.of(
                        found.severity().isEmpty() ? found.withSeverity(severity) : found);
            }
            if (!last) {
                soFar[i] = groups.map(found -> joined(above, part, found)).orElse(null);
            } else if (i > 0) {
                soFar[i - 1] = null;
            }
        }
        return Optional.empty();
    }

    /** What stood above comes first. */
    private static Problem joined(Problem above, Part part, LinePattern.Groups groups) {
        return new Problem(
                first(above.severity(), groups, part.severity()),
                first(above.message(), groups, part.message()),
                first(above.file(), groups, part.file()),
                first(above.fromPath(), groups, part.fromPath()),
                first(above.line(), groups, part.line()),
                first(above.column(), groups, part.column()),
                first(above.code(), groups, part.code()));
    }

    private static String first(String above, LinePattern.Groups groups, int group) {
        return above.isEmpty() && group >= 0 ? groups.apply(group) : above;
    }
}
