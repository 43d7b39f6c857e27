package dev.duru.dialects.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.dialects.github.syntax.Workflow;
import dev.duru.dialects.plan.Job;
import dev.duru.dialects.plan.Param;
import dev.duru.dialects.plan.Permissions;
import dev.duru.dialects.plan.SubPlan;
import dev.duru.dialects.value.Contexts;
import dev.duru.dialects.value.ExpressionException;
import dev.duru.dialects.value.Obj;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CalledWorkflowTest {
    private static final Contexts CONTEXTS =
            Contexts.of(
                    Obj.of(
                            "github",
                            Obj.of("ref_name", "main"),
                            "vars",
                            Obj.empty(),
                            "inputs",
                            Obj.empty()));

    private static final String CALLED =
            """
            on:
              workflow_call:
                inputs:
                  target: { type: string, required: true, description: Where to }
                  fast: { type: boolean, default: true }
                  share: { type: number, default: 5 }
                  branch: { type: string, default: "${{ github.ref_name }}-x" }
                secrets:
                  token: { required: true }
                  spare: {}
                outputs:
                  url: { value: "${{ jobs.deploy.outputs.url }}" }
                  all: { value: "${{ jobs.deploy.result }} ${{ inputs.target }}" }
            permissions: read-all
            jobs:
              deploy:
                runs-on: ubuntu-latest
                outputs: { url: x }
                steps: [{ run: echo }]
            """;

    private static Workflow workflow(String text) {
        Parsed<Workflow> parsed = GithubActions.parse("called.yml", text);
        assertThat(parsed.problems()).isEmpty();
        return parsed.tree().orElseThrow();
    }

    private static SubPlan call(String secrets, String permissions) {
        Workflow caller =
                workflow(
                        """
                        on: push
                        jobs:
                          call:
                            uses: ./.github/workflows/called.yml
                            with: { target: production }
                            secrets: %s
                            permissions: %s
                        """
                                .formatted(secrets, permissions));
        return (SubPlan) GithubActions.compile(caller, CONTEXTS).nodes().getFirst();
    }

    private static CalledWorkflow called(SubPlan call, Obj given, Map<String, String> secrets) {
        return GithubActions.compileCalled(workflow(CALLED), call, given, secrets, CONTEXTS);
    }

    @Test
    void takesInputsAndSecretsAndGivesOutputs() {
        CalledWorkflow called =
                called(
                        call("inherit", "read-all"),
                        Obj.of("target", "production", "fast", false),
                        Map.of("TOKEN", "t", "OTHER", "o"));
        assertThat(called.inputs())
                .isEqualTo(
                        Obj.of(
                                "target",
                                "production",
                                "fast",
                                false,
                                "share",
                                5,
                                "branch",
                                "main-x"));
        assertThat(called.secrets()).isEqualTo(Map.of("TOKEN", "t", "OTHER", "o"));
        Obj jobs =
                Obj.of("deploy", Obj.of("result", "success", "outputs", Obj.of("url", "http://x")));
        assertThat(
                        GithubActions.outputs(
                                called.plan(),
                                CONTEXTS.with("jobs", jobs).with("inputs", called.inputs())))
                .isEqualTo(Obj.of("url", "http://x", "all", "success production"));
    }

    @Test
    void calledJobsMayDoNoMoreThanTheCaller() {
        Job job =
                (Job)
                        called(
                                        call("{ token: x }", "write-all"),
                                        Obj.of("target", "x"),
                                        Map.of("token", "x"))
                                .plan()
                                .nodes()
                                .getFirst();
        assertThat(job.permissions().level("issues")).isEqualTo(Permissions.Level.READ);
        assertThatThrownBy(() ->
                        called(
                                call("inherit", "{ contents: read }"),
                                Obj.of("target", "x"),
                                Map.of("token", "x")))
                .isInstanceOf(ExpressionException.class)
                .hasMessageContaining("called.yml:14:14")
                .hasMessageContaining("the job `deploy` asks for *: read");
    }

    @Test
    void whatIsWrongIsSaidAtTheCall() {
        assertThatThrownBy(() ->
                        called(
                                call("{ more: x }", "write-all"),
                                Obj.of("fast", "perhaps", "colour", "red"),
                                Map.of("more", "x")))
                .isInstanceOf(ExpressionException.class)
                .hasMessageContaining("called.yml:3:3")
                .hasMessageContaining("there is no input `colour`")
                .hasMessageContaining("the input `target` is required")
                .hasMessageContaining("the input `fast` is `perhaps`")
                .hasMessageContaining("the secret `token` is required")
                .hasMessageContaining("it takes no secret `more`");
    }

    @Test
    void paramsOfAManualStart() {
        Workflow workflow =
                workflow(
                        """
                        on:
                          workflow_dispatch:
                            inputs:
                              level: { type: choice, options: [low, high], description: How much }
                              where: { type: environment, required: true }
                          schedule:
                            - cron: 0 4 * * *
                            - cron: 0 4 * * *
                              timezone: Asia/Seoul
                        jobs:
                          a: { runs-on: ubuntu-latest, steps: [{ run: echo }] }
                        """);
        assertThat(GithubActions.params(workflow, "workflow_dispatch"))
                .extracting(Param::name, Param::type, Param::description, Param::required)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "level", Param.Type.CHOICE, "How much", false),
                        org.assertj.core.groups.Tuple.tuple(
                                "where", Param.Type.ENVIRONMENT, "", true));
        Instant noon = Instant.parse("2026-01-01T12:00:00Z");
        assertThat(GithubActions.schedules(workflow))
                .extracting(schedule -> schedule.next(noon).orElseThrow())
                .containsExactly(
                        Instant.parse("2026-01-02T04:00:00Z"),
                        Instant.parse("2026-01-01T19:00:00Z"));
    }

    @Test
    void permissionsMeet() {
        Permissions some = new Permissions(Map.of("contents", "write", "issues", "read"));
        Permissions read = new Permissions(Map.of("*", "read"));
        Permissions both = some.within(read);
        assertThat(both.level("contents")).isEqualTo(Permissions.Level.READ);
        assertThat(both.level("packages")).isEqualTo(Permissions.Level.NONE);
        assertThat(some.beyond(read)).containsExactly("contents: write");
        assertThat(read.mayRead("id-token")).isFalse();
        assertThat(Permissions.DEFAULT.or(some)).isEqualTo(some);
        assertThat(some.within(Permissions.DEFAULT)).isEqualTo(some);
    }
}
