package dev.duru.pipeline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.kernel.ChildJvm;
import dev.duru.kernel.Entry;
import dev.duru.kernel.Fact;
import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of a whole engine process at moments drawn from a printed seed. */
class KilledEngineTest {
    private static final int KILLS = 5;
    private static final String WORKFLOW =
            """
            on: push
            jobs:
              first:
                runs-on: x
                outputs: { word: "${{ steps.s.outputs.word }}" }
                steps:
                  - run: echo line one; sleep 0.2; echo line two
                  - id: s
                    run: echo word=kept >> $GITHUB_OUTPUT
              cells:
                needs: first
                strategy: { matrix: { n: [1, 2] } }
                runs-on: x
                steps: [{ run: "sleep 0.2; echo ${{ matrix.n }} ${{ needs.first.outputs.word }}" }]
              called:
                needs: first
                strategy: { matrix: { n: [1, 2] } }
                uses: ./called.yml
                with: { word: "${{ needs.first.outputs.word }}" }
              failing:
                runs-on: x
                steps: [{ run: sleep 0.1; exit 1 }]
              last:
                needs: [cells, called, failing]
                if: always()
                runs-on: x
                steps: [{ run: "echo ${{ needs.cells.result }} ${{ needs.failing.result }}" }]
            """;

    private static final String CALLED =
            """
            on: { workflow_call: { inputs: { word: { type: string } } } }
            jobs:
              one: { runs-on: x, steps: [{ run: "test '${{ inputs.word }}' = kept" }] }
              two: { needs: one, runs-on: x, steps: [{ run: sleep 0.1 }] }
            """;

    /** The process that is killed: takes up what is there, adds runs, and waits for their end. */
    static final class Victim {
        private Victim() {}

        public static void main(String[] args) throws Exception {
            try (TestEngine test = new TestEngine(Path.of(args[0]), 2)) {
                System.out.println("ready");
                for (int i = 0; i < 2; i++) {
                    RunRow run = test.submit(args[1] + "/" + i, WORKFLOW);
                    System.out.println("submitted " + run.id());
                }
                for (RunRow run : test.database.read(test.store::open)) {
                    test.await(run);
                }
                System.out.println("done");
            }
        }
    }

    @TempDir Path folder;

    @Test
    void losesNothingAndEndsEveryRunOnce() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Files.writeString(folder.resolve("called.yml"), CALLED);
        Set<Long> acknowledged = new HashSet<>();
        for (int i = 0; i < KILLS; i++) {
            Process victim = start("kill" + i);
            victim.waitFor(700 + random.nextInt(2500), TimeUnit.MILLISECONDS);
            victim.destroyForcibly().waitFor();
            acknowledged.addAll(submitted("kill" + i));
        }
        assertThat(start("last").waitFor()).isZero();
        acknowledged.addAll(submitted("last"));

        try (TestEngine test = new TestEngine(folder, 1)) {
            List<Entry> facts = test.ledger.after(0, 10_000);
            for (long id : acknowledged) {
                RunRow run = test.database.read(sql -> test.store.run(sql, id)).orElseThrow();
                assertThat(run.state())
                        .as("run %d, seed %d", id, seed)
                        .isIn(State.FAILED, State.ERRORED);
                assertThat(test.jobs(run)).allSatisfy(job -> lawful(test, run, job));
                assertThat(facts)
                        .filteredOn(entry ->
                                entry.fact() instanceof Fact.RunFinished finished
                                        && finished.number() == run.number())
                        .hasSize(1);
            }
            assertThat(test.database.read(test.store::open)).isEmpty();
        }
        assertThat(acknowledged).isNotEmpty();
    }

    private static void lawful(TestEngine test, RunRow run, JobRow job) {
        assertThat(job.state().isFinal()).as("%s", job).isTrue();
        assertThat(job.attempt()).isLessThanOrEqualTo(2);
        if (job.state() == State.ERRORED) {
            assertThat(job.message()).contains("Duru ended");
            return;
        }
        boolean lost = test.jobs(run).stream().anyMatch(one -> one.state() == State.ERRORED);
        if (job.key().equals("failing")) {
            assertThat(job.state()).isEqualTo(State.FAILED);
        } else if (lost && job.key().matches("cells|called.*")) {
            // Skipped where what they need was lost for good, stopped where the other cell was.
            assertThat(job.state()).isIn(State.SUCCESS, State.SKIPPED, State.CANCELLED);
        } else {
            assertThat(job.state()).isEqualTo(State.SUCCESS);
        }
        if (job.key().equals("first")) {
            assertThat(test.log(run, job)).contains("line one", "line two");
            assertThat(job.outputs()).contains("kept");
        }
    }

    private Process start(String name) throws Exception {
        return ChildJvm.of(Victim.class, 256, folder, name)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(folder.resolve(name + ".out").toFile())
                .start();
    }

    private List<Long> submitted(String name) throws Exception {
        return Files.readAllLines(folder.resolve(name + ".out")).stream()
                .filter(line -> line.startsWith("submitted ") && line.length() > 10)
                .map(line -> Long.parseLong(line.substring(10)))
                .toList();
    }
}
