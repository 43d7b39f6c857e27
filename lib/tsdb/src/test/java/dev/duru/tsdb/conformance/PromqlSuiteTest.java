package dev.duru.tsdb.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The public suite of scripts, where it is there, and that the runner sees what is wrong. */
class PromqlSuiteTest {
    private static final String SCRIPT =
            """
            load 1m
                requests_total{app="a"} 0+60x10
                sizes {{schema:0 sum:5 count:4 buckets:[1 2 1]}}x10

            eval instant at 10m rate(requests_total[5m])
                {app="a"} %s

            eval range from 0 to 2m step 1m histogram_count(sizes)
                expect no_warn
                {} 4 4 %s

            eval instant at 1m requests_total[
                expect fail regex: %s
            """;

    private static List<Boolean> passed(Object... values) {
        return new Script(SCRIPT.formatted(values))
                .run().stream().map(Script.Outcome::passed).toList();
    }

    @Test
    void aScriptSaysWhatIsAsExpectedAndWhatIsNot() {
        assertThat(passed("1", "4", "1:16: parse error: unexpected end of input"))
                .containsExactly(true, true, true);
        assertThat(passed("1.1", "4", "unexpected")).containsExactly(false, true, true);
        assertThat(passed("1", "5", "unexpected")).containsExactly(true, false, true);
        assertThat(passed("1", "4 4", "expected nothing")).containsExactly(true, false, false);
    }

    @Test
    void everyEvalOfThePublicSuiteIsAsExpected() throws Exception {
        String corpus = System.getenv("DURU_CORPUS");
        Path folder =
                (corpus == null ? Path.of("../../../shared/corpus") : Path.of(corpus))
                        .resolve("suites/promql");
        Assumptions.assumeTrue(
                Files.isDirectory(folder), "DURU_CORPUS names no folder with suites/promql");
        PromqlSuite.Score score = PromqlSuite.run(folder);
        assertThat(score.failures()).isEmpty();
        assertThat(score.total()).isGreaterThan(1_500);
    }
}
