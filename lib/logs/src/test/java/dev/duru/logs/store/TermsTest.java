package dev.duru.logs.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Terms of values: equal ones have the same, and what is said of others is so. */
class TermsTest {
    private static String drawn(Random random) {
        StringBuilder value = new StringBuilder();
        int length = random.nextInt(4) == 0 ? 60 + random.nextInt(8) : random.nextInt(20);
        String letters = random.nextBoolean() ? "aB1 " : "aaaaaaaaaaaaaaaa1 ";
        for (int i = 0; i < length; i++) {
            value.append(letters.charAt(random.nextInt(letters.length())));
        }
        return value.toString();
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    @Test
    void tellWhatTheySay() {
        assertThat(Terms.field("msg", "Request 17 for order")).isEqualTo("msg=request ");
        assertThat(Terms.field("msg", "connection reset by peer"))
                .isEqualTo("msg=connection reset");
        assertThat(Terms.field("user", "u17")).isEqualTo("user=u17");
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String value = drawn(random);
            String other = random.nextBoolean() ? value + drawn(random) : drawn(random);
            String term = Terms.field("f", value);
            boolean same = lower(value).equals(lower(other));
            if (Terms.isWhole(value) && !same) {
                assertThat(Terms.field("f", other)).as("seed %s", seed).isNotEqualTo(term);
            }
            assertThat(Terms.field("f", value.toUpperCase(Locale.ROOT))).isEqualTo(term);
            String prefix = value.substring(0, random.nextInt(value.length() + 1));
            assertThat(term)
                    .as("seed %s: '%s' of '%s'", seed, prefix, value)
                    .startsWith(Terms.fieldPrefix("f", prefix));
        }
    }
}
