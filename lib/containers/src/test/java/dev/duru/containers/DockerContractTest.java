package dev.duru.containers;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.duru.containers.testing.TestDocker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** Docker keeps the contract. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DockerContractTest extends EngineContract {
    private TestDocker docker;

    @BeforeAll
    void start() throws Exception {
        TestDocker.missing()
                .ifPresent(what -> assumeTrue(false, "skipped: " + what + " is missing"));
        docker = TestDocker.start();
    }

    @AfterAll
    void stop() throws Exception {
        if (docker != null) {
            docker.close();
        }
    }

    @Override
    TestDocker process() {
        return docker;
    }
}
