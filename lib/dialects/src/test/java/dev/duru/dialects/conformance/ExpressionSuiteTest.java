package dev.duru.dialects.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;

final class ExpressionSuiteTest {
    @Test
    void everyCaseOfThePublicSuite() {
        var corpus = Corpus.folder();
        assumeTrue(corpus.isPresent(), Corpus.ABSENT);
        Score score = ExpressionSuite.run(corpus.orElseThrow());
        assertThat(score.failures()).isEmpty();
        assertThat(score.passed()).isEqualTo(score.total()).isPositive();
    }
}
