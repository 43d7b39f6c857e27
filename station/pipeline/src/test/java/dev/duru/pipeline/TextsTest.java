package dev.duru.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.web.Texts;
import org.junit.jupiter.api.Test;

class TextsTest {
    @Test
    void bothLanguagesSayTheSame() {
        assertThat(Texts.of("dev.duru.pipeline", TextsTest.class.getClassLoader()).differences())
                .isEmpty();
    }
}
