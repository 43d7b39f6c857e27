package dev.duru.pipeline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.State;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Duru does in the place of well-known actions. */
class BuiltinActionsTest {
    @TempDir Path folder;

    private static String steps(String steps) {
        return "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n" + steps.indent(6);
    }

    private static List<String> run(TestEngine test, String origin, String steps) throws Exception {
        RunRow run = test.submit(origin, steps(steps));
        test.await(run);
        JobRow job = test.jobs(run).getFirst();
        List<String> log = test.log(run, job);
        assertThat(job.state()).as(String.join("\n", log)).isEqualTo(State.SUCCESS);
        return Stream.concat(Stream.of(job.message()), log.stream()).toList();
    }

    @Test
    void artifactsAreMerged() throws Exception {
        try (TestEngine test = new TestEngine(folder, 1)) {
            run(
                    test,
                    "1",
                    """
                    - run: mkdir a b && echo 1 > a/one && echo 2 > b/two
                    - uses: actions/upload-artifact@v4
                      with: { name: part-a, path: a }
                    - uses: actions/upload-artifact@v4
                      with: { name: part-b, path: b }
                    - uses: actions/upload-artifact/merge@v4
                      with: { name: all, pattern: "part-*", separate-directories: true, delete-merged: true }
                    - uses: actions/download-artifact@v4
                      with: { path: back }
                    - run: |
                        test "$(cat back/all/part-a/one back/all/part-b/two | tr -d '\\n')" = 12
                        test "$(ls back)" = all
                    """);
        }
    }

    @Test
    void setupNodeTakesTheMachinesAndCachesItsPackages() throws Exception {
        String steps =
                """
                - run: echo '{}' > package-lock.json; echo '{"engines":{"node":">=12"}}' > package.json
                - id: node
                  uses: actions/setup-node@v4
                  with: { node-version-file: package.json, cache: npm }
                - run: |
                    node --version
                    cat ~/.npm/kept || true
                    mkdir -p ~/.npm && echo was kept > ~/.npm/kept
                - run: test "v${{ steps.node.outputs.node-version }}" = "$(node --version)"
                """;
        try (TestEngine test = new TestEngine(folder, 1)) {
            assertThat(run(test, "1", steps)).doesNotContain("was kept");
            assertThat(run(test, "2", steps)).contains("was kept");
        }
    }
}
