package dev.duru.bench;

import dev.duru.pipeline.LocalRun;
import dev.duru.pipeline.RunView;
import dev.duru.pipeline.state.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The engine's own time: 1,000 trivial steps in one job, and 200 jobs that nothing holds back,
 * beside a plain shell script that starts the same processes, in turns.
 */
public final class EngineBench {
    private static final int STEPS = 1000;
    private static final int JOBS = 200;
    private static final int ROUNDS = 3;

    private EngineBench() {}

    /** Usage: {@code EngineBench}. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Figures figures = new Figures("engine");
        compare(
                figures,
                STEPS + " steps in one job",
                steps(),
                "for n in $(seq " + STEPS + "); do echo true > s.sh; bash -e s.sh; done");
        compare(
                figures,
                JOBS + " jobs side by side",
                jobs(),
                "seq "
                        + JOBS
                        + " | xargs -P "
                        + Runtime.getRuntime().availableProcessors()
                        + " -I{} sh -c 'mkdir -p w/{} && echo true > w/{}/s.sh && cd w/{} && bash -e s.sh'");
    }

    private static void compare(Figures figures, String what, String workflow, String script)
            throws IOException, InterruptedException {
        List<Spent> engine = new ArrayList<>();
        List<Spent> shell = new ArrayList<>();
        for (int round = 0; round <= ROUNDS; round++) {
            Spent ours = Spent.on(() -> engine(workflow));
            Spent theirs = Spent.on(() -> shell(script));
            if (round > 0) {
                engine.add(ours);
                shell.add(theirs);
            }
        }
        figures.add(
                what + ", engine : shell",
                Spent.ratio(Spent.median(engine), Spent.median(shell)),
                "at most 2");
    }

    private static void engine(String workflow) throws IOException {
        Path folder = Files.createTempDirectory("duru-bench-engine");
        Path file = folder.resolve(".github/workflows/ci.yml");
        Files.createDirectories(folder.resolve(".github/workflows"));
        Files.writeString(file, workflow);
        List<RunView> runs =
                new LocalRun(LocalRun.Options.of(folder)).run(LocalRun.Listener.SILENT);
        if (runs.stream().anyMatch(run -> run.run().state() != State.SUCCESS)) {
            throw new IllegalStateException("the run did not succeed");
        }
    }

    private static void shell(String script) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("duru-bench-shell");
        int exit =
                new ProcessBuilder("bash", "-c", script)
                        .directory(folder.toFile())
                        .inheritIO()
                        .start()
                        .waitFor();
        if (exit != 0) {
            throw new IllegalStateException("the script ended with " + exit);
        }
    }

    private static String steps() {
        StringBuilder workflow =
                new StringBuilder(
                        "on: push\njobs:\n  all:\n    runs-on: ubuntu-latest\n    steps:\n");
        for (int n = 0; n < STEPS; n++) {
            workflow.append("      - run: 'true'\n");
        }
        return workflow.toString();
    }

    private static String jobs() {
        StringBuilder workflow = new StringBuilder("on: push\njobs:\n");
        for (int n = 0; n < JOBS; n++) {
            workflow.append("  j")
                    .append(n)
                    .append(":\n    runs-on: ubuntu-latest\n    steps:\n      - run: 'true'\n");
        }
        return workflow.toString();
    }
}
