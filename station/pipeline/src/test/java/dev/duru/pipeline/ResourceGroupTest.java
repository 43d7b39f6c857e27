package dev.duru.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.kernel.Fact;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.State;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The order in which jobs get a resource group. */
final class ResourceGroupTest {
    private static final String GROUPS = "/api/v4/projects/team%2Fshop/resource_groups";

    @TempDir Path folder;

    private static String pipeline(String script) {
        return """
        workflow: { auto_cancel: { on_new_commit: none } }
        deploy:
          resource_group: production/eu
          variables: { GIT_STRATEGY: none }
          script: ["%s"]
        """
                .formatted(script);
    }

    private static RunRow push(PipelineSite site, String script) {
        RunRow run = site.queued(site.push(Map.of(".gitlab-ci.yml", pipeline(script))));
        site.followed();
        return run;
    }

    @Test
    void theModeIsSetByTheApiAndKept() {
        RunRow first;
        RunRow second;
        RunRow third;
        try (PipelineSite site = new PipelineSite(folder)) {
            first = push(site, "sleep 300");
            second = push(site, "echo two");
            third = push(site, "echo three");
            assertThat(site.get(GROUPS).body()).contains("\"process_mode\":\"unordered\"");
            String one = GROUPS + "/production%2Feu";
            String[] json = {"Content-Type", "application/json"};
            assertThat(site.ask("eve", "PUT", one, "{}", json).statusCode()).isEqualTo(403);
            assertThat(site.ask("dev", "PUT", one, "{\"process_mode\": \"x\"}", json).body())
                    .contains("newest_ready_first");
            String wanted = "{\"process_mode\": \"newest_ready_first\"}";
            assertThat(site.ask("dev", "PUT", one, wanted, json).statusCode()).isEqualTo(200);
        }
        try (PipelineSite site = new PipelineSite(folder)) {
            assertThat(site.get(GROUPS + "/production%2Feu").body())
                    .contains("\"key\":\"production/eu\"")
                    .contains("\"process_mode\":\"newest_ready_first\"");
            assertThat(site.get(GROUPS + "/other").statusCode()).isEqualTo(404);
            assertThat(site.ended(third).state()).isEqualTo(State.SUCCESS);
            assertThat(site.ended(second).state()).isEqualTo(State.SUCCESS);
            site.pipeline.cancel(PipelineSite.SHOP, first.number(), "dev", true);
            site.ended(first);
            List<Long> began =
                    site.ledger.after(0, 10_000).stream()
                            .flatMap(entry ->
                                    entry.fact() instanceof Fact.JobStarted started
                                            ? java.util.stream.Stream.of(started.number())
                                            : java.util.stream.Stream.empty())
                            .distinct()
                            .toList();
            assertThat(began.indexOf(third.number())).isLessThan(began.indexOf(second.number()));
        }
    }
}
