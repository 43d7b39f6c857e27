package dev.duru.pipeline.actions;

import dev.duru.dialects.plan.ActionRef;
import dev.duru.git.Limits;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Which actions may be used, and where they come from.
 *
 * @param mirror the URL of a repository with {@code {owner}} and {@code {repo}} in it; {@code ""}
 *     for none, so that only projects of this Duru are found
 * @param allowed patterns such as {@code actions/*} or {@code docker/build@v6*}; one that begins
 *     with {@code !} forbids; the last that fits decides; empty for all
 * @param requireSha whether a reference must be a full commit id
 * @param builtin patterns of the names of built-in actions, such as {@code *} and {@code !cache}:
 *     those that do not fit are fetched as any other action
 */
public record ActionSettings(
        String mirror,
        List<String> allowed,
        boolean requireSha,
        List<String> builtin,
        Limits limits) {
    /** Where actions come from unless somebody says otherwise. */
    public static final String GITHUB = "https://github.com/{owner}/{repo}";

    /** All actions of github.com, by any reference, and all that is built in. */
    public static final ActionSettings DEFAULT =
            new ActionSettings(GITHUB, List.of(), false, List.of("*"), Limits.DEFAULT);

    private static final Pattern SHA = Pattern.compile("[0-9a-fA-F]{40}");

    public ActionSettings {
        allowed = List.copyOf(allowed);
        builtin = List.copyOf(builtin);
    }

    /**
     * The settings of environment variables with the same names as the server's: {@code
     * DURU_ACTIONS_MIRROR}, {@code DURU_ACTIONS_ALLOWED}, {@code DURU_ACTIONS_REQUIRE_SHA}, {@code
     * DURU_ACTIONS_BUILTIN}.
     */
    public static ActionSettings of(Map<String, String> environment) {
        return of(
                environment.getOrDefault("DURU_ACTIONS_MIRROR", GITHUB),
                environment.getOrDefault("DURU_ACTIONS_ALLOWED", "*"),
                Boolean.parseBoolean(environment.getOrDefault("DURU_ACTIONS_REQUIRE_SHA", "")),
                environment.getOrDefault("DURU_ACTIONS_BUILTIN", "*"));
    }

    /** Settings as people write them; lists are separated by commas or spaces. */
    public static ActionSettings of(
            String mirror, String allowed, boolean requireSha, String builtin) {
        return new ActionSettings(mirror, list(allowed), requireSha, list(builtin), Limits.DEFAULT);
    }

    private static List<String> list(String text) {
        return Arrays.stream(text.split("[,\\s]+")).filter(part -> !part.isEmpty()).toList();
    }

    public ActionSettings withMirror(String value) {
        return new ActionSettings(value, allowed, requireSha, builtin, limits);
    }

    public ActionSettings withBuiltin(String... patterns) {
        return new ActionSettings(mirror, allowed, requireSha, List.of(patterns), limits);
    }

    public ActionSettings withLimits(Limits value) {
        return new ActionSettings(mirror, allowed, requireSha, builtin, value);
    }

    /** Where a repository would be on the mirror; {@code ""} without one. */
    public String url(ActionRef.Repository action) {
        return mirror.replace("{owner}", action.owner()).replace("{repo}", action.name());
    }

    /** Why the settings forbid an action; {@code ""} when they do not. */
    public String refusal(ActionRef.Repository action) {
        String name = action.toString();
        if (!allowed.isEmpty() && !fits(allowed, name, action)) {
            return name
                    + " is not among the actions that this Duru allows: "
                    + String.join(", ", allowed)
                    + "; ask an administrator to add it to the setting actions.allowed";
        }
        if (requireSha && !isSha(action.ref())) {
            return name
                    + " is not pinned to a commit, which this Duru demands (setting"
                    + " actions.require-sha); write the full 40 digits of the commit after the @";
        }
        return "";
    }

    /** Whether a reference can never mean something else. */
    public static boolean isSha(String ref) {
        return SHA.matcher(ref).matches();
    }

    /** Whether an action that Duru can do itself is done by Duru itself. */
    public boolean isBuiltin(ActionRef action) {
        String name =
                action instanceof ActionRef.Repository repository
                        ? repository.name()
                        : action.toString();
        boolean builtIn = false;
        for (String pattern : builtin) {
            if (matches(pattern, name)) {
                builtIn = !pattern.startsWith("!");
            }
        }
        return builtIn;
    }

    private static boolean fits(List<String> patterns, String name, ActionRef.Repository action) {
        String bare = name.substring(0, name.length() - action.ref().length() - 1);
        boolean allowed = false;
        for (String pattern : patterns) {
            if (matches(pattern, pattern.indexOf('@') >= 0 ? name : bare)
                    || matches(pattern + "/**", bare)) {
                allowed = !pattern.startsWith("!");
            }
        }
        return allowed;
    }

    private static boolean matches(String pattern, String name) {
        String positive = pattern.startsWith("!") ? pattern.substring(1) : pattern;
        String regex =
                Arrays.stream(positive.toLowerCase(Locale.ROOT).split("\\*+", -1))
                        .map(Pattern::quote)
                        .reduce((left, right) -> left + ".*" + right)
                        .orElse("");
        return name.toLowerCase(Locale.ROOT).matches(regex);
    }
}
