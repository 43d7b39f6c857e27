package dev.duru.observe.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.observe.file.Section;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialsTest {
    @TempDir Path folder;

    private String credentials(String text) throws Exception {
        Files.writeString(folder.resolve("secret"), "s3cret\n");
        Path file = Files.writeString(folder.resolve("c.yml"), text);
        return ScrapeFile.credentials(Section.read(file));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "basic_auth: { username: ann, password: s3cret } | Basic YW5uOnMzY3JldA==",
                "basic_auth: { username: ann, password_file: secret } | Basic YW5uOnMzY3JldA==",
                "authorization: { credentials_file: secret } | Bearer s3cret",
                "authorization: { type: Token, credentials: s3cret } | Token s3cret",
                "bearer_token_file: secret | Bearer s3cret",
            })
    void secretsStandInTheFileOrBesideIt(String text, String header) throws Exception {
        assertThat(credentials(text)).isEqualTo(header);
    }

    @Test
    void whatIsMissingIsNamedWithItsPlace() {
        assertThatThrownBy(() -> credentials("authorization: { credentials_file: gone }"))
                .hasMessageContaining("c.yml:1:36")
                .hasMessageContaining("cannot be read");
        assertThatThrownBy(() -> credentials("authorization: { type: Bearer }"))
                .hasMessageContaining("credentials_file");
    }
}
