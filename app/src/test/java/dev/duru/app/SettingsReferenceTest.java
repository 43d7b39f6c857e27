package dev.duru.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SettingsReferenceTest {
    @Test
    void thePageIsWhatTheCodeSays() throws IOException {
        Path page = Path.of("..", "docs", "configuration.md");
        assertThat(Files.readString(page))
                .as("docs/configuration.md; print SettingsReference.page() into it")
                .isEqualTo(SettingsReference.page());
    }
}
