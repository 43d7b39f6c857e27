package dev.duru.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.actions.ActionLibrary;
import dev.duru.pipeline.actions.ActionSettings;
import dev.duru.pipeline.actions.OwnActions;
import dev.duru.pipeline.log.LogLine;
import dev.duru.pipeline.toolchain.Vendors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real {@code actions/cache}, {@code actions/upload-artifact} and {@code actions/github-script}
 * from their public repositories, as a mirror on this machine serves them: {@code
 * DURU_ACTIONS_MIRROR}, such as {@code file:///mirror/{owner}/{repo}}. Tests use no other network,
 * so without it this is skipped.
 */
class RealActionsTest {
    private static final String WORKFLOW =
            """
            on: push
            permissions: write-all
            jobs:
              first:
                runs-on: ubuntu-latest
                outputs: { said: "${{ steps.script.outputs.result }}" }
                steps:
                  - run: mkdir -p deps out && echo one > deps/x && echo hello > out/a.txt
                  - id: cache
                    uses: actions/cache@v4
                    with: { path: deps, key: "deps-1", restore-keys: deps- }
                  - uses: actions/upload-artifact@v4
                    id: up
                    with: { name: built, path: out, if-no-files-found: error }
                  - id: script
                    uses: actions/github-script@v7
                    with:
                      script: |
                        core.notice('in ' + context.repo.owner + '/' + context.repo.repo)
                        await core.summary.addHeading('A summary').write()
                        return { event: context.eventName, ref: context.ref }
                  - run: |
                      test '${{ steps.cache.outputs.cache-hit }}' != true
                      test -n '${{ steps.up.outputs.artifact-id }}'
              second:
                needs: first
                runs-on: ubuntu-latest
                steps:
                  - id: cache
                    uses: actions/cache@v4
                    with: { path: deps, key: "deps-2", restore-keys: deps- }
                  - uses: actions/cache/restore@v4
                    with: { path: deps, key: "deps-1", fail-on-cache-miss: true }
                  - run: test "$(cat deps/x)" = one
                  - uses: actions/download-artifact@v4
                    with: { name: built, path: back }
                  - run: test "$(cat back/a.txt)" = hello
                  - run: test '${{ fromJSON(needs.first.outputs.said).event }}' = push
            """;

    @TempDir Path folder;

    private static final class Heard implements LocalRun.Listener {
        private final List<String> lines = new ArrayList<>();

        @Override
        public void changed(List<RunView> runs) {
            assertThat(runs).isNotEmpty();
        }

        @Override
        public void line(String job, LogLine line) {
            lines.add(job + " | " + line.text());
        }
    }

    private static final String UPLOAD =
            """
            on: push
            permissions: write-all
            jobs:
              up:
                runs-on: ubuntu-latest
                steps:
                  - run: mkdir out && echo hello > out/a.txt
                  - uses: actions/upload-artifact@v4
                    id: up
                    with: { name: built, path: out, if-no-files-found: error }
                  - uses: actions/download-artifact@v4
                    with: { name: built, path: back }
                  - run: test "$(cat back/a.txt)" = hello && test -n '${{ steps.up.outputs.artifact-id }}'
            """;

    @Test
    void cachesAndScriptsRunAsOnGithub() throws Exception {
        Heard heard = new Heard();
        RunView run = run(WORKFLOW, "*, !cache", heard);
        assertThat(run.run().state().word())
                .as(String.join("\n", heard.lines))
                .isEqualTo("success");
        assertThat(heard.lines)
                .anyMatch(line -> line.contains("Cache saved with key: deps-1"))
                .anyMatch(line -> line.contains("Cache restored from key: deps-1"))
                .contains("first | in team/shop");
    }

    @Test
    void artifactsRunAsOnGithub() throws Exception {
        Heard heard = new Heard();
        RunView run = run(UPLOAD, "*, !upload-artifact", heard);
        assumeTrue(
                heard.lines.stream().noneMatch(line -> line.contains("gives out no commit")),
                "the mirror has not all objects of actions/upload-artifact@v4");
        assertThat(run.run().state().word())
                .as(String.join("\n", heard.lines))
                .isEqualTo("success");
        assertThat(heard.lines)
                .anyMatch(line -> line.contains("Artifact built has been successfully uploaded"));
    }

    private RunView run(String workflow, String builtin, Heard heard) throws Exception {
        String mirror = System.getenv().getOrDefault("DURU_ACTIONS_MIRROR", "");
        assumeTrue(!mirror.isEmpty(), "DURU_ACTIONS_MIRROR names no mirror of public actions");
        ActionSettings settings = ActionSettings.of(mirror, "*", false, builtin);
        Path project = Files.createDirectories(folder.resolve("project"));
        Files.writeString(project.resolve("ci.yml"), workflow);
        LocalRun.Options options =
                LocalRun.Options.of(project)
                        .withWorkflow("ci.yml")
                        .withProject(new ProjectName("team", "shop"));
        ActionLibrary library =
                new ActionLibrary(folder.resolve("actions"), settings, OwnActions.NONE);
        return new LocalRun(options, library, Vendors.Settings.NONE).run(heard).getFirst();
    }
}
