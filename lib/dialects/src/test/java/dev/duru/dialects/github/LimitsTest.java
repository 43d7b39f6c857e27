package dev.duru.dialects.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.dialects.value.Contexts;
import dev.duru.dialects.value.Obj;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Workflows that are far too large end in a message, soon. */
final class LimitsTest {
    private static String jobs(int count, String needs) {
        StringBuilder text = new StringBuilder("on: push\njobs:\n");
        for (int i = 0; i < count; i++) {
            text.append("  j%d: { runs-on: ubuntu-latest, steps: [{ run: x }]".formatted(i));
            text.append(needs.isEmpty() ? "" : ", needs: j" + (i + 1) % count).append(" }\n");
        }
        return text.toString();
    }

    @Test
    void aCycleOfThousands() {
        assertThat(GithubActions.parse("w.yml", jobs(3_000, "next")).problems())
                .singleElement()
                .asString()
                .startsWith("w.yml:3:3: 3000 jobs wait for each other");
    }

    @Test
    void tooManyJobs() {
        var tree = GithubActions.parse("w.yml", jobs(4_001, "")).tree().orElseThrow();
        assertThatThrownBy(() -> GithubActions.compile(tree, Contexts.of(Obj.empty())))
                .hasMessage(
                        "w.yml:1:1: the workflow makes 4,001 jobs, more than the limit of 4,000");
    }

    @Test
    void manyStepsAndValues() {
        StringBuilder text =
                new StringBuilder("on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n");
        text.append("    strategy: { matrix: { v: [")
                .append("x, ".repeat(20_000))
                .append("] } }\n");
        text.append("    steps:\n")
                .append("      - { run: \"${{ github.sha }}\" }\n".repeat(8_000));
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(60),
                () -> {
                    var parsed = GithubActions.parse("w.yml", text.toString());
                    assertThat(parsed.problems()).hasSize(19_999);
                    assertThatThrownBy(() ->
                                    GithubActions.compile(
                                            parsed.tree().orElseThrow(), Contexts.of(Obj.empty())))
                            .hasMessageContaining("makes 20000 jobs, more than the limit of 256");
                });
    }
}
