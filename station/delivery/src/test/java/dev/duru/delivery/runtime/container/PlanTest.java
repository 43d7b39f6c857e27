package dev.duru.delivery.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.containers.EngineVersion;
import dev.duru.delivery.EnvironmentKey;
import dev.duru.delivery.RegistryAccess;
import dev.duru.delivery.Workload;
import dev.duru.delivery.WorkloadId;
import dev.duru.kernel.ProjectName;
import dev.duru.manifest.Hosting;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static Plan plan(Hosting.Container container) {
        return new Plan(
                "house-1",
                new Workload(
                        new WorkloadId(
                                new EnvironmentKey(ProjectName.parse("team/shop"), "production"),
                                12),
                        "team/shop",
                        "sha256:" + "a".repeat(64),
                        "abcdef012345",
                        2,
                        Map.of("LEVEL", "debug"),
                        Set.of(),
                        "/healthz",
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(10),
                        new Hosting(
                                new Hosting.Resources(256L << 20, 500, 64),
                                container,
                                Hosting.Kubernetes.STANDARD)));
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = PlanTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    @Test
    void whatAnEngineIsSentIsThis() throws IOException {
        Plan plan =
                plan(
                        new Hosting.Container(
                                9000,
                                List.of(new Hosting.Volume("data", "/var/lib/shop", true)),
                                "",
                                true));
        assertThat(plan.spec(1, "image", plan.port(0), EngineVersion.Kind.DOCKER).json())
                .isEqualToNormalizingNewlines(golden("container.json"));
    }

    @Test
    void onTheMachinesNetworkTheApplicationIsGivenAFreePort() {
        Plan plan = plan(new Hosting.Container(9000, List.of(), "host", false));
        assertThat(plan.spec(0, "image", plan.port(4711), EngineVersion.Kind.PODMAN).json())
                .contains("PORT=4711", "\"NetworkMode\" : \"host\"")
                .doesNotContain("PortBindings");
    }

    @Test
    void theImageIsNamedByItsDigest() {
        assertThat(
                        plan(Hosting.Container.STANDARD)
                                .image(new RegistryAccess.Registry("127.0.0.1:8080", true, "", "")))
                .isEqualTo("127.0.0.1:8080/team/shop@sha256:" + "a".repeat(64));
    }

    @Test
    void environmentsThatReadTheSameHaveNamesOfTheirOwn() {
        String one = Plan.network("i", new EnvironmentKey(ProjectName.parse("a-b/c"), "d"));
        String other = Plan.network("i", new EnvironmentKey(ProjectName.parse("a/b-c"), "d"));
        assertThat(one).startsWith("duru-a-b-c-d-").isNotEqualTo(other);
        assertThat(other).startsWith("duru-a-b-c-d-");
    }
}
