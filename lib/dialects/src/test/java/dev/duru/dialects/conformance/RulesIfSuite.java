package dev.duru.dialects.conformance;

import dev.duru.dialects.gitlab.rules.RuleExpression;
import dev.duru.dialects.gitlab.rules.RuleSyntaxException;
import dev.duru.dialects.value.Value;
import java.nio.file.Path;
import java.util.Map;

/** {@code suites/gitlab-rules-if.tsv}: equal value and truth of the expressions of rules:if. */
public final class RulesIfSuite {
    private static final Map<String, String> VARIABLES =
            Map.of(
                    "PRESENT_VARIABLE", "my variable",
                    "PATH_VARIABLE", "a/path/variable/value",
                    "FULL_PATH_VARIABLE", "/a/full/path/variable/value",
                    "EMPTY_VARIABLE", "",
                    "teststring", "abcde",
                    "pattern1", "/^ab.*/",
                    "pattern2", "/^at.*/");
    private static final Map<String, String> INPUTS =
            Map.of("inputs.cloud_provider", "aws", "inputs.environment", "production");

    private RulesIfSuite() {}

    public static Score run(Path corpus) {
        Score score = new Score("suites/gitlab-rules-if.tsv");
        for (String line : Corpus.read(corpus.resolve(score.suite())).lines().toList()) {
            String[] fields = line.split("\t");
            if (line.startsWith("#") || fields.length < 3) {
                continue;
            }
            String got = got(fields[0], fields[1]);
            if (got.equals(fields[2])) {
                score.pass();
            } else {
                score.fail("`" + fields[1] + "` gives " + got + " instead of " + fields[2]);
            }
        }
        return score;
    }

    private static String got(String section, String code) {
        if (section.equals("truthful")) {
            return Boolean.toString(RuleExpression.holds(code, VARIABLES));
        }
        try {
            return switch (RuleExpression.parse(code).evaluate(VARIABLES, INPUTS::get)) {
                case Value.Bool(boolean truth) -> Boolean.toString(truth);
                case Value.Str(String text) -> "'" + text + "'";
                case Value _ -> "nil";
            };
        } catch (RuleSyntaxException e) {
            return e.detail();
        }
    }
}
