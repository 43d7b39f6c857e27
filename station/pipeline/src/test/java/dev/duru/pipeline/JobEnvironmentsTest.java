package dev.duru.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.kernel.Fact;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.Role;
import dev.duru.pipeline.state.EnvironmentStore.Environment;
import dev.duru.pipeline.state.EnvironmentStore.State;
import dev.duru.pipeline.state.RunRow;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Environments that jobs make: one for each branch, with its address and its end. */
final class JobEnvironmentsTest {
    private static final String PIPELINE =
            """
            deploy:
              script: [echo "CODE=$CI_COMMIT_REF_SLUG" > deploy.env]
              artifacts: { reports: { dotenv: deploy.env } }
              environment:
                name: review/$CI_COMMIT_REF_SLUG
                url: https://$CI_COMMIT_REF_SLUG.example
                on_stop: stop
                auto_stop_in: AUTO
            stop:
              needs: [deploy]
              when: manual
              variables: { GIT_STRATEGY: none }
              environment: { name: review/$CI_COMMIT_REF_SLUG, action: stop }
              script: [echo "bye $CODE", test "$BROKEN" = ""]
            """;

    @TempDir Path folder;

    private static RunRow deployed(PipelineSite site, String autoStop) {
        RunRow run = site.run(Map.of(".gitlab-ci.yml", PIPELINE.replace("AUTO", autoStop)));
        assertThat(run.state()).as(run.message()).isEqualTo(dev.duru.pipeline.state.State.SUCCESS);
        return run;
    }

    private static Environment environment(PipelineSite site) {
        return site.pipeline.jobEnvironments().find(PipelineSite.SHOP, "review/main");
    }

    /** What the ledger says of the environment's end. */
    private static Fact.EnvironmentStopped ended(PipelineSite site) throws Exception {
        CompletableFuture<Fact.EnvironmentStopped> there = new CompletableFuture<>();
        try (AutoCloseable watch =
                site.ledger.watch(entry -> {
                    if (entry.fact() instanceof Fact.EnvironmentStopped stopped) {
                        there.complete(stopped);
                    }
                })) {
            site.ledger.ofProject(PipelineSite.SHOP, Long.MAX_VALUE, 100).stream()
                    .map(entry -> entry.fact())
                    .filter(Fact.EnvironmentStopped.class::isInstance)
                    .forEach(fact -> there.complete((Fact.EnvironmentStopped) fact));
            return there.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void peopleStopWhatAJobHasDeployed() throws Exception {
        try (PipelineSite site = new PipelineSite(folder)) {
            RunRow run = deployed(site, "never");
            Environment made = environment(site);
            assertThat(made.state()).isEqualTo(State.AVAILABLE);
            assertThat(made.url()).isEqualTo("https://main.example");
            assertThat(made.last().number()).isEqualTo(run.number());
            assertThat(made.stopsAt()).isEmpty();
            String path = "/api/v1/projects/team/shop/job-environments";
            assertThat(site.get(path).body()).contains("\"name\":\"review/main\"", "available");
            String stop = path + "/review%2Fmain/stop";
            assertThat(site.ask("eve", "POST", stop, "").statusCode()).isEqualTo(403);
            assertThat(site.ask("dev", "POST", stop, "").statusCode()).isEqualTo(202);
            assertThat(ended(site).by()).isEqualTo("dev");
            assertThat(site.log(run, "stop")).contains("bye main");
            assertThat(environment(site).state()).isEqualTo(State.STOPPED);
            assertThat(site.ask("dev", "POST", stop, "").statusCode()).isEqualTo(409);
            // A newer run makes it anew.
            deployed(site, "never");
            assertThat(environment(site).state()).isEqualTo(State.AVAILABLE);
        }
    }

    @Test
    void itEndsWithItsBranch() throws Exception {
        try (PipelineSite site = new PipelineSite(folder)) {
            RunRow run = deployed(site, "1 week");
            assertThat(environment(site).stopsAt()).isPresent();
            site.database.update(tx ->
                    tx.append(
                            new Fact.RefDeleted(
                                    PipelineSite.SHOP, "refs/heads/main", run.commit(), "dev")));
            assertThat(ended(site).by()).isEqualTo("duru");
            assertThat(site.log(run, "stop")).contains("bye main");
        }
    }

    @Test
    void itEndsWhenItsTimeIsOver() throws Exception {
        try (PipelineSite site = new PipelineSite(folder)) {
            RunRow run = deployed(site, "1 second");
            assertThat(ended(site).by()).isEqualTo("duru");
            assertThat(site.log(run, "stop")).contains("bye main");
        }
    }

    @Test
    void whatCouldNotBeEndedIsStillThere() throws Exception {
        try (PipelineSite site = new PipelineSite(folder)) {
            site.pipeline
                    .variables()
                    .set(
                            PipelineSite.SHOP,
                            new Variables.Setting("review/*", "BROKEN", "yes", java.util.Set.of()),
                            "boss");
            RunRow run = deployed(site, "never");
            long before = site.ledger.head();
            CompletableFuture<Fact.RunFinished> again = new CompletableFuture<>();
            try (AutoCloseable watch =
                    site.ledger.watch(entry -> {
                        if (entry.sequence() > before
                                && entry.fact() instanceof Fact.RunFinished finished) {
                            again.complete(finished);
                        }
                    })) {
                site.pipeline
                        .jobEnvironments()
                        .stop(PipelineSite.SHOP, "review/main", "dev", Role.DEVELOPER);
                again.get(60, TimeUnit.SECONDS);
            }
            assertThat(site.log(run, "stop")).contains("bye main");
            assertThat(environment(site).state()).isEqualTo(State.AVAILABLE);
            assertThatThrownBy(() ->
                            site.pipeline
                                    .jobEnvironments()
                                    .stop(PipelineSite.SHOP, "other", "dev", Role.ADMIN))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("no job of team/shop has made");
        }
    }

    @Test
    void githubsEnvironmentsAreInTheSamePlace() {
        try (PipelineSite site = new PipelineSite(folder)) {
            RunRow run =
                    site.run(
                            """
                            on: push
                            jobs:
                              ship:
                                runs-on: ubuntu-latest
                                environment: { name: preview, url: "https://preview.example" }
                                steps: [{ run: echo shipped }]
                              fail:
                                runs-on: ubuntu-latest
                                environment: other
                                steps: [{ run: exit 1 }]
                            """);
            assertThat(site.pipeline.jobEnvironments().of(PipelineSite.SHOP))
                    .singleElement()
                    .satisfies(one -> {
                        assertThat(one.name()).isEqualTo("preview");
                        assertThat(one.url()).isEqualTo("https://preview.example");
                        assertThat(one.last().number()).isEqualTo(run.number());
                    });
        }
    }
}
