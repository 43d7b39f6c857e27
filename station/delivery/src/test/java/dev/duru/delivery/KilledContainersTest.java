package dev.duru.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.duru.containers.testing.TestPodman;
import java.io.IOException;
import java.util.Map;

/** The same with replicas in Podman; and after all of it no container is left. */
class KilledContainersTest extends KilledStationTest {
    private static final String BAD =
            "mkdir -p /www/cgi-bin; { echo '#!/bin/sh'; echo \"printf 'Status: 500 Bad\\r\\nContent-Length:"
                    + " 41\\r\\n\\r\\n%s\\n' $GIT_REV\"; } > /www/cgi-bin/index.cgi; chmod 755"
                    + " /www/cgi-bin/index.cgi; ";

    private TestPodman podman;
    private TestRegistry registry;

    @Override
    int kills() {
        return Integer.getInteger("duru.kills", 3);
    }

    @Override
    String runtime() {
        return "container";
    }

    @Override
    String image(TestImages images, int n, boolean good) {
        return images.busybox(
                "echo release "
                        + n
                        + "; "
                        + (good ? "echo $GIT_REV > /www/index.html; " : BAD)
                        + TestImages.serving("/www"));
    }

    @Override
    void prepare(TestImages images) throws IOException {
        TestPodman.missing()
                .ifPresent(what -> assumeTrue(false, "skipped: " + what + " is missing"));
        podman = TestPodman.start();
        registry = new TestRegistry(images);
        TestHouse.useContainers(folder, podman.address(), registry.address());
    }

    @Override
    void tidy() throws IOException {
        try {
            assertThat(podman.engine().containers().list(Map.of("dev.duru.instance", "")))
                    .isEmpty();
        } finally {
            registry.close();
            podman.close();
        }
    }
}
