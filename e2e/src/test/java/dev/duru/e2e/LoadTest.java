package dev.duru.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.duru.app.cli.ApiClient;
import dev.duru.edge.EdgeProcess;
import dev.duru.kernel.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Mixed traffic through a rolling deployment, a canary that is taken back, {@code kill -9} and
 * restart of Duru, and an upgrade of the edge: no request fails but by the faulty canary's own
 * word. {@code -Dduru.load.rate} says how many requests a second at most (0 for as many as there
 * can be), {@code -Dduru.load.each} how many visitors of each of five kinds, {@code
 * -Dduru.load.rounds} how often all of it.
 */
class LoadTest {
    private static final int RATE = Integer.getInteger("duru.load.rate", 1000);
    private static final int EACH = Integer.getInteger("duru.load.each", 2);
    private static final int ROUNDS = Integer.getInteger("duru.load.rounds", 1);
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final String PROJECT = "mina/hello";
    private static final String HOST = "production.hello.mina.localhost";

    private static final String WORKFLOW =
            """
            on: push
            jobs:
              build:
                runs-on: ubuntu-latest
                steps:
                  - uses: actions/checkout@v4
                  - uses: actions/setup-java@v4
                    with: { distribution: temurin, java-version: 25 }
                  - run: javac -J-XX:TieredStopAtLevel=1 -d build Loaded.java
            """;

    /** Looks at the new release alone, before it is judged by its visitors. */
    private static final String SMOKE =
            """
            on:
              workflow_dispatch: { inputs: { url: { required: true } } }
            jobs:
              smoke:
                runs-on: ubuntu-latest
                steps: [{ run: 'test "$(curl -fsS "${URL}health?n=4")" = abcd', env: { URL: "${{ inputs.url }}" } }]
            """;

    private static final String MANIFEST =
            """
            app: hello
            package:
              files: { app/: build/ }
              run: java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -Xmx64m -cp app Loaded
              health: /health
            environments:
              production:
                from: main
                replicas: 2
                drain: 30s
                edge: { hosts: ["127.0.0.1"], tls: { certificate: cert.pem, key: key.pem } }
                rollout: ROLLOUT
                verify:
                  - { name: smoke, job: smoke.yml }
                  - { name: errors, signal: error_ratio, below: 10% }
            """;
    private static final String ROLLING = "{ rolling: { surge: 1 }, every: 500ms }";
    private static final String CANARY = "{ canary: [50%, 100%], every: 20s, patience: 20s }";

    @TempDir Path folder;
    private DuruProcess duru;
    private Git git;
    private ApiClient mina;

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void noRequestToAHealthyReleaseFails() throws Exception {
        assumeTrue(there("openssl"), "skipped: openssl is not installed");
        assumeTrue(there("curl"), "skipped: curl is not installed");
        int tls = freePort();
        List<String> launch = new ArrayList<>(List.of("env", "DURU_EDGE_TLS_PORT=" + tls));
        launch.addAll(DuruProcess.onThisClassPath());
        try (DuruProcess process = DuruProcess.start(folder, launch)) {
            duru = process;
            String password = duru.addUser("mina");
            certify();
            git = Git.init(folder.resolve("tree"));
            git.run("remote", "add", "origin", Git.url(duru.url(), "mina", password, PROJECT));
            git.write(".github/workflows/ci.yml", WORKFLOW);
            git.write(".github/workflows/smoke.yml", SMOKE);
            try (ApiClient client = ApiClient.withPassword(duru.url(), "mina", password)) {
                mina = client;
                mina.send("POST", "/api/v1/projects", Map.of("name", PROJECT, "public", true));
                await(push(0, ROLLING, false), "ReleaseDeployed");
                URI secure = URI.create("https://127.0.0.1:" + tls + "/");
                try (MixedTraffic traffic =
                        new MixedTraffic(HOST, duru.edgePort(), secure, EACH, RATE)) {
                    traffic.awaitMore(5);
                    for (int round = 0; round < ROUNDS; round++) {
                        all(traffic, 10 * round);
                    }
                    traffic.close();
                    report(traffic);
                }
            }
        }
    }

