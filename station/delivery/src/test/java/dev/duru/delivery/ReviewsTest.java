package dev.duru.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.kernel.EnvironmentFact;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Role;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Branches and merge requests have environments of their own, which come and go with them. */
class ReviewsTest {
    private static final Actor DEV = new Actor("dora", Role.DEVELOPER);

    @TempDir Path folder;
    private ScriptedHouse house;

    @BeforeEach
    void open() {
        house = new ScriptedHouse(folder);
    }

    @AfterEach
    void close() {
        house.close();
    }

    private static String branches(String keys) {
        return "environments: { staging: { from: main }, review/*: { from: '*'" + keys + " } }";
    }

    private static final String REQUESTS = "environments: { review/*: { from: merge requests } }";

    private Fact.ReleaseDeployed live(String digest) {
        return house.await(Fact.ReleaseDeployed.class, f -> f.digest().equals(digest));
    }

    private EnvironmentFact.ReviewEnded ended(String name) {
        return house.await(EnvironmentFact.ReviewEnded.class, f -> f.environment().equals(name));
    }

    private Set<String> names() {
        return Set.copyOf(
                house.delivery.environments(TestHouse.SHOP).stream()
                        .map(EnvironmentKey::name)
                        .toList());
    }

    private void opened(int n, long number, String branch) {
        house.branches.open(number, branch, TestHouse.commit(n));
        house.append(
                new Fact.MergeRequestOpened(
                        TestHouse.SHOP, TestHouse.commit(n), number, "t", branch, "main", "mina"));
    }

    @Test
    void aBranchHasItsOwnUntilItIsDeleted() {
        String digest = house.publishOn("feature/Blue", 1, branches(""));
        assertThat(live(digest).environment()).isEqualTo("review-feature-blue");
        assertThat(house.delivery.previews(TestHouse.SHOP))
                .singleElement()
                .satisfies(preview -> {
                    assertThat(preview.review().branch()).isEqualTo("feature/Blue");
                    assertThat(preview.review().stopsAt()).isNull();
                    assertThat(preview.state()).isEqualTo("live");
                });
        String main = house.publish(2, branches(""));
        assertThat(live(main).environment()).isEqualTo("staging");
        assertThat(house.delivery.declare().running(TestHouse.SHOP))
                .extracting(Declare.Live::environment)
                .containsExactly("staging");
        house.append(
                new Fact.RefDeleted(
                        TestHouse.SHOP, "refs/heads/feature/Blue", TestHouse.commit(1), "mina"));
        assertThat(ended("review-feature-blue").why()).contains("deleted");
        assertThat(names()).containsExactly("staging");
        assertThat(house.delivery.isReview(TestHouse.SHOP, "review-feature-blue")).isTrue();
        assertThat(house.delivery.isReview(TestHouse.SHOP, "staging")).isFalse();
    }

    @Test
    void theNextImageGoesToTheSameAndAnotherBranchGetsAnotherName() {
        house.publishOn("a/b", 1, branches(""));
        String second = house.publishOn("a/b", 2, branches(""));
        assertThat(live(second).environment()).isEqualTo("review-a-b");
        assertThat(live(house.publishOn("a-b", 3, branches(""))).environment())
                .startsWith("review-a-b-");
        assertThat(names()).hasSize(2);
    }

    @Test
    void whenThereAreTooManyTheOldestGoes() {
        live(house.publishOn("one", 1, branches(", most: 2")));
        live(house.publishOn("two", 2, branches(", most: 2")));
        live(house.publishOn("one", 3, branches(", most: 2")));
        live(house.publishOn("three", 4, branches(", most: 2")));
        assertThat(ended("review-two").why()).contains("2 at most", "review-three");
        assertThat(names()).containsExactlyInAnyOrder("review-one", "review-three");
    }

    @Test
    void oneEndsWhenItsTimeIsOverAlsoAfterARestart() {
        live(house.publishOn("one", 1, branches(", stopAfter: 1h")));
        house.publishOn("two", 2, branches(", stopAfter: 2s"));
        house.restart();
        assertThat(ended("review-two").why()).contains("time");
        assertThat(names()).contains("review-one");
    }

    @Test
    void aMergeRequestHasItsOwnUntilItIsMerged() {
        String digest = house.publishOn("blue", 1, REQUESTS);
        opened(1, 12, "blue");
        assertThat(live(digest).environment()).isEqualTo("review-12");
        String other = house.publishOn("green", 2, REQUESTS);
        opened(2, 13, "green");
        assertThat(live(other).environment()).isEqualTo("review-13");
        house.branches.close(12);
        house.append(
                new Fact.MergeRequestMerged(
                        TestHouse.SHOP, TestHouse.commit(1), 12, "m", "main", "mina"));
        assertThat(ended("review-12").why()).contains("12 was merged");
        house.branches.close(13);
        house.append(new Fact.MergeRequestClosed(TestHouse.SHOP, TestHouse.commit(2), 13, "mina"));
        assertThat(ended("review-13").why()).contains("13 was closed");
    }

    @Test
    void anImageOfItsRunGoesThereToo() {
        house.branches.open(7, "blue", TestHouse.commit(1));
        String digest = house.publishRef("refs/pull/7/merge", 5, REQUESTS);
        assertThat(live(digest).environment()).isEqualTo("review-7");
        String late = house.publishRef("refs/merge-requests/9/head", 6, REQUESTS);
        String main = house.publish(8, branches(""));
        live(main);
        assertThat(house.facts(Fact.ReleaseCreated.class))
                .extracting(Fact.ReleaseCreated::digest)
                .doesNotContain(late);
    }

    @Test
    void somebodyStopsItAndTheNextImageMakesItAgain() {
        live(house.publish(9, branches("")));
        live(house.publishOn("one", 1, branches("")));
        EndReview ends = house.delivery.rules().ends();
        assertThatThrownBy(() ->
                        ends.byHand(TestHouse.SHOP, "review-one", new Actor("r", Role.READER)))
                .hasMessageContaining("developer");
        assertThatThrownBy(() -> ends.byHand(TestHouse.SHOP, "staging", DEV))
                .hasMessageContaining("declared in duru.yml");
        ends.byHand(TestHouse.SHOP, "review-one", DEV);
        assertThat(ended("review-one").by()).isEqualTo("dora");
        assertThat(names()).containsExactly("staging");
        assertThat(live(house.publishOn("one", 2, branches(""))).environment())
                .isEqualTo("review-one");
    }

    @Test
    void theDestructionOfTheDeclarationEndsAll() {
        live(house.publishOn("one", 1, branches("")));
        live(house.publishOn("two", 2, branches("")));
        house.database.update(tx ->
                house.delivery.declare().destroy(tx, TestHouse.environment("review/*"), "mina"));
        ended("review-one");
        ended("review-two");
        assertThat(names()).isEmpty();
    }

    @Test
    void namesAreLabelsOfAHost() {
        assertThat(Review.name("review/*", "Feature/X_1", true)).isEqualTo("review-feature-x-1");
        assertThat(Review.name("review/*", "x".repeat(80), true))
                .hasSizeLessThanOrEqualTo(32)
                .matches("review-x+-[0-9a-f]{6}");
        assertThat(Review.name("review/*", "한글", true)).matches("review-[0-9a-f]{6}");
    }
}
