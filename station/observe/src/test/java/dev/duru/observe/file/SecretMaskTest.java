package dev.duru.observe.file;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretMaskTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "password: geheim | password: <secret>",
                "{ username: a, password: 'it''s', x: 1 } | { username: a, password: <secret>, x: 1 }",
                "{\"credentials\": \"a \\\" b\"} | {\"credentials\": <secret>}",
                "smtp_auth_password: x # why | smtp_auth_password: <secret>",
                "- bearer_token: a b c | - bearer_token: <secret>",
                "slack_api_url: https://a/b?c=d | slack_api_url: <secret>",
                "password_file: /etc/a | password_file: /etc/a",
                "url: http://a/password: | url: http://a/password:",
            })
    void secretsAreHidden(String text, String shown) {
        assertThat(SecretMask.of(text)).isEqualTo(shown);
    }

    @org.junit.jupiter.api.Test
    void alsoThoseOfSeveralLines() {
        assertThat(SecretMask.of("password: |\n  one\n  two\nnext: 1\n"))
                .isEqualTo("password: <secret>\nnext: 1\n");
    }
}
