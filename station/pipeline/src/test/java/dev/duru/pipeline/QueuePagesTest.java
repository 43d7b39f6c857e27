package dev.duru.pipeline;

import static dev.duru.pipeline.PipelineSite.page;
import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.RunRow;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What pages and API say of jobs for which there is no place yet. */
class QueuePagesTest {
    /** One more than there are places for, twice. */
    private static final String WORKFLOW =
            """
            on: push
            jobs:
              a: { runs-on: x, steps: [{ run: sleep 1000 }] }
              b: { runs-on: x, steps: [{ run: sleep 1000 }] }
              c: { runs-on: x, steps: [{ run: sleep 1000 }] }
              d: { runs-on: x, steps: [{ run: sleep 1000 }] }
            """;

    /** The queue as soon as two jobs are in it. */
    private static List<Long> queue(PipelineSite site) throws Exception {
        CompletableFuture<List<Long>> two = new CompletableFuture<>();
        Runnable look =
                () -> {
                    List<Long> queue = site.pipeline.queue();
                    if (queue.size() == 2) {
                        two.complete(queue);
                    }
                };
        try (AutoCloseable watch = site.pipeline.watch(moved -> look.run())) {
            look.run();
            return two.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void aJobThatWaitsForAFreePlaceSaysHowManyAreBeforeIt(@TempDir Path folder) throws Exception {
        try (PipelineSite site = new PipelineSite(folder)) {
            RunRow run = site.queued(site.push(Map.of(".github/workflows/ci.yml", WORKFLOW)));
            JobRow last = site.pipeline.job(run, queue(site).getLast());
            assertThat(site.html(page(run)))
                    .contains("number 1 in the queue", "number 2 in the queue")
                    .doesNotContain("number 3");
            assertThat(site.html(page(run, last), "Accept-Language", "ko")).contains("대기열 2번째");
            assertThat(site.get("/api/v1/projects" + page(run) + "/jobs").body())
                    .contains("\"queuePosition\":1", "\"queuePosition\":2");
            site.pipeline.cancel(PipelineSite.SHOP, run.number(), "dev", true);
            site.ended(run);
            assertThat(site.html(page(run))).doesNotContain("in the queue");
        }
    }
}
