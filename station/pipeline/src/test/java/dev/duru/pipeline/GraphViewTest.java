package dev.duru.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.State;
import gg.jte.output.StringOutput;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The picture of a run. */
class GraphViewTest {
    private static final Pattern RECTANGLE =
            Pattern.compile(
                    "class=\"(job-box|job-frame) [^\"]+\" x=\"(\\d+)\" y=\"(\\d+)\" width=\"(\\d+)\" height=\"(\\d+)\"");
    private static final Pattern LINE =
            Pattern.compile("d=\"M(\\d+) (\\d+) H-?\\d+ C[-0-9 ]* (\\d+) (\\d+)\"");

    private record Box(String kind, int x, int y, int width, int height) {
        boolean holds(Box other) {
            return x < other.x
                    && y < other.y
                    && other.x + other.width < x + width
                    && other.y + other.height < y + height;
        }

        boolean meets(Box other) {
            return x < other.x + other.width
                    && other.x < x + width
                    && y < other.y + other.height
                    && other.y < y + height;
        }
    }

    private static JobRow job(long id, String key, String name, State state, String... needs) {
        return new JobRow(
                id,
                1,
                key + "/" + id,
                key,
                name,
                "ci.yml:1:1",
                List.of(needs),
                state,
                "",
                false,
                1,
                "{}",
                "",
                Optional.empty(),
                Optional.empty(),
                0,
                Instant.EPOCH);
    }

    private static String draw(List<JobRow> jobs, String... calls) {
        StringOutput out = new StringOutput();
        GraphView.of(jobs, List.of(calls), "/team/shop/runs/1").writeTo(out);
        return out.toString();
    }

    private static List<Box> boxes(String picture) {
        List<Box> boxes = new ArrayList<>();
        for (MatchResult found : RECTANGLE.matcher(picture).results().toList()) {
            boxes.add(
                    new Box(
                            found.group(1),
                            Integer.parseInt(found.group(2)),
                            Integer.parseInt(found.group(3)),
                            Integer.parseInt(found.group(4)),
                            Integer.parseInt(found.group(5))));
        }
        return boxes;
    }

    private static final List<JobRow> CALLS =
            List.of(
                    job(1, "build", "build", State.SUCCESS),
                    job(2, "call/test", "call / test", State.SUCCESS, "build"),
                    job(3, "call/deep/a", "call / deep / a", State.FAILED, "call/test"),
                    job(4, "call/deep/b", "call / deep / b", State.SKIPPED, "call/deep/a"),
                    job(5, "beside", "beside", State.SUCCESS, "build"),
                    job(6, "after", "after", State.SKIPPED, "call", "beside"));

    @Test
    void jobsOfACalledWorkflowStandInAFrame() {
        String picture = draw(CALLS, "call", "call/deep");
        List<Box> frames =
                boxes(picture).stream().filter(b -> b.kind().equals("job-frame")).toList();
        List<Box> jobs = boxes(picture).stream().filter(b -> b.kind().equals("job-box")).toList();
        assertThat(jobs).hasSize(6);
        assertThat(frames).hasSize(2);
        // The outer one is drawn first, else it would hide the inner one.
        assertThat(frames.getFirst().holds(frames.getLast())).isTrue();
        assertThat(jobs.stream().filter(frames.getFirst()::holds)).hasSize(3);
        assertThat(jobs.stream().filter(frames.getLast()::holds)).hasSize(2);
        // Nothing lies half in a frame, and no two jobs lie on each other.
        for (Box frame : frames) {
            assertThat(jobs).allMatch(job -> frame.holds(job) || !frame.meets(job));
        }
        for (Box one : jobs) {
            assertThat(jobs).allMatch(other -> other.equals(one) || !other.meets(one));
        }
        // What the frame says, the jobs in it need not say again.
        assertThat(picture)
                .contains(
                        ">call</text>",
                        ">deep</text>",
                        ">test</text>",
                        ">a</text>",
                        ">after</text>")
                .doesNotContain(">call / test</text>")
                .contains("job-frame is-bad");
    }

    @Test
    void linesLeadToFramesAndFromThem() {
        String picture = draw(CALLS, "call", "call/deep");
        List<Box> all = boxes(picture);
        List<MatchResult> lines = LINE.matcher(picture).results().toList();
        // build -> call, test -> deep, a -> b, build -> beside, call -> after, beside -> after
        assertThat(lines).hasSize(6);
        for (MatchResult line : lines) {
            int from = Integer.parseInt(line.group(1));
            int to = Integer.parseInt(line.group(3));
            assertThat(all).anyMatch(box -> box.x() + box.width() == from);
            assertThat(all).anyMatch(box -> box.x() == to);
            assertThat(from).isLessThan(to);
        }
    }

    @Test
    void eachCellOfACallHasItsFrame() {
        String picture =
                draw(
                        List.of(
                                job(1, "call/0/x", "call (1) / x", State.SUCCESS),
                                job(2, "call/1/x", "call (2) / x", State.SUCCESS),
                                job(3, "end", "end", State.SUCCESS, "call")),
                        "call/0",
                        "call/1");
        assertThat(picture).contains(">call (1)</text>", ">call (2)</text>");
        assertThat(boxes(picture).stream().filter(b -> b.kind().equals("job-frame"))).hasSize(2);
        assertThat(LINE.matcher(picture).results()).hasSize(2);
    }

    @Test
    void aNameWithASlashIsNoCall() {
        String picture =
                draw(
                        List.of(
                                job(1, "test/unit", "test/unit", State.SUCCESS),
                                job(2, "test/all", "test/all", State.SUCCESS, "test/unit")));
        assertThat(picture).contains(">test/unit</text>").doesNotContain("job-frame");
        assertThat(LINE.matcher(picture).results()).hasSize(1);
    }
}
