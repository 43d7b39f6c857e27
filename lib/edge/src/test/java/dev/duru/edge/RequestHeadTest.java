package dev.duru.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which texts are the host of a request. */
final class RequestHeadTest {
    /** The grammar as a pattern, which is too slow for each request. */
    private static final Pattern AUTHORITY =
            Pattern.compile("(?:[A-Za-z0-9._~%!$&'()*+,;=-]*|\\[[0-9A-Fa-f:.]+])(?::[0-9]{0,5})?");

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "A.b-c_d:80", "[::1]:8443", "[::ffff:1.2.3.4]", ":1", "a:"})
    void isOne(String text) {
        assertThat(RequestHead.isAuthority(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a b", "a/", "a@b", "[]", "[::1", "[::g]", "a:123456", "a:8a", "[::1]x"})
    void isNone(String text) {
        assertThat(RequestHead.isAuthority(text)).isFalse();
    }

    @Test
    void theGrammarSaysTheSameOfRandomTexts() {
        String alphabet = "azAZfFgG09:.[]-_~%!$&'()*+,;=/@ \t\u00e9\uff11";
        Random random = new Random(3);
        for (int n = 0; n < 200_000; n++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(9); length > 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertThat(RequestHead.isAuthority(text.toString()))
                    .as("%s", text)
                    .isEqualTo(AUTHORITY.matcher(text).matches());
        }
    }
}
