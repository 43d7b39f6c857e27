package dev.duru.bench;

import dev.duru.pipeline.sandbox.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code duru run} as a whole program, beside gitlab-ci-local on the same {@code .gitlab-ci.yml},
 * and beside a shell script that does the same by hand: pipelines of 1, 3 and 100 trivial jobs,
 * each in a folder of its own, with artifacts from stage to stage.
 *
 * <p>The peer is npm's gitlab-ci-local (4.56.2 runs on Node 20) with rsync; it runs jobs by the
 * shell, each in a folder of its own, as Duru's do.
 */
public final class PeerBench {
    private static final List<Integer> SIZES = List.of(1, 3, 100);
    private static final int LARGE = 100;
    private static final int ROUNDS = 3;

    private static final String PEER = "gitlab-ci-local";

    private PeerBench() {}

    /** Usage: {@code PeerBench LAUNCHER}. */
    public static void main(String[] args) throws IOException, InterruptedException {
        String launcher = Path.of(args[0]).toAbsolutePath().toString();
        Optional<Path> peer = peer();
        Figures figures = new Figures("peer");
        for (int size : SIZES) {
            measure(size, launcher, peer, figures);
        }
    }

    private static Optional<Path> peer() {
        String path = System.getenv().getOrDefault("PATH", "");
        Optional<Path> peer = Programs.find(PEER, path);
        if (peer.isEmpty() || Programs.find("rsync", path).isEmpty()) {
            System.out.println(
                    "bench: the peer is left out, because gitlab-ci-local or rsync is not on the"
                            + " PATH; install rsync by the system's packages, and the peer by"
                            + " `npm install -g gitlab-ci-local@4.56.2`");
            return Optional.empty();
        }
        return peer;
    }

    private static void measure(int size, String launcher, Optional<Path> peer, Figures figures)
            throws IOException, InterruptedException {
        Path project = project(size);
        List<Spent> duru = new ArrayList<>();
        List<Spent> theirs = new ArrayList<>();
        List<Spent> shell = new ArrayList<>();
        // A large pipeline takes the peer long, and warms itself up.
        int first = size >= LARGE ? ROUNDS : 0;
        for (int round = first; round <= ROUNDS; round++) {
            Spent ours = Spent.on(() -> run(project, List.of(launcher, "run")));
            Spent hand = Spent.on(() -> run(project, List.of("bash", "-e", script(project))));
            if (round > 0) {
                duru.add(ours);
                shell.add(hand);
            }
        }
        Spent ours = Spent.median(duru);
        String jobs =
                "pipeline of " + size + (size == 1 ? " job" : " jobs, artifacts between stages");
        figures.add(
                jobs + ", `duru run` : shell", Spent.ratio(ours, Spent.median(shell)), "at most 2");
        if (peer.isEmpty()) {
            return;
        }
        for (int round = first; round <= ROUNDS; round++) {
            Spent other =
                    Spent.on(() ->
                            run(project, List.of(peer.get().toString(), "--shell-isolation")));
            if (round > 0) {
                theirs.add(other);
            }
        }
        figures.add(
                jobs + ", " + PEER + " : `duru run`",
                Spent.ratio(Spent.median(theirs), ours),
                "at least 10");
    }

    private static void run(Path project, List<String> argv)
            throws IOException, InterruptedException {
        Path output = project.resolveSibling("output.txt");
        ProcessBuilder builder =
                new ProcessBuilder(argv)
                        .directory(project.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        int exit = builder.start().waitFor();
        if (exit != 0) {
            throw new IllegalStateException(
                    argv + " ended with " + exit + ":\n" + Files.readString(output));
        }
    }

    /** A repository with the pipeline; the peer reads from Git who and where it is. */
    private static Path project(int size) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("duru-bench-peer").resolve("project");
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(".gitlab-ci.yml"), Stages.of(size).yaml());
        Files.writeString(folder.resolve(".gitignore"), ".gitlab-ci-local/\n");
        Files.writeString(folder.resolveSibling("pipeline.sh"), Stages.of(size).shell());
        for (List<String> argv :
                List.of(
                        List.of("git", "init", "--quiet"),
                        List.of("git", "add", "--all"),
                        List.of(
                                "git",
                                "-c",
                                "user.name=bench",
                                "-c",
                                "user.email=bench@localhost",
                                "commit",
                                "--quiet",
                                "--message=bench"),
                        List.of(
                                "git",
                                "remote",
                                "add",
                                "origin",
                                "git@localhost:team/bench.git"))) {
            run(folder, argv);
        }
        return folder;
    }

    private static String script(Path project) {
        return project.resolveSibling("pipeline.sh").toString();
    }

    /**
     * A pipeline, as a file and as a script.
     *
     * @param build how many jobs make a file each
     * @param test how many jobs read all of these files and make one each
     * @param ends whether a last job reads those
     */
    private record Stages(int build, int test, boolean ends) {
        static Stages of(int size) {
            return switch (size) {
                case 1 -> new Stages(1, 0, false);
                case 3 -> new Stages(1, 1, true);
                default -> new Stages(size / 2 - 1, size - size / 2, true);
            };
        }

        String yaml() {
            StringBuilder yaml = new StringBuilder("stages: [build, test, deploy]\n");
            for (int n = 1; n <= build; n++) {
                job(yaml, "build" + n, "build", "mkdir -p out, echo " + n + " > out/" + n + ".txt");
                yaml.append("  artifacts: { paths: [out/] }\n");
            }
            for (int n = 1; n <= test; n++) {
                job(yaml, "test" + n, "test", "cat out/*.txt > test" + n + ".txt");
                yaml.append("  artifacts: { paths: [test").append(n).append(".txt] }\n");
            }
            if (ends) {
                job(yaml, "deploy", "deploy", "cat test*.txt");
            }
            return yaml.toString();
        }

        private static void job(StringBuilder yaml, String name, String stage, String script) {
            yaml.append(name)
                    .append(":\n  stage: ")
                    .append(stage)
                    .append("\n  script: [")
                    .append(script)
                    .append("]\n");
        }

        /** As many jobs at a time as there are processors, a stage after the other. */
        String shell() {
            String parallel = " | xargs -P $(nproc) -I{} bash -e -c ";
            StringBuilder script =
                    new StringBuilder(
                            """
                            work=$(mktemp -d)
                            mkdir $work/kept
                            export work
                            """);
            script.append(
                    stage(
                            "build",
                            build,
                            "mkdir -p out; echo {} > out/{}.txt",
                            "tar cf $work/kept/build{}.tar out",
                            parallel));
            if (test > 0) {
                script.append(
                        stage(
                                "test",
                                test,
                                "cat out/*.txt > test{}.txt",
                                "tar cf $work/kept/test{}.tar test{}.txt",
                                parallel));
            }
            if (ends) {
                script.append(stage("deploy", 1, "cat test*.txt", ":", parallel));
            }
            return script.append("rm -rf $work\n").toString();
        }

        /** Checkout, artifacts of the stages before, the job's own script, its artifacts. */
        private static String stage(
                String name, int jobs, String body, String keep, String parallel) {
            return "ls $work/kept > $work/before\nseq "
                    + jobs
                    + parallel
                    + "'mkdir $work/"
                    + name
                    + "{}; cp -R . $work/"
                    + name
                    + "{}; cd $work/"
                    + name
                    + "{}; while read -r kept; do tar xf $work/kept/$kept; done < $work/before; "
                    + "bash -e -c \""
                    + body
                    + "\"; "
                    + keep
                    + "'\n";
        }
    }
}
