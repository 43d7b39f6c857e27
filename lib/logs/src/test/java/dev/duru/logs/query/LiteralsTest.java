package dev.duru.logs.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every match holds, and that a line which lacks it is no match. */
class LiteralsTest {
    private static final List<String> PARTS =
            List.of(
                    "a",
                    "b",
                    "ab",
                    "é",
                    "😀",
                    ".",
                    "a*",
                    "b?",
                    "😀?",
                    "a+",
                    "b{2}",
                    "[ab]",
                    "[^a]",
                    "[]a]",
                    "[\\]a]",
                    "\\d",
                    "\\.",
                    "\\.*",
                    "\\w+",
                    "^",
                    "$",
                    "(a|b)",
                    "a|b",
                    "\\x61",
                    "\\Qa.b\\E",
                    "[[:alpha:]]",
                    " ",
                    "-");

    @Test
    void areWhatIsPlainToSee() {
        assertThat(Literals.of("order-[0-9]*77 ")).containsExactly("order-", "77 ");
        assertThat(Literals.of("ab+c")).containsExactly("ab", "c");
        assertThat(Literals.of("abc*d?e")).containsExactly("ab", "e");
        assertThat(Literals.of("^10\\.0\\.0\\.\\d+$")).containsExactly("10.0.0.");
        assertThat(Literals.of("a{2}b")).containsExactly("b");
        assertThat(Literals.of("😀?b")).containsExactly("b");
        assertThat(Literals.of("a(b|c)d")).isEmpty();
        assertThat(Literals.of("a\\x41b")).containsExactly("a");
    }

    @Test
    void aTextIsFoundAsWithoutThem() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int found = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(9); n > 0; n--) {
                text.append(
                        List.of("a", "b", "B", ".", "é", "😀", " ", "1", "-")
                                .get(random.nextInt(9)));
            }
            StringBuilder parts = new StringBuilder();
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                parts.append(PARTS.get(random.nextInt(PARTS.size())));
            }
            Pattern pattern;
            try {
                pattern =
                        Pattern.compile(
                                parts.toString(),
                                random.nextInt(4) == 0 ? Pattern.CASE_INSENSITIVE : 0);
            } catch (PatternSyntaxException wrong) {
                continue;
            }
            boolean fits = pattern.matcher(text).find();
            found += fits ? 1 : 0;
            assertThat(new LogExpr.Matches(pattern).isIn(text.toString()))
                    .as("seed %s: /%s/ in '%s'", seed, parts, text)
                    .isEqualTo(fits);
        }
        assertThat(found).isGreaterThan(1_000);
    }
}
