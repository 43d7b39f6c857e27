package dev.duru.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TextsTest {
    private final Texts texts = Texts.of("dev.duru.web", getClass().getClassLoader());

    @Test
    void bothLanguagesSayTheSame() {
        assertThat(texts.differences()).isEmpty();
    }

    @Test
    void argumentsFillTheirPlaces() {
        assertThat(texts.text(Language.EN, "time.hours", 3)).isEqualTo("3 h ago");
        assertThat(texts.in(Language.KO).text("time.hours", "$1")).isEqualTo("$1시간 전");
    }

    @Test
    void anUnknownKeyIsNamed() {
        assertThatThrownBy(() -> texts.text(Language.EN, "no.such"))
                .hasMessageContaining("no.such");
    }
}
