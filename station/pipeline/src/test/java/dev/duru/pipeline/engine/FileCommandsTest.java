package dev.duru.pipeline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.kernel.ProblemException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FileCommandsTest {
    private static Map<String, String> parse(String text) {
        return FileCommands.parse(text, "GITHUB_ENV");
    }

    @Test
    void readsPairsAndHeredocs() {
        assertThat(parse("A=1\nB=x=y<<z\n\nC=\n"))
                .isEqualTo(Map.of("A", "1", "B", "x=y<<z", "C", ""));
        assertThat(parse("K<<END\none\n\n two=2 \nEND\nL=3"))
                .isEqualTo(Map.of("K", "one\n\n two=2 ", "L", "3"));
        assertThat(parse("K<<E=D\r\nv\r\nE=D\r\n")).isEqualTo(Map.of("K", "v"));
        assertThat(parse("K<<END\nEND\n")).isEqualTo(Map.of("K", ""));
    }

    @Test
    void refusesWhatIsNeither() {
        assertThatThrownBy(() -> parse("just text"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("just text");
        assertThatThrownBy(() -> parse("K<<END\nnever")).hasMessageContaining("END");
        assertThatThrownBy(() -> parse("=value")).hasMessageContaining("lacks a name");
        assertThatThrownBy(() -> parse("K<<\nv\n")).hasMessageContaining("without a mark");
    }
}
