package dev.duru.observe.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Lines that are too long. */
class LineCutterTest {
    @Test
    void aLineWithoutEndIsCutAtACharacter() {
        byte[] bytes = ("x" + "가".repeat(LineCutter.LONGEST)).getBytes(StandardCharsets.UTF_8);
        LineCutter.Cut cut = LineCutter.cut(bytes, bytes.length, true);
        assertThat(cut.used()).isEqualTo(bytes.length);
        assertThat(String.join("", cut.lines())).isEqualTo("x" + "가".repeat(LineCutter.LONGEST));
    }
}
