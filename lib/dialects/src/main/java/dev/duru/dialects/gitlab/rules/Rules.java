package dev.duru.dialects.gitlab.rules;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.duru.dialects.gitlab.tree.Trees;
import dev.duru.dialects.gitlab.variables.Expansion;
import dev.duru.dialects.problem.Problems;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lists of rules: the first one of which every condition holds counts. */
public final class Rules {
    private Rules() {}

    /** The first rule that applies; a rule without conditions always does. */
    public static Optional<YamlMap> first(@Nullable YamlNode rules, Situation situation) {
        for (YamlNode rule : Trees.items(rules)) {
            if (rule instanceof YamlMap map && applies(map, situation)) {
                return Optional.of(map);
            }
        }
        return Optional.empty();
    }

    /** Whether each of {@code if}, {@code changes} and {@code exists} that is there holds. */
    public static boolean applies(YamlMap rule, Situation situation) {
        if (Trees.at(rule, "if") instanceof YamlScalar code
                && !RuleExpression.holds(code.text(), situation.variables())) {
            return false;
        }
        YamlNode changes = Trees.at(rule, "changes");
        if (changes != null && !changed(changes, situation)) {
            return false;
        }
        YamlNode exists = Trees.at(rule, "exists");
        return exists == null || among(exists, situation.paths().get(), situation);
    }

    /** Whether one of the patterns of {@code changes} is among what changed. */
    public static boolean changed(YamlNode changes, Situation situation) {
        return situation.changed().isEmpty()
                || among(changes, situation.changed().get(), situation);
    }

    private static List<String> paths(YamlNode node) {
        return Trees.texts(node instanceof YamlMap map ? Trees.at(map, "paths") : node);
    }

    /** Whether a path matches one of the patterns, or the regular expression in their place. */
    private static boolean among(YamlNode node, List<String> paths, Situation situation) {
        String regex = node instanceof YamlMap map ? Trees.textAt(map, "regexp", "") : "";
        if (regex.isEmpty()) {
            return any(paths(node), paths, situation);
        }
        try {
            Pattern pattern = Pattern.compile(body(regex));
            return paths.stream().anyMatch(path -> pattern.matcher(path).find());
        } catch (PatternSyntaxException e) {
            return false;
        }
    }

    /** Patterns may stand between slashes. */
    private static String body(String regex) {
        return regex.length() > 1 && regex.startsWith("/") && regex.endsWith("/")
                ? regex.substring(1, regex.length() - 1)
                : regex;
    }

    private static boolean any(List<String> globs, List<String> paths, Situation situation) {
        for (String glob : globs) {
            PathGlob pattern = PathGlob.of(Expansion.expand(glob, situation.variables()));
            if (paths.stream().anyMatch(pattern::matches)) {
                return true;
            }
        }
        return false;
    }

    /** Reports conditions that cannot be read. */
    public static void check(@Nullable YamlNode rules, Problems problems) {
        for (YamlNode rule : Trees.items(rules)) {
            if (rule instanceof YamlMap map && Trees.at(map, "if") instanceof YamlScalar code) {
                check(code, problems);
            }
            for (String key : List.of("changes", "exists")) {
                if (rule instanceof YamlMap map
                        && Trees.at(map, key) instanceof YamlMap paths
                        && Trees.at(paths, "regexp") instanceof YamlScalar regex) {
                    regex(regex, problems);
                }
            }
        }
    }

    private static void regex(YamlScalar regex, Problems problems) {
        try {
            Pattern.compile(body(regex.text()));
        } catch (PatternSyntaxException e) {
            problems.error(
                    regex.position(),
                    "rules",
                    "`regexp` is not RE2: " + e.getDescription(),
                    "mend the pattern");
        }
    }

    /** Reports a condition that cannot be read. */
    public static void check(YamlScalar code, Problems problems) {
        try {
            RuleExpression.parse(code.text());
        } catch (RuleSyntaxException e) {
            problems.error(
                    code.positionAt(e.offset()),
                    "rules",
                    "`if` cannot be read: " + e.detail(),
                    "write such as `$CI_COMMIT_BRANCH == \"main\"`");
        }
    }
}
