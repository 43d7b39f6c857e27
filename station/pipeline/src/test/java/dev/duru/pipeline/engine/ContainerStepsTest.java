package dev.duru.pipeline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.duru.containers.testing.TestPodman;
import dev.duru.pipeline.container.ContainerRoom;
import dev.duru.pipeline.container.ContainerSettings;
import dev.duru.pipeline.sandbox.Programs;
import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.State;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Steps of jobs in a container that need more than a shell: beside each other, and Node.js. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContainerStepsTest {
    private TestPodman podman;

    @BeforeAll
    void startPodman() throws Exception {
        TestPodman.missing()
                .ifPresent(what -> assumeTrue(false, "skipped: " + what + " is missing"));
        podman = TestPodman.start();
    }

    @AfterAll
    void stopPodman() throws Exception {
        if (podman != null) {
            podman.close();
        }
    }

    private String run(Path folder, List<Path> mounts, String workflow, State state)
            throws Exception {
        ContainerSettings settings = new ContainerSettings(podman.address(), false, mounts, false);
        try (TestEngine engine = new TestEngine(folder, 1, new ContainerRoom(settings, Map.of()))) {
            RunRow run = engine.await(engine.submit("1", workflow));
            JobRow job = engine.jobs(run).getFirst();
            String log = String.join("\n", engine.log(run, job));
            assertThat(run.state()).as(log).isEqualTo(state);
            return log;
        }
    }

    @Test
    void stepsInTheBackgroundRunInsideAndAreStoppedAlone(@TempDir Path folder) throws Exception {
        String log =
                run(
                        folder,
                        List.of(),
                        """
                        on: push
                        jobs:
                          a:
                            runs-on: ubuntu-latest
                            container: %s
                            steps:
                              - id: server
                                background: true
                                run: |
                                  sleep 1000 &
                                  echo $! > child
                                  touch /tmp/inside
                                  while :; do sleep 0.1; done
                              - id: job
                                background: true
                                run: |
                                  while ! [ -e go ]; do sleep 0.05; done
                                  echo v=given >> "$GITHUB_OUTPUT"
                              - run: while ! [ -e /tmp/inside ]; do sleep 0.05; done
                              - timeout-minutes: 0.005
                                continue-on-error: true
                                run: sleep 1000
                              - run: |
                                  kill -0 $(cat child) && echo the server is left alone
                                  touch go
                              - wait: job
                              - cancel: server
                              - run: |
                                  while grep -qs '^State:.[^ZX]' /proc/$(cat child)/status; do sleep 0.05; done
                                  echo "gone, ${{ steps.server.outcome }}, ${{ steps.job.outputs.v }}"
                        """
                                .formatted(TestPodman.BUSYBOX),
                        State.SUCCESS);
        assertThat(log).contains("the server is left alone", "gone, cancelled, given");
    }

    /** The image has no Node.js, nor a C library: the one is this Duru's, the other the test's. */
    @Test
    void actionsForNodeRunInAnImageWithoutNode(@TempDir Path folder) throws Exception {
        Optional<Path> node = Programs.find("node", System.getenv("PATH"));
        assumeTrue(node.isPresent(), "skipped: node is missing");
        Set<Path> libraries = libraries(node.get());
        StringBuilder volumes = new StringBuilder();
        libraries.forEach(path -> volumes.append("        - '" + path + ":" + path + ":ro'\n"));
        String log =
                run(
                        folder,
                        List.copyOf(libraries),
                        """
                        on: push
                        jobs:
                          a:
                            runs-on: ubuntu-latest
                            container:
                              image: %s
                              volumes:
                        %s
                            steps:
                              - run: |
                                  command -v node || echo no node of its own
                                  mkdir act
                                  cat > act/action.yml <<'END'
                                  name: in a container
                                  inputs: { who: { default: nobody } }
                                  outputs: { said: { description: what } }
                                  runs: { using: node20, main: main.js, post: post.js }
                                  END
                                  cat > act/main.js <<'END'
                                  const fs = require('fs');
                                  console.log('main in ' + process.cwd() + ' for ' + process.env.INPUT_WHO);
                                  fs.writeFileSync('made', fs.existsSync('/etc/debian_version') ? 'outside' : 'inside');
                                  fs.appendFileSync(process.env.GITHUB_OUTPUT, 'said=hi ' + process.env.INPUT_WHO + '\\n');
                                  fs.appendFileSync(process.env.GITHUB_STATE, 'kept=42\\n');
                                  END
                                  echo "console.log('post knows ' + process.env.STATE_kept)" > act/post.js
                              - id: act
                                uses: ./act
                                with: { who: you }
                              - run: echo "said ${{ steps.act.outputs.said }}, made $(cat made)"
                        """
                                .formatted(TestPodman.BUSYBOX, volumes.toString().stripTrailing()),
                        State.SUCCESS);
        assertThat(log)
                .contains(
                        "no node of its own",
                        "main in /__w/shop/shop for you",
                        "said hi you, made inside",
                        "post knows 42");
    }

    /** The folders of the shared libraries that a program needs. */
    private static Set<Path> libraries(Path program) throws Exception {
        Process ldd = new ProcessBuilder("ldd", program.toString()).start();
        String text = new String(ldd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(ldd.waitFor()).isZero();
        Set<Path> folders = new TreeSet<>();
        for (String word : text.split("\\s+")) {
            Path file = Path.of(word);
            if (file.isAbsolute() && file.getParent() != null) {
                folders.add(file.getParent());
            }
        }
        return folders;
    }
}
