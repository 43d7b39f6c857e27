package dev.duru.dialects.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.dialects.gitlab.compile.Compiled;
import dev.duru.dialects.gitlab.compile.Request;
import dev.duru.dialects.gitlab.include.Location;
import dev.duru.dialects.gitlab.include.Sources;
import dev.duru.dialects.plan.Downstream;
import dev.duru.dialects.plan.Downstream.Bond;
import dev.duru.dialects.plan.Expr;
import dev.duru.dialects.plan.Job;
import dev.duru.dialects.plan.NodeId;
import dev.duru.dialects.plan.Plan;
import dev.duru.dialects.plan.SubPlan;
import dev.duru.dialects.plan.Variable;
import dev.duru.dialects.plan.VaultSecret;
import dev.duru.dialects.problem.Problem;
import dev.duru.dialects.problem.Problems;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Jobs that start pipelines or show others, and secrets. */
final class BridgesTest {
    private static final Sources NONE =
            new Sources() {
                @Override
                public Answer read(Location location) {
                    return new Missing("there is no such file", "write it");
                }

                @Override
                public List<String> paths(String project, String ref) {
                    return List.of();
                }
            };

    private static Reading read(String text) {
        return GitlabCi.read("ci.yml", text, Map.of(), NONE, Request.of(List.of()));
    }

    private static Plan plan(String text) {
        Reading reading = read(text);
        assertThat(reading.problems()).isEmpty();
        Request request =
                new Request(
                        List.of(Variable.raw("CI_COMMIT_BRANCH", "main")),
                        environment -> List.of(),
                        List.of(Variable.raw("OF_START", "s")),
                        java.util.Optional.empty(),
                        List::of,
                        Request.Selection.ALL);
        Compiled compiled = GitlabCi.compile(reading.configuration(), request, new Problems());
        return compiled.plan().orElseThrow(() -> new AssertionError(compiled.why()));
    }

    private static <T> T node(Plan plan, Class<T> type, String id) {
        return type.cast(plan.node(NodeId.of(id)).orElseThrow());
    }

    @Test
    void pipelinesOfOtherProjectsHaveABond() {
        Plan plan =
                plan(
                        """
                        variables: { WHERE: lib }
                        short: { trigger: team/$WHERE, variables: { A: b } }
                        depend: { trigger: { project: team/lib, branch: next, strategy: depend } }
                        mirror: { trigger: { project: team/lib, strategy: mirror } }
                        watch: { needs: { pipeline: team/lib } }
                        listed: { needs: [{ pipeline: team/lib }], allow_failure: true }
                        quiet:
                          trigger:
                            project: team/lib
                            forward: { yaml_variables: false, pipeline_variables: true }
                        """);
        Downstream brief = node(plan, Downstream.class, "short");
        assertThat(brief.project()).isEqualTo("team/lib");
        assertThat(brief.bond()).isEqualTo(Bond.START);
        assertThat(brief.handing().names()).containsExactly("WHERE", "A");
        assertThat(brief.handing().given()).isEmpty();
        Downstream depend = node(plan, Downstream.class, "depend");
        assertThat(depend.bond()).isEqualTo(Bond.AWAIT);
        assertThat(depend.ref()).isEqualTo("next");
        assertThat(node(plan, Downstream.class, "mirror").bond()).isEqualTo(Bond.MIRROR);
        assertThat(node(plan, Downstream.class, "watch").bond()).isEqualTo(Bond.WATCH);
        assertThat(node(plan, Downstream.class, "listed").tolerated()).isTrue();
        Downstream quiet = node(plan, Downstream.class, "quiet");
        assertThat(quiet.handing().names()).isEmpty();
        assertThat(quiet.handing().given()).extracting(Variable::name).containsExactly("OF_START");
    }

    @Test
    void childPipelinesNameTheirFilesWithInputs() {
        Plan plan =
                plan(
                        """
                        local: { trigger: { include: /ci/child.yml }, variables: { A: b } }
                        made: { trigger: { include: [{ artifact: a.yml, job: local }] } }
                        other:
                          trigger:
                            inputs: { count: 2, name: "a b" }
                            include: [{ project: team/lib, ref: main, file: [/a.yml] }]
                            forward: { yaml_variables: false }
                        """);
        assertThat(node(plan, SubPlan.class, "local").ref()).isEqualTo("./ci/child.yml");
        assertThat(node(plan, SubPlan.class, "local").inputs()).containsOnlyKeys("A");
        assertThat(node(plan, SubPlan.class, "made").ref()).isEqualTo("artifact:local/a.yml");
        SubPlan other = node(plan, SubPlan.class, "other");
        assertThat(other.inputs()).isEmpty();
        assertThat(other.ref())
                .isEqualTo(
                        "{\"project\": \"team/lib\", \"ref\": \"main\", \"file\": [\"/a.yml\"],"
                                + " \"inputs\": {\"count\": 2, \"name\": \"a b\"}}");
    }

    @Test
    void secretsSayWhereTheyAre() {
        Plan plan =
                plan(
                        """
                        job:
                          id_tokens: { ID: { aud: vault } }
                          secrets:
                            SHORT: { vault: a/b/field@ops, file: false }
                            LONG:
                              token: $OTHER
                              vault: { engine: { name: kv-v1, path: old }, path: p, field: f }
                          script: x
                        """);
        Job job = node(plan, Job.class, "job");
        Expr.GlVariables env = (Expr.GlVariables) job.env().layers().getFirst().variables();
        assertThat(env.secrets())
                .extracting(
                        VaultSecret::name,
                        VaultSecret::versioned,
                        VaultSecret::mount,
                        VaultSecret::path,
                        VaultSecret::field,
                        VaultSecret::file,
                        VaultSecret::token)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "SHORT", true, "ops", "a/b", "field", false, "$ID"),
                        org.assertj.core.groups.Tuple.tuple(
                                "LONG", false, "old", "p", "f", true, "$OTHER"));
    }

    @Test
    void secretsThatCannotBeFetchedAreErrorsWithTheirPlace() {
        List<String> problems =
                read(
                                """
                                a:
                                  script: x
                                  id_tokens: { ID: { aud: x } }
                                  secrets:
                                    ONE: { gcp_secret_manager: { name: n } }
                                    TWO: { file: true }
                                    THREE: { vault: nothing }
                                    FOUR: { vault: { path: p } }
                                b:
                                  script: x
                                  secrets: { FIVE: { vault: a/b } }
                                """)
                        .problems()
                        .stream()
                        .map(Problem::toString)
                        .toList();
        assertThat(problems)
                .anyMatch(p -> p.startsWith("ci.yml:5:12") && p.contains("gcp_secret_manager"))
                .anyMatch(p -> p.startsWith("ci.yml:6:5") && p.contains("where it is kept"))
                .anyMatch(p -> p.startsWith("ci.yml:7:21") && p.contains("no field"))
                .anyMatch(p -> p.startsWith("ci.yml:8:20") && p.contains("no `field`"))
                .anyMatch(p -> p.startsWith("ci.yml:11:14") && p.contains("no token"));
    }
}
