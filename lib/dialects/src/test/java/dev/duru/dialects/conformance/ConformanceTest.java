package dev.duru.dialects.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The public suites; skipped where there is no corpus. Known gaps are counted, never forgotten. */
final class ConformanceTest {
    private static void passes(Function<Path, Score> suite) {
        var corpus = Corpus.folder();
        assumeTrue(corpus.isPresent(), Corpus.ABSENT);
        Score score = suite.apply(corpus.orElseThrow());
        assertThat(score.failures()).isEmpty();
        assertThat(score.passed()).isEqualTo(score.total()).isPositive();
    }

    /** The suite has at most so many failures; one less is a reason to lower the number here. */
    private static void passesBut(int known, Function<Path, Score> suite) {
        var corpus = Corpus.folder();
        assumeTrue(corpus.isPresent(), Corpus.ABSENT);
        Score score = suite.apply(corpus.orElseThrow());
        assertThat(score.failures()).hasSizeLessThanOrEqualTo(known);
        assertThat(score.passed()).isPositive();
    }

    @Test
    void githubExpressions() {
        passes(ExpressionSuite::run);
    }

    @Test
    void realGitlabFiles() {
        passes(GitlabCorpusSuite::run);
    }

    @Test
    void gitlabRules() {
        passes(RulesIfSuite::run);
    }

    @Test
    void realGithubWorkflows() {
        passes(WorkflowCorpusSuite::run);
    }

    @Test
    void whatActionlintAccepts() {
        passes(ActionlintSuite::ok);
    }

    @Test
    void whereActionlintFindsErrors() {
        passesBut(10, ActionlintSuite::err);
        passesBut(1, ActionlintSuite::examples);
    }

    @Test
    void whatGithubAcceptsAndRefuses() {
        passesBut(3, WorkflowParserSuite::run);
    }
}
