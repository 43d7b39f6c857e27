package dev.duru.delivery.runtime.container;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.duru.containers.testing.TestDocker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Replicas in Docker. */
class DockerRuntimeTest extends ContainerContract {
    private TestDocker engine;

    @BeforeAll
    void start() throws Exception {
        TestDocker.missing()
                .ifPresent(what -> assumeTrue(false, "skipped: " + what + " is missing"));
        engine = TestDocker.start();
    }

    @AfterAll
    void stop() throws Exception {
        if (engine != null) {
            engine.close();
        }
    }

    @Override
    TestDocker process() {
        return engine;
    }
}
