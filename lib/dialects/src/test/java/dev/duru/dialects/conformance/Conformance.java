package dev.duru.dialects.conformance;

import java.nio.file.Path;

/** Runs every suite and prints the score. */
public final class Conformance {
    private Conformance() {}

    public static void main(String[] arguments) {
        Path corpus = Corpus.folder().orElseThrow(() -> new IllegalStateException(Corpus.ABSENT));
        for (Score score :
                java.util.List.of(
                        ExpressionSuite.run(corpus),
                        WorkflowCorpusSuite.run(corpus),
                        ActionlintSuite.ok(corpus),
                        ActionlintSuite.err(corpus),
                        ActionlintSuite.examples(corpus),
                        WorkflowParserSuite.run(corpus))) {
            System.out.println(score.suite() + " " + score.passed() + "/" + score.total());
            score.failures().forEach(f -> System.out.println("   " + f));
        }
    }
}
