package dev.duru.dialects.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The suites that must pass completely; skipped where there is no corpus. */
final class ConformanceTest {
    private static void passes(Function<Path, Score> suite) {
        var corpus = Corpus.folder();
        assumeTrue(corpus.isPresent(), Corpus.ABSENT);
        Score score = suite.apply(corpus.orElseThrow());
        assertThat(score.failures()).isEmpty();
        assertThat(score.passed()).isEqualTo(score.total()).isPositive();
    }

    @Test
    void githubExpressions() {
        passes(ExpressionSuite::run);
    }

    @Test
    void realGithubWorkflows() {
        passes(WorkflowCorpusSuite::run);
    }
}
