package dev.duru.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.duru.containers.testing.TestPodman;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The same with replicas in Podman: production has all its replicas in the end, and after all of it
 * no container is left. By default two kills; {@code -Dduru.kills=20} for more.
 */
class KilledContainersTest extends KilledStationTest {
    private static final String BAD =
            "mkdir -p /www/cgi-bin; { echo '#!/bin/sh'; echo \"printf 'Status: 500 Bad\\r\\nContent-Length:"
                    + " 41\\r\\n\\r\\n%s\\n' $GIT_REV\"; } > /www/cgi-bin/index.cgi; chmod 755"
                    + " /www/cgi-bin/index.cgi; ";

    private TestPodman podman;
    private TestRegistry registry;

    @Override
    int kills() {
        return Integer.getInteger("duru.kills", 2);
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

    /** Production has all of its replicas, whatever else still runs out. */
    @Override
    void lawful(int live, long seed) {
        // Each image made one release, in order.
        Map<String, String> labels = Map.of("dev.duru.release", String.valueOf(live + 1));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        List<String> running = List.of();
        while (running.size() != 2) {
            assertThat(System.nanoTime())
                    .as("release %d has the replicas %s; seed %d", live + 1, running, seed)
                    .isLessThan(deadline);
            LockSupport.parkNanos(50_000_000L);
            running =
                    podman.engine().containers().list(labels).stream()
                            .filter(each -> each.status().equals("running"))
                            .flatMap(each -> each.names().stream())
                            .toList();
        }
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