    private void all(MixedTraffic traffic, int round) throws Exception {
        await(push(round + 1, ROLLING, false), "ReleaseDeployed");
        long before = traffic.faulty();
        await(push(round + 2, CANARY, true), "RolledBack");
        assertThat(traffic.faulty()).as("the faulty one had visitors").isGreaterThan(before);
        duru.kill();
        traffic.awaitMore(5);
        duru.restart();
        traffic.awaitMore(5);
        new EdgeProcess(
                        EdgeProcess.Settings.likeThisProcess(
                                duru.data().resolve("edge"), "127.0.0.1", duru.edgePort()))
                .upgrade();
        traffic.awaitMore(5);
        await(push(round + 3, ROLLING, false), "ReleaseDeployed");
        traffic.awaitMore(5);
    }

    private static void report(MixedTraffic traffic) {
        System.out.printf(
                Locale.ROOT,
                "LoadTest: %.0f requests/s, %d good answers %s, %d of the faulty release%n",
                traffic.perSecond(),
                traffic.answered(),
                traffic.byKind(),
                traffic.faulty());
        assertThat(traffic.failures()).isEmpty();
        assertThat(traffic.byKind())
                .allSatisfy((kind, count) -> assertThat(count.get()).isPositive());
    }

    private String push(int round, String rollout, boolean faulty) throws IOException {
        git.write(
                "Loaded.java",
                resource("load/Loaded.java.in")
                        .replace("@ROUND@", String.valueOf(round))
                        .replace("@FAULTY@", String.valueOf(faulty)));
        git.write("duru.yml", MANIFEST.replace("ROLLOUT", rollout));
        String commit = git.commit("Round " + round);
        git.run("push", "--quiet", "origin", "main");
        return commit;
    }

    /** Waits until a commit has a fact of a kind; any other end is an error. */
    private void await(String commit, String wanted) {
        Await.until(
                commit + " has a " + wanted,
                PATIENCE,
                () -> {
                    List<JsonNode> entries = facts(commit);
                    for (JsonNode entry : entries) {
                        String kind = entry.path("kind").asString("");
                        if (kind.equals(wanted)) {
                            return true;
                        }
                        boolean over =
                                List.of(
                                                        "DeploymentFailed",
                                                        "PackagingFailed",
                                                        "RolledBack",
                                                        "ReleaseDeployed")
                                                .contains(kind)
                                        || kind.equals("RunFinished")
                                                && entry.path("fact")
                                                        .path("result")
                                                        .asString("")
                                                        .equals("FAILED");
                        assertThat(over).as("%s ended otherwise: %s", commit, entries).isFalse();
                    }
                    return false;
                });
    }

    private List<JsonNode> facts(String commit) {
        List<JsonNode> facts = new ArrayList<>();
        try {
            JsonNode page = mina.read("/api/v1/projects/" + PROJECT + "/facts?limit=1000");
            for (JsonNode entry : page.isArray() ? page : page.path("facts")) {
                if (entry.path("fact").path("commit").asString("").equals(commit)) {
                    facts.add(entry);
                }
            }
        } catch (ProblemException notReady) {
            return List.of();
        }
        return facts;
    }

    private void certify() throws Exception {
        Path certificates =
                Files.createDirectories(duru.data().resolve("certificates").resolve(PROJECT));
        Process openssl =
                new ProcessBuilder(
                                "openssl",
                                "req",
                                "-x509",
                                "-newkey",
                                "rsa:2048",
                                "-nodes",
                                "-days",
                                "2",
                                "-subj",
                                "/CN=127.0.0.1",
                                "-addext",
                                "subjectAltName=IP:127.0.0.1",
                                "-keyout",
                                "key.pem",
                                "-out",
                                "cert.pem")
                        .directory(certificates.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("openssl.log").toFile())
                        .start();
        assertThat(openssl.waitFor()).as(Files.readString(folder.resolve("openssl.log"))).isZero();
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = LoadTest.class.getClassLoader().getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static boolean there(String program) {
        return List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream()
                .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
