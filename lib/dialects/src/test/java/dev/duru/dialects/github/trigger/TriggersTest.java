package dev.duru.dialects.github.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.dialects.github.GithubActions;
import dev.duru.dialects.github.Parsed;
import dev.duru.dialects.github.syntax.Workflow;
import dev.duru.dialects.problem.Problems;
import dev.duru.dialects.value.Json;
import dev.duru.dialects.value.Obj;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TriggersTest {
    private static final String JOBS =
            "\njobs: { a: { runs-on: ubuntu-latest, steps: [{ run: x }] } }\n";

    private static Workflow workflow(String on) {
        Parsed<Workflow> parsed = GithubActions.parse("ci.yml", on + JOBS);
        assertThat(parsed.problems()).isEmpty();
        return parsed.tree().orElseThrow();
    }

    private static Decision push(String on, String ref, String... files) {
        List<String> changed = files.length == 0 ? null : List.of(files);
        return GithubActions.matches(workflow(on), new Event("push", ref, changed, Obj.empty()));
    }

    /** The filter pattern cheat sheet of GitHub's workflow syntax. */
    @ParameterizedTest
    @CsvSource({
        "feature/*, feature/my-branch, true",
        "feature/*, feature/a/b, false",
        "feature/**, feature/beta-a/my-branch, true",
        "main, main, true",
        "main, mainly, false",
        "'*', main, true",
        "'*', a/b, false",
        "'**', all/the/branches, true",
        "'*feature', mona-feature, true",
        "v2*, v2.9, true",
        "v[12].[0-9]+.[0-9]+, v1.10.1, true",
        "v[12].[0-9]+.[0-9]+, v3.0.0, false",
        "'*.jsx?', page.js, true",
        "'*.jsx?', page.jsx, true",
        "'*.jsx?', page.jsxx, false",
        "'**.js', js/index.js, true",
        "'**.js', src/js/app.js, true",
        "docs/*, docs/file.txt, true",
        "docs/*, docs/a/file.txt, false",
        "docs/**/*.md, docs/README.md, true",
        "docs/**/*.md, docs/a/markdown/file.md, true",
        "'**/docs/**', docs/hello.md, true",
        "'**/docs/**', space/docs/plan/space.doc, true",
        "'**/README.md', README.md, true",
        "'**/README.md', XREADME.md, false",
        "'**/*src/**', a/src/app.js, true",
        "'**/*src/**', my-src/code/js/app.js, true",
        "'**/*-post.md', path/their-post.md, true",
        "'**/migrate-*.sql', migrate-v1.0.sql, true",
        "a\\+b, a+b, true",
        "a\\*, ab, false",
    })
    void patterns(String pattern, String name, boolean matches) {
        assertThat(Glob.of(pattern).matches(name)).isEqualTo(matches);
    }

    @Test
    void branchesAndTags() {
        String both = "on: { push: { branches: [main, 'r/**', '!r/**-x'], tags: ['v*'] } }";
        assertThat(push(both, "refs/heads/main").starts()).isTrue();
        assertThat(push(both, "refs/heads/r/1").starts()).isTrue();
        assertThat(push(both, "refs/heads/r/1-x").starts()).isFalse();
        assertThat(push(both, "refs/tags/v1").starts()).isTrue();
        assertThat(push(both, "refs/tags/x").why()).isEqualTo("`tags` does not match x");
        String branches = "on: { push: { branches-ignore: [wip] } }";
        assertThat(push(branches, "refs/heads/main").starts()).isTrue();
        assertThat(push(branches, "refs/heads/wip").starts()).isFalse();
        assertThat(push(branches, "refs/tags/v1").starts()).isFalse();
        assertThat(push("on: push", "refs/tags/v1").starts()).isTrue();
        assertThat(push("on: { push: { tags: [v1] } }", "refs/heads/main").starts()).isFalse();
        assertThat(push("on: pull_request", "refs/heads/main").starts()).isFalse();
    }

    @Test
    void paths() {
        String only = "on: { push: { paths: ['src/**', '!src/doc/**'] } }";
        assertThat(push(only, "refs/heads/m", "src/a.c", "x").starts()).isTrue();
        assertThat(push(only, "refs/heads/m", "src/doc/a.c").starts()).isFalse();
        assertThat(push(only, "refs/heads/m").starts()).isTrue();
        String ignore = "on: { push: { paths-ignore: ['**.md'] } }";
        assertThat(push(ignore, "refs/heads/m", "a.md", "b/c.md").starts()).isFalse();
        assertThat(push(ignore, "refs/heads/m", "a.md", "b.c").starts()).isTrue();
    }

    @Test
    void skippedByTheMessage() {
        Obj payload = (Obj) Json.parse("{\"head_commit\": {\"message\": \"x [skip ci]\"}}");
        Event event = new Event("push", "refs/heads/main", null, payload);
        assertThat(GithubActions.matches(workflow("on: push"), event).starts()).isFalse();
    }

    @Test
    void typesOfPullRequests() {
        for (String[] each :
                new String[][] {
                    {"on: pull_request", "opened", "yes"},
                    {"on: pull_request", "synchronize", "yes"},
                    {"on: pull_request", "closed", "no"},
                    {"on: { pull_request: { types: [closed] } }", "closed", "yes"},
                    {"on: { pull_request: { types: [closed] } }", "opened", "no"},
                    {"on: { pull_request: { branches: [dev] } }", "opened", "no"},
                }) {
            Event event =
                    new Event("pull_request", "refs/heads/main", null, Obj.of("action", each[1]));
            assertThat(GithubActions.matches(workflow(each[0]), event).starts())
                    .as(String.join(" ", each))
                    .isEqualTo(each[2].equals("yes"));
        }
    }

    @Test
    void inputsOfAManualStart() {
        Workflow workflow =
                workflow(
                        """
                        on:
                          workflow_dispatch:
                            inputs:
                              loud: { type: boolean, default: true }
                              times: { type: number }
                              where: { type: choice, options: [here, there] }
                              who: { required: true }
                        """);
        Problems none = new Problems();
        Obj inputs =
                GithubActions.inputs(
                        workflow, "workflow_dispatch", Obj.of("times", "3", "WHO", "me"), none);
        assertThat(none.sorted()).isEmpty();
        assertThat(inputs)
                .isEqualTo(Obj.of("loud", true, "times", 3, "where", "here", "who", "me"));
        Problems some = new Problems();
        GithubActions.inputs(
                workflow,
                "workflow_dispatch",
                Obj.of("times", "x", "where", "nowhere", "what", "?"),
                some);
        assertThat(some.sorted().stream().map(p -> p.message()).toList())
                .containsExactlyInAnyOrder(
                        "the input `times` is `x`",
                        "the input `where` is `nowhere`",
                        "the input `who` is required",
                        "there is no input `what`");
    }
}
