package dev.duru.dialects.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.dialects.gitlab.compile.Compiled;
import dev.duru.dialects.gitlab.compile.Request;
import dev.duru.dialects.gitlab.include.Location;
import dev.duru.dialects.gitlab.include.Sources;
import dev.duru.dialects.gitlab.rules.Durations;
import dev.duru.dialects.gitlab.variables.Expansion;
import dev.duru.dialects.gitlab.variables.Predefined;
import dev.duru.dialects.gitlab.variables.Slugs;
import dev.duru.dialects.plan.Approval;
import dev.duru.dialects.plan.AutoCancel;
import dev.duru.dialects.plan.Job;
import dev.duru.dialects.plan.Node;
import dev.duru.dialects.plan.Plan;
import dev.duru.dialects.plan.Retry;
import dev.duru.dialects.plan.Variable;
import dev.duru.dialects.problem.Problem;
import dev.duru.dialects.problem.Problems;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class GitlabCiTest {
    private record Project(Map<String, String> files) implements Sources {
        @Override
        public Answer read(Location location) {
            String text = files.get(location.toString());
            return text == null
                    ? new Missing("there is no such file", "write it")
                    : new Found(text);
        }

        @Override
        public List<String> paths(String project, String ref) {
            return List.copyOf(files.keySet());
        }
    }

    private static Request request(String ref) {
        return Request.of(
                Predefined.of(
                        new Predefined.Project("http://duru.test:8080", "team/shop", "main"),
                        new Predefined.Commit("1234567890".repeat(4), "", "Add\n\nMore", "A", ""),
                        new Predefined.Pipeline(7, 3, "push", ref, "ann", GitlabCi.FILE)));
    }

    private static Reading read(String text, Map<String, String> files) {
        return GitlabCi.read(
                "ci.yml", text, Map.of(), new Project(files), request("refs/heads/main"));
    }

    private static List<String> problems(String text) {
        return read(text, Map.of()).problems().stream().map(Problem::toString).toList();
    }

    private static Plan plan(String text, Map<String, String> files, Request request) {
        Reading reading = GitlabCi.read("ci.yml", text, Map.of(), new Project(files), request);
        assertThat(reading.problems()).isEmpty();
        Problems problems = new Problems();
        Compiled compiled = GitlabCi.compile(reading.configuration(), request, problems);
        assertThat(problems.sorted()).isEmpty();
        return compiled.plan().orElseThrow(() -> new AssertionError(compiled.why()));
    }

    private static Plan plan(String text) {
        return plan(text, Map.of(), request("refs/heads/main"));
    }

    private static List<String> keys(Plan plan) {
        return plan.nodes().stream()
                .filter(node -> !(node instanceof dev.duru.dialects.plan.Barrier))
                .map(node -> node.id().value())
                .toList();
    }

    @Test
    void problemsHaveTheirPlaceAndTheMend() {
        assertThat(
                        problems(
                                """
                                build:
                                  scrip: make
                                  extends: .nothing
                                test:
                                  stage: nowhere
                                  script: [!reference [.no, script]]
                                  rules: [{ if: '$A = "b"' }]
                                a: { script: x, needs: [b] }
                                b: { script: x, needs: [a] }
                                c: { script: x, needs: [gone], timeout: soon, when: delayed }
                                d: [a, list]
                                """))
                .anyMatch(p -> p.startsWith("ci.yml:2:3") && p.contains("did you mean `script`?"))
                .anyMatch(p -> p.startsWith("ci.yml:3:12") && p.contains("`.nothing`"))
                .anyMatch(p -> p.startsWith("ci.yml:5:10") && p.contains("`nowhere`"))
                .anyMatch(p -> p.startsWith("ci.yml:6:12") && p.contains("points to nothing"))
                .anyMatch(p -> p.startsWith("ci.yml:7:21") && p.contains("`=` alone"))
                .anyMatch(p -> p.startsWith("ci.yml:8:25") && p.contains("waits for itself"))
                .anyMatch(p -> p.startsWith("ci.yml:10:25") && p.contains("`gone`"))
                .anyMatch(p -> p.startsWith("ci.yml:10:41") && p.contains("no duration"))
                .anyMatch(p -> p.startsWith("ci.yml:10:53") && p.contains("start_in"))
                .anyMatch(p -> p.startsWith("ci.yml:11:1") && p.contains("not a mapping"));
    }

    @Test
    void whatGitlabRefusesIsRefused() {
        assertThat(
                        problems(
                                """
                                a: { script: [] }
                                b: { script: x, cache: { key: { files: [a, b, c] }, paths: [p] } }
                                c: { script: x, cache: { paths: folder } }
                                d: { script: x, needs: [c], dependencies: [b, c] }
                                e: { script: x, rules: [{ if: '${A} == "b"' }] }
                                """))
                .anyMatch(p -> p.startsWith("ci.yml:1:14") && p.contains("empty"))
                .anyMatch(p -> p.startsWith("ci.yml:2:40") && p.contains("names 3 files"))
                .anyMatch(p -> p.startsWith("ci.yml:3:33") && p.contains("a list"))
                .anyMatch(p -> p.startsWith("ci.yml:4:44") && p.contains("not among its `needs`"))
                .anyMatch(p -> p.startsWith("ci.yml:5:") && p.contains("no braces"))
                .hasSize(5);
    }

    @Test
    void cellsThatAreNeededMustBeThere() {
        Reading reading =
                read(
                        """
                        make: { stage: build, script: x, parallel: { matrix: [{ A: [b, c] }] } }
                        none:
                          script: x
                          needs: [{ job: make, parallel: { matrix: [{ A: d }] } }]
                        unknown:
                          script: x
                          needs: [{ job: make, parallel: { matrix: [{ A: "$[[ matrix.Z ]]" }] } }]
                        may:
                          script: x
                          needs: [{ job: make, optional: true, parallel: { matrix: [{ A: d }] } }]
                        """,
                        Map.of());
        Problems problems = new Problems();
        GitlabCi.compile(reading.configuration(), request("refs/heads/main"), problems);
        assertThat(problems.sorted().stream().map(Problem::toString))
                .anyMatch(p -> p.startsWith("ci.yml:4:34") && p.contains("`none` needs cells"))
                .anyMatch(p -> p.startsWith("ci.yml:7:34") && p.contains("`matrix.Z`"))
                .noneMatch(p -> p.contains("`may`"));
    }

    @Test
    void oneCellOfAMatrixIsChosenByItsName() {
        Request all = request("refs/heads/main");
        Request one =
                new Request(
                        all.predefined(),
                        all.project(),
                        all.given(),
                        all.changed(),
                        all.paths(),
                        new Request.Selection(
                                List.of("a: [x, 2]", "b 2/3"), true, Optional.empty()));
        Plan plan =
                plan(
                        """
                        a: { script: x, parallel: { matrix: [{ A: [x, y], B: [1, 2] }] } }
                        b: { script: x, parallel: 3, when: manual }
                        """,
                        Map.of(),
                        one);
        assertThat(keys(plan)).hasSize(2);
        assertThat(plan.cells("a")).hasSize(1);
        assertThat(plan.cells("b")).hasSize(1);
    }

    @Test
    void conditionsHaveAnEnd() {
        String endless = "$A == ".repeat(50_000) + "$B";
        assertThat(problems("a: { script: x, rules: [{ if: '" + endless + "' }] }"))
                .singleElement()
                .matches(p -> p.contains("more than 1000 operators"));
        assertThat(problems("a: { script: x, rules: [{ if: '" + "$A || ".repeat(999) + "$B' }] }"))
                .isEmpty();
    }

    @Test
    void listsLieInEachOtherAsDeepAsOnGitlab() {
        String deep = "a: { script: " + "[".repeat(10) + "x" + "]".repeat(10) + " }";
        String deeper = "a: { script: " + "[".repeat(11) + "x" + "]".repeat(11) + " }";
        assertThat(problems(deep)).isEmpty();
        assertThat(problems(deeper))
                .singleElement()
                .matches(p -> p.startsWith("ci.yml:1:14") && p.contains("more than 10 deep"));
    }

    @Test
    void includesHavePatternsRulesInputsAndIncludesOfTheirOwn() {
        Map<String, String> files =
                Map.of(
                        "ci/a.yml",
                        "include: /ci/deep/c.yml\n.base: { script: [echo a], stage: test }",
                        "ci/b.yml",
                        "b: { script: b }",
                        "ci/deep/c.yml",
                        "c: { script: c }",
                        "templates/job.yml",
                        """
                        spec:
                          inputs:
                            name: { regex: '^[a-z]+$' }
                            count: { type: number, default: 2 }
                            list: { type: array, default: [x, y] }
                        ---
                        "$[[ inputs.name ]]-job":
                          script: $[[ inputs.list ]]
                          parallel: $[[ inputs.count ]]
                        """);
        Plan plan =
                plan(
                        """
                        include:
                          - ci/*.yml
                          - { local: never.yml, rules: [{ if: $CI_COMMIT_TAG }] }
                          - { local: templates/job.yml, inputs: { name: made } }
                        a: { extends: .base }
                        """,
                        files,
                        request("refs/heads/main"));
        assertThat(keys(plan)).containsExactlyInAnyOrder("c", "b", "a", "made-job/0", "made-job/1");
        assertThat(
                        read(
                                        "include: { local: templates/job.yml, inputs: { name: X, no: 1 } }",
                                        files)
                                .problems())
                .anyMatch(p -> p.message().contains("does not match"))
                .anyMatch(p -> p.message().contains("no input `no`"));
        assertThat(read("include: gone.yml\na: { script: a }", files).missed()).hasSize(1);
        assertThat(read("include: ci.yml", Map.of("ci.yml", "include: ci.yml")).problems())
                .anyMatch(p -> p.message().contains("includes itself"));
    }

    @Test
    void laterMergesAndLaterParentsWin() {
        Plan plan =
                plan(
                        """
                        .a: &a { variables: { X: a, Y: a }, stage: build }
                        .b: &b { stage: deploy }
                        job:
                          stage: test
                          <<: *a
                          <<: *b
                          extends: [.c, .d]
                          script: echo
                        .c: { variables: { X: c, Z: c } }
                        .d: { variables: { Z: d } }
                        """);
        Job job = (Job) plan.cells("job").getFirst();
        assertThat(job.env().toString())
                .contains("name=X, value=a", "name=Y, value=a", "name=Z, value=d")
                .doesNotContain("value=c,");
        assertThat(job.env().toString()).contains("name=CI_JOB_STAGE, value=deploy");
    }

    @Test
    void aCellNeedsTheCellWithItsOwnValues() {
        String text =
                """
                build: { stage: build, script: x, parallel: { matrix: [{ OS: [a, b], V: [1, 2] }] } }
                test:
                  stage: test
                  script: x
                  parallel: { matrix: [{ OS: [a, b] }] }
                  needs:
                    - job: build
                      parallel: { matrix: [{ OS: "$[[ matrix.OS ]]" }] }
                """;
        Plan plan = plan(text);
        assertThat(
                        plan.edges().stream()
                                .filter(edge -> edge.to().value().startsWith("test"))
                                .map(edge -> edge.from() + " " + edge.to()))
                .containsExactlyInAnyOrder(
                        "build/0 test/0", "build/1 test/0", "build/2 test/1", "build/3 test/1");
    }

    @Test
    void newerPipelinesMayEndOlderOnes() {
        assertThat(plan("a: { script: x }").autoCancel())
                .isEqualTo(new AutoCancel(AutoCancel.OnNewer.CANCEL_UNLESS_BEGUN, false));
        String text =
                """
                workflow:
                  auto_cancel: { on_new_commit: none }
                  rules:
                    - if: $CI_COMMIT_BRANCH == "main"
                      auto_cancel: { on_new_commit: interruptible, on_job_failure: all }
                    - when: always
                a: { script: x }
                """;
        assertThat(plan(text).autoCancel())
                .isEqualTo(new AutoCancel(AutoCancel.OnNewer.CANCEL_INTERRUPTIBLE, true));
        assertThat(plan(text, Map.of(), request("refs/heads/other")).autoCancel().onNewer())
                .isEqualTo(AutoCancel.OnNewer.GO_ON);
    }

    @Test
    void pathsMayBeARegularExpression() {
        String text =
                """
                yes: { script: x, rules: [{ exists: { regexp: '^ci/.*\\.ya?ml$' } }] }
                no: { script: x, rules: [{ exists: { regexp: "^ci/$" } }] }
                """;
        Request known = request("refs/heads/main");
        Request request =
                new Request(
                        known.predefined(),
                        environment -> List.of(),
                        List.of(),
                        Optional.empty(),
                        () -> List.of("ci/a.yml"),
                        Request.Selection.ALL);
        assertThat(keys(plan(text, Map.of(), request))).containsExactly("yes");
        assertThat(problems("a: { script: x, rules: [{ changes: { regexp: '(' } }] }"))
                .singleElement()
                .asString()
                .contains("is not RE2");
    }

    @Test
    void patternsThatCannotBeMatchedAreRefused() {
        String job = "a: { script: x, rules: [{ if: '$CI_COMMIT_BRANCH =~ /%s/' }] }";
        assertThat(problems(job.formatted("m".repeat(4_000))))
                .singleElement()
                .asString()
                .contains("the pattern has 4002 characters; 4000 are allowed");
        assertThat(problems(job.formatted("(?:$a?b?c?){1000}".repeat(30))))
                .singleElement()
                .asString()
                .contains("the pattern repeats more than can be matched");
    }

    @Test
    void rulesDecideWhoIsIn() {
        String text =
                """
                workflow: { rules: [{ if: $CI_COMMIT_BRANCH == "none", when: never }, { when: always }] }
                tags: { script: x, only: [tags] }
                branch: { script: x, except: [tags, /^rel/] }
                rule: { script: x, rules: [{ if: $CI_COMMIT_TAG =~ /^v\\d+/, when: always }] }
                ask: { script: x, when: manual }
                must: { script: x, rules: [{ when: manual }] }
                """;
        assertThat(keys(plan(text, Map.of(), request("refs/heads/main"))))
                .containsExactly("branch", "manual:ask", "ask", "manual:must", "must");
        assertThat(keys(plan(text, Map.of(), request("refs/tags/v12"))))
                .contains("tags", "rule")
                .doesNotContain("branch");
        Plan plan = plan(text, Map.of(), request("refs/heads/main"));
        assertThat(
                        plan.nodes().stream()
                                .filter(Approval.class::isInstance)
                                .map(Approval.class::cast))
                .extracting(Approval::blocking)
                .containsExactly(false, true);
        Reading reading = read(text, Map.of());
        Compiled none =
                GitlabCi.compile(
                        reading.configuration(), request("refs/heads/none"), new Problems());
        assertThat(none.plan()).isEqualTo(Optional.empty());
        assertThat(none.why()).startsWith("ci.yml:1:20");
    }

    @Test
    void aPlanSaysWhatAJobTakesAndHowItIsTreated() {
        Plan plan =
                plan(
                        """
                        a: { stage: build, script: x, artifacts: { paths: [o] } }
                        b: { stage: build, script: x, artifacts: { paths: [p] } }
                        c: { script: x, dependencies: [a], retry: { max: 2, when: script_failure },
                             allow_failure: { exit_codes: 3 }, resource_group: prod, timeout: 1h 30m }
                        d: { script: x, needs: [b] }
                        """);
        Job c = (Job) plan.cells("c").getFirst();
        Job d = (Job) plan.cells("d").getFirst();
        assertThat(c.steps().toString())
                .contains("from=Lit[value=Str[value=a]")
                .doesNotContain("Str[value=a\nb]");
        assertThat(c.conduct().retry().covers(Retry.Kind.SCRIPT, 1)).isTrue();
        assertThat(c.conduct().retry().covers(Retry.Kind.SYSTEM, 1)).isFalse();
        assertThat(c.failure().exitCodes()).containsExactly(3);
        assertThat(c.locks()).hasSize(1);
        assertThat(c.timeouts().minutes().toString()).contains("90.0");
        assertThat(plan.edges())
                .anyMatch(e -> e.from().value().equals("b") && e.to().equals(d.id()))
                .anyMatch(e -> e.from().value().equals("stage:build") && e.to().equals(c.id()))
                .noneMatch(e -> e.from().value().equals("stage:build") && e.to().equals(d.id()));
        assertThat(plan.nodes()).extracting(Node::key).contains("stage build", "stage test");
    }

    @Test
    void variablesNameEachOther() {
        assertThat(Expansion.expand("$A-${B}-$$A-${}-$1-$", Map.of("A", "1", "B", "2")))
                .isEqualTo("1-2-$A-${}-$1-$");
        Map<String, String> values =
                Expansion.resolve(
                        List.of(
                                Variable.of("P", "low"),
                                Variable.of("P", "high:$P"),
                                Variable.of("A", "$B"),
                                Variable.of("B", "$A"),
                                Variable.raw("R", "$P"),
                                Variable.of("S", "<$R $P>")),
                        Map.of());
        assertThat(values)
                .containsEntry("P", "high:low")
                .containsEntry("A", "")
                .containsEntry("S", "<$P high:low>");
    }

    @Test
    void slugsAndDurationsAreGitlabs() {
        assertThat(Slugs.environment("Stage Domain")).isEqualTo("stage-domain-ip33nk");
        assertThat(Slugs.of("Feature/ÄB_c-")).isEqualTo("feature--b-c");
        assertThat(Durations.parse("1h 30m")).contains(Duration.ofMinutes(90));
        assertThat(Durations.parse("3 mins 4 sec")).contains(Duration.ofSeconds(184));
        assertThat(Durations.parse("2 weeks and a day")).contains(Duration.ofDays(15));
        assertThat(Durations.parse("90")).contains(Duration.ofSeconds(90));
        assertThat(Durations.parse("soon")).isEmpty();
    }
}
