package dev.duru.containers;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.duru.containers.testing.TestPodman;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** Podman keeps the contract. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PodmanContractTest extends EngineContract {
    private TestPodman podman;

    @BeforeAll
    void start() throws Exception {
        TestPodman.missing()
                .ifPresent(what -> assumeTrue(false, "skipped: " + what + " is missing"));
        podman = TestPodman.start();
    }

    @AfterAll
    void stop() throws Exception {
        if (podman != null) {
            podman.close();
        }
    }

    @Override
    TestPodman process() {
        return podman;
    }
}
