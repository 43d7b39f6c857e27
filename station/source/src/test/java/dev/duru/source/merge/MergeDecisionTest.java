package dev.duru.source.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.kernel.ProjectName;
import dev.duru.source.merge.MergeDecision.Obstacle;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MergeDecisionTest {
    private static final String HEAD = "a".repeat(40);
    private static final String TARGET = "b".repeat(40);
    private static final Check GOOD = new Check("ci", "success", "/1", true, true);

    private static MergeRequest request(boolean draft, List<String> conflicts) {
        return new MergeRequest(
                new ProjectName("mina", "shop"),
                1,
                "Title",
                "",
                "topic",
                "main",
                "mina",
                draft,
                MergeRequest.State.OPEN,
                new MergeRequest.Head(HEAD, "kim", TARGET),
                new MergeRequest.Trial("", "", conflicts),
                "",
                "",
                "",
                null,
                Instant.EPOCH,
                Instant.EPOCH,
                null);
    }

    private static MergeNote verdict(MergeNote.Kind kind, String by, String commit) {
        return new MergeNote(1, kind, by, "", commit, MergeNote.Place.NONE, Instant.EPOCH);
    }

    private static List<Obstacle> obstacles(
            MergeSettings settings, List<Check> checks, MergeNote... notes) {
        return obstacles(request(false, List.of()), MergeMethod.MERGE, settings, checks, notes);
    }

    private static List<Obstacle> obstacles(
            MergeRequest request,
            MergeMethod method,
            MergeSettings settings,
            List<Check> checks,
            MergeNote... notes) {
        return MergeDecision.obstacles(
                        request,
                        method,
                        new MergeDecision.Situation(
                                settings, HEAD, TARGET, false, false, checks, List.of(notes)))
                .stream()
                .map(MergeDecision.Blocked::obstacle)
                .toList();
    }

    @Test
    void approvalsCountForTheHeadAndNotFromItsMakers() {
        MergeSettings one = new MergeSettings(MergeMethod.MERGE, 1, false, false);
        MergeNote.Kind approved = MergeNote.Kind.APPROVED;
        assertThat(obstacles(one, List.of())).containsExactly(Obstacle.APPROVALS_MISSING);
        for (String maker : List.of("mina", "kim")) {
            assertThat(obstacles(one, List.of(), verdict(approved, maker, HEAD)))
                    .as(maker)
                    .containsExactly(Obstacle.APPROVALS_MISSING);
        }
        assertThat(obstacles(one, List.of(), verdict(approved, "lee", TARGET)))
                .containsExactly(Obstacle.APPROVALS_MISSING);
        assertThat(obstacles(one, List.of(), verdict(approved, "lee", HEAD))).isEmpty();
    }

    @Test
    void onlyTheNewestVerdictOfSomebodyCounts() {
        MergeNote against = verdict(MergeNote.Kind.CHANGES_REQUESTED, "lee", TARGET);
        MergeNote comment = verdict(MergeNote.Kind.COMMENT, "lee", HEAD);
        assertThat(obstacles(MergeSettings.STANDARD, List.of(), against, comment))
                .containsExactly(Obstacle.CHANGES_REQUESTED);
        for (MergeNote.Kind mend : List.of(MergeNote.Kind.APPROVED, MergeNote.Kind.DISMISSED)) {
            assertThat(
                            obstacles(
                                    MergeSettings.STANDARD,
                                    List.of(),
                                    against,
                                    verdict(mend, "lee", HEAD)))
                    .as(mend.word())
                    .isEmpty();
        }
    }

    @Test
    void pipelinesHoldItOnlyWhereTheyMust() {
        MergeSettings must = new MergeSettings(MergeMethod.MERGE, 0, true, false);
        Check running = new Check("ci", "running", "/1", false, false);
        Check failed = new Check("ci", "failed", "/1", true, false);
        assertThat(obstacles(must, List.of())).containsExactly(Obstacle.PIPELINE_MISSING);
        assertThat(obstacles(must, List.of(GOOD, running)))
                .containsExactly(Obstacle.PIPELINE_RUNNING);
        assertThat(obstacles(must, List.of(running, failed)))
                .containsExactly(Obstacle.PIPELINE_FAILED);
        assertThat(obstacles(must, List.of(GOOD))).isEmpty();
        assertThat(obstacles(MergeSettings.STANDARD, List.of(failed))).isEmpty();
    }

    @Test
    void draftsConflictsAndWhatCannotBeFastForwarded() {
        assertThat(
                        obstacles(
                                request(true, List.of("a.txt")),
                                MergeMethod.FAST_FORWARD,
                                MergeSettings.STANDARD,
                                List.of()))
                .containsExactly(Obstacle.DRAFT, Obstacle.NOT_FAST_FORWARD, Obstacle.CONFLICTS);
    }

    @Test
    void titlesSayThatTheyAreDrafts() {
        for (String title : List.of("Draft: x", "[draft]  x", "(Draft) x", "WIP: x")) {
            Proposal checked = new Proposal("a", "b", title, " y\r\nz ", false).checked();
            assertThat(checked).isEqualTo(new Proposal("a", "b", "x", "y\nz", true));
        }
    }
}
