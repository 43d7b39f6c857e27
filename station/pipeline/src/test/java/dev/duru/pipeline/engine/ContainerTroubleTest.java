package dev.duru.pipeline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.duru.containers.testing.TestPodman;
import dev.duru.pipeline.container.ContainerRoom;
import dev.duru.pipeline.container.ContainerSettings;
import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs whose container, or whose engine, goes away under them. */
class ContainerTroubleTest {
    @TempDir Path temp;
    private TestPodman podman;
    private TestEngine engine;

    @BeforeEach
    void start() throws Exception {
        TestPodman.missing()
                .ifPresent(what -> assumeTrue(false, "skipped: " + what + " is missing"));
        podman = TestPodman.start();
        Path folder = Files.createDirectory(temp.resolve("engine"));
        engine =
                new TestEngine(
                        folder,
                        2,
                        new ContainerRoom(
                                new ContainerSettings(podman.address(), false, List.of(), false),
                                Map.of()));
    }

    @AfterEach
    void stop() throws Exception {
        if (engine != null) {
            engine.close();
        }
        if (podman != null) {
            podman.close();
        }
    }

    private RunRow submit(String script) {
        return engine.submit(
                script,
                """
                on: push
                jobs:
                  build:
                    runs-on: ubuntu-latest
                    container: %s
                    steps:
                      - run: %s
                      - run: echo the next step ran
                """
                        .formatted(TestPodman.BUSYBOX, script));
    }

    @Test
    void aStepThatEndsItsContainerEndsTheJob() throws Exception {
        // The first process of a container takes only signals that it handles; SIGKILL from inside
        // does not reach it, so the engine is asked.
        RunRow run = submit("echo begun; sleep 1000");
        JobRow job = engine.awaitLine(run, "begun");
        podman.engine()
                .containers()
                .list(Map.of("dev.duru.job", ""))
                .forEach(each -> podman.engine().containers().remove(each.id()));
        engine.await(run);
        assertThat(engine.jobs(run).getFirst().state()).isIn(State.ERRORED, State.FAILED);
        assertThat(engine.log(run, job)).doesNotContain("the next step ran");
    }

    @Test
    void anEngineThatDiesErrorsTheJob() throws Exception {
        RunRow run = submit("echo begun; sleep 1000");
        JobRow job = engine.awaitLine(run, "begun");
        podman.kill();
        engine.await(run);
        JobRow ended = engine.jobs(run).getFirst();
        assertThat(ended.state()).isEqualTo(State.ERRORED);
        assertThat(ended.message()).contains("container engine");
        assertThat(engine.log(run, job)).doesNotContain("the next step ran");
    }

    @Test
    void theFileSaysWhichVariantAndWhetherToFetchIt() throws Exception {
        String busybox = TestPodman.BUSYBOX;
        JobRow there = job(busybox, "never");
        assertThat(there.state()).as(there.message()).isEqualTo(State.SUCCESS);
        JobRow fallback = job(busybox, "always,missing");
        assertThat(fallback.state()).as(fallback.message()).isEqualTo(State.SUCCESS);
        assertThat(job("localhost/none:1", "never").message()).contains("it may not be pulled");
    }

    private JobRow job(String image, String pull) throws Exception {
        RunRow run =
                engine.submit(
                        image + pull,
                        """
                        on: push
                        jobs:
                          build:
                            runs-on: ubuntu-latest
                            container:
                              image: %s
                              options: --pull %s --platform linux/amd64
                            steps: [{ run: echo inside }]
                        """
                                .formatted(image, pull));
        engine.await(run);
        return engine.jobs(run).getFirst();
    }
}
