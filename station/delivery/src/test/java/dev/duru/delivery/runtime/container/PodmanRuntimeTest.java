package dev.duru.delivery.runtime.container;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.duru.containers.testing.TestPodman;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Replicas in Podman. */
class PodmanRuntimeTest extends ContainerContract {
    private TestPodman engine;

    @BeforeAll
    void start() throws Exception {
        TestPodman.missing()
                .ifPresent(what -> assumeTrue(false, "skipped: " + what + " is missing"));
        engine = TestPodman.start();
    }

    @AfterAll
    void stop() throws Exception {
        if (engine != null) {
            engine.close();
        }
    }

    @Override
    TestPodman process() {
        return engine;
    }
}
