package dev.duru.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartCommandTest {
    @Test
    void plainWordsNeedNoShell() {
        assertThat(StartCommand.of(" java -Xmx64m  -jar app/x.jar\n"))
                .containsExactly("java", "-Xmx64m", "-jar", "app/x.jar");
        assertThat(StartCommand.of("java -Da=b -jar x.jar"))
                .containsExactly("java", "-Da=b", "-jar", "x.jar");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "serve --port $PORT",
                "A=1 serve",
                "cd app && ./run",
                "serve 'a b'",
                "serve | tee log",
                "exec serve",
                "serve *.conf",
                "serve ~/x",
                "serve\nserve2",
                "serve; x",
                "serve > log",
                "serve `id`",
                "serve #x"
            })
    void theRestIsTheShells(String line) {
        assertThat(StartCommand.of(line)).containsExactly("sh", "-c", line);
    }

    @Test
    void branchesBecomeTags() {
        assertThat(ImageRecipe.branchTag("main")).isEqualTo("main");
        assertThat(ImageRecipe.branchTag("feature/Ü x")).isEqualTo("feature---x");
        assertThat(ImageRecipe.branchTag("-x")).isEqualTo("_x");
        assertThat(ImageRecipe.branchTag("b".repeat(300))).hasSize(128);
    }
}
