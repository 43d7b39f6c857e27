package dev.duru.tsdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is known of a regular expression without running it agrees with running it. */
class MatcherTest {
    private static final List<String> TEXTS =
            List.of(
                    "", "a", "b", "ab", "abc", "abcabc", "xaby", "A", "Ab", "aB", "a.b", "axb",
                    "a\nb", "prod-1", "prod-2", "prod-", "PROD-1", "500", "5xx", "404", "é", "É",
                    "😀", "a😀", "\\", "a|b", "{}", "a-b", "^", "b]");

    private static Matcher of(String regex) {
        return new Matcher("x", Matcher.Kind.MATCH, regex);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "a|b",
                "a|b|",
                "(a|b)c?",
                "(?:ab|a)(c|)",
                "[ab]",
                "[a-c]b",
                "[^a]",
                "a.*",
                ".*b",
                ".*ab.*",
                ".+",
                ".*",
                "a.+",
                "ab?",
                "ab*",
                "ab+",
                "a{2}|b",
                "prod-.*",
                "prod-[0-9]",
                "prod-(1|2)",
                "(?i)ab",
                "(?i)prod-1|A",
                "(?i:a)b",
                "5..",
                "4\\d+",
                "a\\.b",
                "a\\|b",
                "\\\\",
                "\\{\\}",
                "é",
                "(?i)é",
                "😀?",
                "a😀*",
                "a|.*b",
                "^a$",
                "[]b]]",
                "[a-]",
                "a-b",
                ".*\\.b",
                ".*(a|b).*",
                "(a)(b)",
                "(a|b)*",
                "x??a",
                "a\nb",
                "(?i)[A-B]",
                "\\Qa\\E",
                "a()",
                "|",
                ".*|a"
            })
    void agreesWithThePattern(String regex) {
        Pattern pattern = Pattern.compile(regex, Pattern.DOTALL);
        Matcher matcher = of(regex);
        for (String text : TEXTS) {
            boolean matches = pattern.matcher(text).matches();
            assertThat(matcher.test(text)).as("%s on '%s'", regex, text).isEqualTo(matches);
            if (matches) {
                assertThat(text).as(regex).startsWith(matcher.prefix());
                matcher.literals().ifPresent(known -> assertThat(known).contains(text));
            }
        }
    }

    @Test
    void alternativesAreKnownOneByOne() {
        assertThat(of("(GET|POST)_[ab]?").literals())
                .contains(Set.of("GET_", "GET_a", "GET_b", "POST_", "POST_a", "POST_b"));
        assertThat(of("prod-.*").prefix()).isEqualTo("prod-");
        assertThat(of("prod-.*").literals()).isEmpty();
        assertThat(of("(?i)get").literals()).as("case does not count").isEmpty();
    }
}
