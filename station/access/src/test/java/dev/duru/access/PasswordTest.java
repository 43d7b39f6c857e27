package dev.duru.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PasswordTest {
    private final PasswordHash hashes = new PasswordHash(new SecureRandom());

    @Test
    void aHashFitsItsPasswordOnly() {
        String hash = hashes.hash("운하 옆의 오래된 자전거");
        assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(hashes.matches("운하 옆의 오래된 자전거", hash)).isTrue();
        assertThat(hashes.matches("운하 옆의 오래된 자전거 ", hash)).isFalse();
        assertThat(hashes.hash("운하 옆의 오래된 자전거")).isNotEqualTo(hash);
    }

    /** The known answer that the reference implementation's own test suite has for v=19. */
    @Test
    void agreesWithTheReferenceImplementation() {
        String hash =
                "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        assertThat(hashes.matches("password", hash)).isTrue();
        assertThat(hashes.matches("Password", hash)).isFalse();
    }

    @Test
    void nothingFitsNobody() {
        assertThat(hashes.matches("", hashes.nobody())).isFalse();
        assertThat(hashes.matches("anything at all", hashes.nobody())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password123",
                "P@ssw0rd2026!",
                "qwertyuiop",
                "1234567890",
                "0987654321",
                "aaaaaaaaaaaa",
                "abcdefghijkl",
                "changeme2026",
                "Administrator1",
                "hellohello",
                "mina2026!!!!",
                "passwordpassword"
            })
    void commonOnesAreRefused(String password) {
        assertThat(PasswordRules.weakness("mina", password))
                .contains(PasswordRules.Weakness.COMMON);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "oranges under the viaduct",
                "k7-Qz.fP2w",
                "correct-horse-battery",
                "운하 옆의 오래된 자전거",
                "3kP_zDk-9aQ1xYt7"
            })
    void goodOnesAreTaken(String password) {
        assertThat(PasswordRules.weakness("mina", password)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"k7-Qz.fP2, TOO_SHORT", "'', TOO_SHORT", "🙂🙂🙂🙂🙂, TOO_SHORT"})
    void shortOnesAreRefused(String password, PasswordRules.Weakness weakness) {
        assertThat(PasswordRules.weakness("mina", password)).contains(weakness);
    }

    @Test
    void endlessOnesAreRefused() {
        assertThat(PasswordRules.weakness("mina", "ab cd ef ".repeat(40)))
                .contains(PasswordRules.Weakness.TOO_LONG);
    }
}
