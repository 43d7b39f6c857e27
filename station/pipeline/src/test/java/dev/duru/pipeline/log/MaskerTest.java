package dev.duru.pipeline.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskerTest {
    private static Masker of(String... secrets) {
        Masker masker = new Masker();
        for (String secret : secrets) {
            assertThat(masker.add(secret)).isTrue();
        }
        return masker;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void findsEachLineAndTheWholeOfASecretWithManyLines() {
        String key =
                "-----BEGIN KEY-----\nMIIEow+IBAAKCAQ/EA\r\n  indented line  \n-----END KEY-----\n";
        Masker masker = of(key);
        assertThat(masker.mask("a " + key + "b")).isEqualTo("a ***\nb");
        assertThat(masker.mask("> MIIEow+IBAAKCAQ/EA <")).isEqualTo("> *** <");
        assertThat(masker.mask("indented line")).isEqualTo("***");
        assertThat(masker.mask(key.strip().replace("\r", "\\r").replace("\n", "\\n")))
                .isEqualTo("***");
        assertThat(masker.mask("MIIEow%2BIBAAKCAQ%2FEA")).isEqualTo("***");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hunter2", "p@ss w0rd/+\"x'<&>", "비밀번호입니다", "a\\b$c`d!e", "x=y&z=~*"})
    void findsWhatToolsMakeOfASecret(String secret) {
        Masker masker = of(secret);
        List<String> printed =
                new ArrayList<>(
                        List.of(
                                secret,
                                Base64.getEncoder().encodeToString(bytes(secret)),
                                Base64.getUrlEncoder().encodeToString(bytes(secret)),
                                Base64.getUrlEncoder()
                                        .withoutPadding()
                                        .encodeToString(bytes(secret)),
                                HexFormat.of().formatHex(bytes(secret)),
                                HexFormat.of().withUpperCase().formatHex(bytes(secret)),
                                URLEncoder.encode(secret, StandardCharsets.UTF_8),
                                URLEncoder.encode(secret, StandardCharsets.UTF_8)
                                        .replace("+", "%20"),
                                secret.replace("\\", "\\\\").replace("\"", "\\\""),
                                secret.replace("'", "'\\''"),
                                secret.replace("&", "&amp;")
                                        .replace("<", "&lt;")
                                        .replace(">", "&gt;")
                                        .replace("\"", "&quot;")
                                        .replace("'", "&#39;")));
        for (String form : printed) {
            assertThat(masker.mask("it is " + form + "."))
                    .as("%s as %s", secret, form)
                    .doesNotContain(form)
                    .contains("***");
        }
    }

    /** Within a longer text Base64 shifts; only the characters at the seams may stay. */
    @ParameterizedTest
    @ValueSource(strings = {"user:", "user1:", "user12:"})
    void findsBase64AtEveryAlignment(String before) {
        String secret = "correct-horse-battery";
        Masker masker = of(secret);
        String header =
                Base64.getEncoder().encodeToString(bytes(before + secret + "@host.example"));
        String masked = masker.mask(header);
        assertThat(masked).contains("***");
        String inside = masked.substring(masked.indexOf("***") + 3);
        assertThat(masked.indexOf("***")).isLessThanOrEqualTo((before.length() * 8 + 5) / 6);
        assertThat(inside.length()).isLessThanOrEqualTo((13 * 8 + 5) / 6 + 3);
    }

    @Test
    void overlappingSecretsLeaveNothing() {
        assertThat(of("abcdef", "defghi").mask("xabcdefghiy")).isEqualTo("x***y");
        assertThat(of("secret", "secret-longer").mask("secret-longer secret")).isEqualTo("*** ***");
        assertThat(of("aaaa").mask("aaaaaaa")).isEqualTo("***");
    }

    @Test
    void shortValuesAreRefusedAndHideNothing() {
        Masker masker = new Masker();
        assertThat(masker.add("1")).isFalse();
        assertThat(masker.add("no")).isFalse();
        assertThat(masker.add("")).isTrue();
        assertThat(masker.add(" \n ")).isTrue();
        assertThat(masker.add("{\n\"key\": \"value-1234\"\n}")).isTrue();
        assertThat(masker.mask("1 no { }")).isEqualTo("1 no { }");
        assertThat(masker.mask("{ \"key\": \"value-1234\"")).isEqualTo("{ ***");
    }

    /** The same result as searching for each secret by itself, whatever is added in what order. */
    @Test
    void agreesWithThePlainSearch() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            Masker masker = new Masker();
            List<String> secrets = new ArrayList<>();
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 1 + random.nextInt(40); i++) {
                secrets.add(word(random, 3 + random.nextInt(3)));
                masker.add(secrets.getLast());
                text.append(word(random, random.nextInt(12)));
            }
            assertThat(masker.mask(text.toString()))
                    .as("seed %s round %s: %s in %s", seed, round, secrets, text)
                    .isEqualTo(plain(text.toString(), secrets));
        }
    }

    private static String word(Random random, int length) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append("abé".charAt(random.nextInt(3)));
        }
        return word.toString();
    }

    private static String plain(String text, List<String> secrets) {
        boolean[] hidden = new boolean[text.length()];
        for (String secret : secrets) {
            for (int at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) {
                java.util.Arrays.fill(hidden, at, at + secret.length(), true);
            }
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (!hidden[i]) {
                out.append(text.charAt(i));
            } else if (i == 0 || !hidden[i - 1]) {
                out.append("***");
            }
        }
        return out.toString();
    }

    @Test
    void manySecretsAddedOneByOneAreFoundInALargeAutomaton() {
        Masker masker = new Masker();
        Random random = new Random(7);
        List<String> secrets = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[24];
            random.nextBytes(bytes);
            secrets.add(HexFormat.of().formatHex(bytes));
            masker.add(secrets.getLast());
        }
        for (String secret : secrets) {
            assertThat(masker.mask("x" + secret + "y")).isEqualTo("x***y");
        }
        assertThat(masker.mask("nothing of it")).isEqualTo("nothing of it");
        assertThat(masker.longest()).isEqualTo(96);
    }
}
