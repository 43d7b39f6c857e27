package dev.duru.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.kernel.Fact;
import dev.duru.kernel.ProblemException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The walk from an image to production with real processes, a real edge and a real database. */
class DeploymentTest {
    private static final String MANIFEST =
            """
            app: shop
            package: { files: { app/: build/ }, run: ignored, health: /healthz }
            environments:
              staging: { from: main, env: { LEVEL: debug }, drain: 1s }
              production:
                after: staging
                approve: { role: qa }
                replicas: 2
                drain: 2s
                secrets: [TOKEN]
                rollout: { canary: [10%, 50%, 100%], every: 2s }
                verify:
                  - { name: errors, signal: error_ratio, below: 2%, minRequests: 20 }
                  - { name: latency, signal: p95, below: 2s }
            """;

    @TempDir Path folder;

    @Test
    void anImageWalksToProductionAndABadOneIsTakenBack() throws Exception {
        try (TestHouse house = new TestHouse(folder)) {
            house.secrets.put("TOKEN", "s3cret-token");
            String first = house.publish(1, MANIFEST, "");
            house.await(Fact.ReleaseDeployed.class, f -> f.environment().equals("staging"));
            TestClient staging =
                    new TestClient(house.traffic.port(), TestHouse.environment("staging"));
            assertThat(staging.get("/").body()).isEqualTo(TestHouse.commit(1) + "\n");
            assertThat(staging.get("/env").body())
                    .contains("DURU_ENV=staging", "LEVEL=debug", "DURU_RELEASE=1");

            approveProduction(house, first);
            house.await(Fact.ReleaseDeployed.class, f -> f.environment().equals("production"));
            TestClient production =
                    new TestClient(house.traffic.port(), TestHouse.environment("production"));
            assertThat(production.get("/env").body()).contains("TOKEN=s3cret-token");

            production.start(60);
            String second = house.publish(2, MANIFEST, "");
            approveProduction(house, second);
            house.await(
                    Fact.ReleaseDeployed.class,
                    f -> f.environment().equals("production") && f.digest().equals(second));
            assertThat(production.failuresByBody).isEmpty();
            assertThat(production.answersByBody)
                    .containsKeys(TestHouse.commit(1), TestHouse.commit(2));

            String bad = house.publish(3, MANIFEST, "errors=20");
            approveProduction(house, bad);
            Fact.RolledBack back = house.await(Fact.RolledBack.class, f -> f.digest().equals(bad));
            assertThat(back.toDigest()).isEqualTo(second);
            assertThat(back.gate()).isEqualTo("errors");
            assertThat(back.exposedAt()).isBefore(back.detectedAt());
            assertThat(back.restoredAt()).isAfterOrEqualTo(back.detectedAt());
            Fact.GateFailed failed = house.await(Fact.GateFailed.class, f -> true);
            assertThat(failed.reading()).startsWith("error_ratio ").contains("not below 2 %");
            house.await(Fact.DigestQuarantined.class, f -> f.digest().equals(bad));
            production.stop();
            assertThat(production.failuresByBody.keySet())
                    .as("only the bad release failed requests")
                    .isSubsetOf(Set.of(TestHouse.commit(3)));

            assertThatThrownBy(() ->
                            house.delivery
                                    .commands()
                                    .promote(
                                            TestHouse.environment("production"),
                                            bad,
                                            TestHouse.MINA,
                                            null))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("quarantine");
        }
    }

    private static void approveProduction(TestHouse house, String digest) {
        Fact.ApprovalRequested asked =
                house.await(Fact.ApprovalRequested.class, f -> f.digest().equals(digest));
        assertThatThrownBy(() ->
                        house.delivery
                                .commands()
                                .approve(TestHouse.SHOP, asked.release(), TestHouse.MINA, "", null))
                .hasMessageContaining("yourself");
        house.delivery
                .commands()
                .approve(TestHouse.SHOP, asked.release(), TestHouse.QUINN, "tested", digest);
    }
}
