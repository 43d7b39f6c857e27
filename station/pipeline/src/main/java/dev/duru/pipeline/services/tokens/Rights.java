package dev.duru.pipeline.services.tokens;

import dev.duru.dialects.plan.Permissions;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a job's token may do, scope by scope, after the workflow syntax's {@code permissions}; a
 * scope that is not there has none.
 */
public record Rights(Map<String, Level> levels) {
    /** The names of all scopes. */
    public static final List<String> SCOPES =
            List.of(
                    "actions",
                    "artifact-metadata",
                    "attestations",
                    "checks",
                    "contents",
                    "deployments",
                    "discussions",
                    "id-token",
                    "issues",
                    "models",
                    "packages",
                    "pages",
                    "pull-requests",
                    "repository-projects",
                    "security-events",
                    "statuses");

    /** Reading the code and the packages: GitHub's restricted default. */
    public static final Rights RESTRICTED =
            new Rights(Map.of("contents", Level.READ, "packages", Level.READ));

    /**
     * A GitLab job's: reading its project, and what GitLab's documentation of CI_JOB_TOKEN lets
     * jobs change: packages and images, releases, statuses of commits; other projects' pipelines
     * may be started, where those let it in.
     */
    public static final Rights OF_GITLAB =
            new Rights(
                    Map.of(
                            "contents", Level.READ,
                            "actions", Level.READ,
                            "deployments", Level.READ,
                            "packages", Level.WRITE,
                            "releases", Level.WRITE,
                            "statuses", Level.WRITE,
                            "triggers", Level.WRITE));

    private static final String ALL = "*";

    /** How much. */
    public enum Level {
        NONE,
        READ,
        WRITE
    }

    public Rights {
        levels = Collections.unmodifiableMap(new TreeMap<>(levels));
    }

    /** Everything but identity tokens: GitHub's permissive default. */
    public static Rights permissive() {
        return every(Level.WRITE, false);
    }

    /** What a job asks for; the default where it asks for nothing in particular. */
    public static Rights of(Permissions asked, Rights otherwise) {
        if (asked.scopes().isEmpty()) {
            return otherwise;
        }
        String all = asked.scopes().get(ALL);
        if (all != null) {
            return every(level(all), true);
        }
        Map<String, Level> levels = new TreeMap<>();
        asked.scopes().forEach((scope, word) -> levels.put(scope, level(word)));
        return new Rights(levels);
    }

    private static Rights every(Level level, boolean identity) {
        return new Rights(
                SCOPES.stream()
                        .filter(scope -> identity || !scope.equals("id-token"))
                        .collect(Collectors.toMap(scope -> scope, scope -> level)));
    }

    private static Level level(String word) {
        return switch (word) {
            case "read" -> Level.READ;
            case "write" -> Level.WRITE;
            default -> Level.NONE;
        };
    }

    /** At most reading, and no identity tokens: for events that anybody outside can cause. */
    public Rights readingOnly() {
        Map<String, Level> less = new TreeMap<>();
        levels.forEach((scope, level) -> {
            if (level != Level.NONE && !scope.equals("id-token")) {
                less.put(scope, Level.READ);
            }
        });
        return new Rights(less);
    }

    public boolean reads(String scope) {
        return levels.getOrDefault(scope, Level.NONE) != Level.NONE;
    }

    public boolean writes(String scope) {
        return levels.getOrDefault(scope, Level.NONE) == Level.WRITE;
    }

    /** As kept in the database, {@code contents=read,issues=write}. */
    String text() {
        return levels.entrySet().stream()
                .map(one -> one.getKey() + "=" + one.getValue().name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(","));
    }

    static Rights parse(String text) {
        Map<String, Level> levels = new TreeMap<>();
        for (String one : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            int equals = one.indexOf('=');
            levels.put(one.substring(0, equals), level(one.substring(equals + 1)));
        }
        return new Rights(levels);
    }
}
