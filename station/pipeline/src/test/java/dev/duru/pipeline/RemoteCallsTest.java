package dev.duru.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.actions.ActionLibrary;
import dev.duru.pipeline.actions.ActionRepository;
import dev.duru.pipeline.actions.ActionSettings;
import dev.duru.pipeline.actions.OwnActions;
import dev.duru.pipeline.log.LogLine;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.State;
import dev.duru.pipeline.toolchain.Vendors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workflows of other repositories that jobs call, from a mirror, on the server and without. */
class RemoteCallsTest {
    private static final String CALLER =
            """
            on: push
            jobs:
              own: { runs-on: x, steps: [{ run: "echo own ${{ github.job_workflow_ref }}" }] }
              call:
                uses: Octo/flows/.github/workflows/outer.yml@v1
                with: { who: you }
                secrets: inherit
              after:
                needs: call
                runs-on: x
                steps: [{ run: "echo got ${{ needs.call.outputs.said }}" }]
            """;

    @TempDir Path folder;
    private Path mirror;
    private String commit = "";

    @BeforeEach
    void makeMirror() throws Exception {
        mirror = folder.resolve("mirror");
        ActionRepository flows =
                ActionRepository.create(mirror, "Octo/flows")
                        .file(
                                ".github/workflows/outer.yml",
                                """
                                on:
                                  workflow_call:
                                    inputs: { who: { type: string, required: true } }
                                    outputs: { said: { value: "${{ jobs.nested.outputs.said }}" } }
                                jobs:
                                  first:
                                    runs-on: x
                                    steps:
                                      - run: |
                                          echo "first for ${{ inputs.who }}"
                                          echo "in ${{ github.job_workflow_ref }}"
                                          echo "at ${{ github.job_workflow_sha }}"
                                          test "${{ secrets.KEY }}" = a-secret-key && echo it has the key
                                  nested:
                                    uses: ./.github/workflows/inner.yml
                                    secrets: inherit
                                """)
                        .file(
                                ".github/workflows/inner.yml",
                                """
                                on:
                                  workflow_call:
                                    outputs: { said: { value: "${{ jobs.deep.outputs.said }}" } }
                                jobs:
                                  deep:
                                    runs-on: x
                                    outputs: { said: "${{ steps.s.outputs.said }}" }
                                    steps:
                                      - id: s
                                        run: |
                                          echo "deep in ${{ github.job_workflow_ref }}"
                                          echo said=hello >> "$GITHUB_OUTPUT"
                                """);
        commit = flows.commit("v1");
    }

    private void expect(List<String> lines, String ownRef) {
        String outer = "in Octo/flows/.github/workflows/outer.yml@refs/tags/v1";
        assertThat(lines)
                .contains(
                        "own " + ownRef,
                        "first for you",
                        outer,
                        "at " + commit,
                        "it has the key",
                        "deep in Octo/flows/.github/workflows/inner.yml@refs/tags/v1",
                        "got hello");
    }

    @Test
    void theServerFindsThemWhereActionsComeFrom() throws Exception {
        ActionSettings settings =
                ActionSettings.DEFAULT.withMirror(ActionRepository.template(mirror));
        try (PipelineSite site = new PipelineSite(folder.resolve("site"), settings)) {
            site.secrets.put("KEY", "a-secret-key");
            RunRow run = site.run(CALLER);
            assertThat(run.state()).as(run.message()).isEqualTo(State.SUCCESS);
            List<String> lines = new ArrayList<>();
            for (String job : List.of("own", "call / first", "call / nested / deep", "after")) {
                lines.addAll(site.log(run, job));
            }
            expect(lines, "team/shop/.github/workflows/ci.yml@refs/heads/main");

            RunRow other = site.run(CALLER.replace("@v1", "@v2"));
            assertThat(other.state()).isNotEqualTo(State.SUCCESS);
            assertThat(site.job(other, "call").message())
                    .contains("ci.yml:4:3: uses: ")
                    .contains("Octo/flows/.github/workflows/outer.yml@v2");
        }
    }

    @Test
    void whatMayBeUsedHoldsForThemToo() {
        ActionSettings settings =
                ActionSettings.of(ActionRepository.template(mirror), "actions/*", false, "*");
        try (PipelineSite site = new PipelineSite(folder.resolve("site"), settings)) {
            RunRow run = site.run(CALLER);
            assertThat(run.state()).isEqualTo(State.FAILED);
            assertThat(site.job(run, "call").message()).contains("not among the actions");
        }
    }

    @Test
    void aLocalRunFindsThemToo() throws Exception {
        Path project = Files.createDirectories(folder.resolve("project"));
        Files.writeString(project.resolve("ci.yml"), CALLER);
        LocalRun.Options options =
                LocalRun.Options.of(project)
                        .withWorkflow("ci.yml")
                        .withProject(new ProjectName("team", "shop"))
                        .withSecrets(Map.of("KEY", "a-secret-key"));
        ActionLibrary library =
                new ActionLibrary(
                        folder.resolve("actions"),
                        ActionSettings.DEFAULT.withMirror(ActionRepository.template(mirror)),
                        OwnActions.NONE);
        List<String> lines = new ArrayList<>();
        LocalRun.Listener listener =
                new LocalRun.Listener() {
                    @Override
                    public void changed(List<RunView> runs) {}

                    @Override
                    public void line(String job, LogLine line) {
                        lines.add(line.text());
                    }
                };
        RunView run =
                new LocalRun(options, library, Vendors.Settings.NONE).run(listener).getFirst();
        assertThat(run.run().state()).as(String.join("\n", lines)).isEqualTo(State.SUCCESS);
        expect(lines, "team/shop/ci.yml@" + run.run().ref());
    }
}
