package dev.duru.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.yaml.YamlProblem;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Environments that stand for many: one for each branch or merge request. */
class ReviewTest {
    private static final String TEXT =
            """
            environments:
              staging: { from: main }
              review/*:
                from: '*'
                stopAfter: 2d
                most: 3
                env: { LEVEL: debug }
                edge: { hosts: ['*.review.example.org'] }
              try/*: { from: merge requests }
            """;

    private static Manifest manifest() {
        return Manifest.parse("duru.yml", TEXT).orThrow();
    }

    @Test
    void oneStandsForManyAndIsNoneOfTheEnvironments() {
        Manifest manifest = manifest();
        assertThat(manifest.environments())
                .extracting(Environment::name)
                .containsExactly("staging");
        assertThat(manifest.declared())
                .extracting(Environment::name)
                .containsExactly("staging", "review/*", "try/*");
        assertThat(manifest.environment("review/*").orElseThrow().entrance())
                .isInstanceOfSatisfying(
                        Entrance.Review.class,
                        review -> {
                            assertThat(review.branches().branch()).isEqualTo("*");
                            assertThat(review.stopAfter()).isEqualTo(Duration.ofDays(2));
                            assertThat(review.most()).isEqualTo(3);
                        });
    }

    @Test
    void oneOfThemHasItsNameAndItsHost() {
        Environment one = manifest().environment("review-blue").orElseThrow();
        assertThat(one.name()).isEqualTo("review-blue");
        assertThat(one.env()).containsEntry("LEVEL", "debug");
        assertThat(one.edge().hosts()).containsExactly("review-blue.review.example.org");
        assertThat(manifest().environment("review-")).isEmpty();
        assertThat(manifest().environment("reviews")).isEmpty();
    }

    @Test
    void branchesThatAnotherOneTakesHaveNone() {
        Manifest manifest = manifest();
        assertThat(manifest.reviewsOfBranch("main")).isEmpty();
        assertThat(manifest.reviewsOfBranch("fix"))
                .extracting(Environment::name)
                .containsExactly("review/*");
        assertThat(manifest.reviewsOfRequests())
                .extracting(Environment::name)
                .containsExactly("try/*");
        assertThat(manifest.wants("anything")).isTrue();
        Manifest narrow =
                Manifest.parse("duru.yml", "environments: { r/*: { from: feature/* } }").orThrow();
        assertThat(narrow.wants("feature/x")).isTrue();
        assertThat(narrow.wants("main")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "review/*: {} | 2:13 | does not say what its environments are for",
                "review/*: { after: staging, from: x } | 2:15 | comes after none",
                "Review/*: { from: x } | 2:3 | is not a name of an environment",
                "a-very-long-review-name/*: { from: x } | 2:3 | is not a name of an environment",
                "staging: { from: merge requests } | 2:20 | is not a branch",
                "staging: { from: x, most: 3 } | 2:23 | is for environments of branches",
                "staging: { from: x, stopAfter: 3d } | 2:23 | is for environments of branches",
                "review/*: { from: x, most: 0 } | 2:30 | `most` is `0`",
                "review/*: { from: x, stopAfter: soon } | 2:35 | is not a duration",
                "review/*: { from: x, edge: { hosts: [a.example.org] } } | 2:40 | cannot be the host of several",
            })
    void whatIsWrongIsSaidWithItsPlace(String line, String place, String words) {
        Parsed parsed = Manifest.parse("duru.yml", "environments:\n  " + line + "\n");
        assertThat(parsed)
                .isInstanceOfSatisfying(
                        Parsed.Bad.class,
                        bad -> assertThat(said(bad.problems())).contains(place + ": ", words));
    }

    @Test
    void namesThatCouldBeOneOfThemAreRefused() {
        Parsed parsed =
                Manifest.parse(
                        "duru.yml",
                        "environments:\n  review/*: { from: x }\n  review-main: { from: main }\n");
        assertThat(parsed)
                .isInstanceOfSatisfying(
                        Parsed.Bad.class,
                        bad ->
                                assertThat(said(bad.problems()))
                                        .contains("duru.yml:3:3", "duru.yml:2:3", "rename"));
    }

    private static String said(List<YamlProblem> problems) {
        return problems.stream().map(YamlProblem::toString).reduce("", (a, b) -> a + b + "\n");
    }
}
