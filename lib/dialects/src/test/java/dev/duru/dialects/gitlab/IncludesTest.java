package dev.duru.dialects.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.dialects.gitlab.compile.Request;
import dev.duru.dialects.gitlab.include.Integrity;
import dev.duru.dialects.gitlab.include.Location;
import dev.duru.dialects.gitlab.include.Sources;
import dev.duru.dialects.gitlab.include.Templates;
import dev.duru.dialects.gitlab.variables.Predefined;
import dev.duru.dialects.problem.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What comes from elsewhere than the repository. */
final class IncludesTest {
    /** Answers by what the location is written as. */
    private record Known(Map<String, Sources.Answer> answers) implements Sources {
        @Override
        public Answer read(Location location) {
            return answers.getOrDefault(
                    location.toString(), new Missing("it is not there", "write it"));
        }

        @Override
        public List<String> paths(String project, String ref) {
            return List.of();
        }
    }

    private static Reading read(String text, Map<String, Sources.Answer> answers) {
        Request request =
                Request.of(
                        Predefined.of(
                                new Predefined.Project("http://duru.test", "team/shop", "main"),
                                new Predefined.Commit("1".repeat(40), "", "Add", "A", ""),
                                new Predefined.Pipeline(
                                        7, 3, "push", "refs/heads/main", "ann", "ci.yml")));
        return GitlabCi.read("ci.yml", text, Map.of(), new Known(answers), request);
    }

    private static List<String> problems(Reading reading) {
        return reading.problems().stream().map(Problem::toString).toList();
    }

    @Test
    void everyTemplateIsRightByItself() {
        assertThat(Templates.names()).hasSizeGreaterThan(40);
        Set<String> withoutJobs = new TreeSet<>();
        Templates.names()
                .forEach((name, file) -> {
                    Reading reading =
                            read(
                                    "include: [{ template: " + name + " }]\nown: { script: x }",
                                    Map.of());
                    assertThat(problems(reading)).as(name).isEmpty();
                    if (reading.configuration().jobs().size() == 1) {
                        withoutJobs.add(file);
                    }
                });
        assertThat(withoutJobs).containsExactly("branch-pipelines", "merge-request-pipelines");
    }

    @Test
    void anUnknownTemplateSaysHowToVendorIt() {
        Reading reading =
                read("include: { template: Nodjs.gitlab-ci.yml }\na: { script: x }", Map.of());
        assertThat(problems(reading))
                .singleElement()
                .asString()
                .contains(
                        "ci.yml:1:",
                        "no template",
                        "include it with `local:`",
                        "Nodejs.gitlab-ci.yml");
    }

    @Test
    void aRemoteFileMustBeWhatItsIntegritySays() {
        String remote = "job: { script: echo remote }";
        Map<String, Sources.Answer> web =
                Map.of("https://ci.example/a.yml", new Sources.Found(remote));
        String include = "include: { remote: https://ci.example/a.yml, integrity: '%s' }";
        assertThat(problems(read(include.formatted(Integrity.of(remote)), web))).isEmpty();
        assertThat(problems(read(include.formatted(Integrity.of(remote + "\n")), web)))
                .singleElement()
                .asString()
                .contains("its checksum is " + Integrity.of(remote));
    }

    @Test
    void aRemoteFileIncludesNoLocalOne() {
        Map<String, Sources.Answer> web =
                Map.of("https://ci.example/a.yml", new Sources.Found("include: b.yml"));
        assertThat(problems(read("include: https://ci.example/a.yml\na: { script: x }", web)))
                .singleElement()
                .asString()
                .contains("is in no project");
    }

    @Test
    void aComponentKnowsItselfAndItsNeighbours() {
        String component =
                """
                spec:
                  component: [name, version]
                  inputs: { stage: { default: test } }
                ---
                include: /shared.yml
                "$[[ component.name ]]-job":
                  stage: $[[ inputs.stage ]]
                  extends: .shared
                  script: echo "$[[ component.version ]] of $[[ component.name ]]"
                """;
        Map<String, Sources.Answer> others =
                Map.of(
                        "duru.test/team/parts/scan@~latest",
                        new Sources.Found(
                                component,
                                Optional.of(
                                        new Location.File(
                                                "team/parts", "abc", "templates/scan.yml")),
                                Map.of("name", "scan", "version", "1.2.0")),
                        "team/parts/shared.yml@abc",
                        new Sources.Found(".shared: { before_script: [echo shared] }"));
        Reading reading =
                read("include: { component: $CI_SERVER_FQDN/team/parts/scan@~latest }", others);
        assertThat(problems(reading)).isEmpty();
        assertThat(reading.configuration().jobs())
                .singleElement()
                .satisfies(job -> {
                    assertThat(job.name()).isEqualTo("scan-job");
                    assertThat(job.keys().toString()).contains("1.2.0 of scan", "echo shared");
                });
    }

    @Test
    void whatIncludesItselfIsAProblem() {
        Map<String, Sources.Answer> web =
                Map.of(
                        "h/a/b/c@1",
                        new Sources.Found(
                                "include: { component: h/a/b/c@1 }",
                                Optional.of(new Location.File("a/b", "1", "templates/c.yml")),
                                Map.of()));
        assertThat(problems(read("include: { component: h/a/b/c@1 }\na: { script: x }", web)))
                .singleElement()
                .asString()
                .contains("includes itself");
    }
}
