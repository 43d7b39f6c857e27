package dev.duru.delivery.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.duru.cgroups.Cgroup;
import dev.duru.cgroups.Cgroups;
import dev.duru.cgroups.Limits;
import dev.duru.delivery.Replica;
import dev.duru.delivery.Runtime;
import dev.duru.delivery.RuntimeContract;
import dev.duru.delivery.TestImages;
import dev.duru.delivery.Workload;
import dev.duru.delivery.runtime.local.ReplicaFolder;
import dev.duru.kernel.ProblemException;
import dev.duru.manifest.Hosting;
import dev.duru.oci.Content;
import dev.duru.oci.LayerEntry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessRuntimeTest extends RuntimeContract {
    @TempDir Path folder;
    private TestImages images;
    private Sandbox sandbox;

    @BeforeEach
    void open() {
        images = new TestImages(folder.resolve("scratch"));
        sandbox = Sandbox.detect();
    }

    /** Each call gives one that knows nothing but what is in the folder. */
    @Override
    protected Runtime runtime() {
        if (current == null) {
            current = fresh();
        }
        return current;
    }

    @Override
    protected void restart() {
        current = fresh();
    }

    private Runtime current;

    private Runtime fresh() {
        return new ProcessRuntime(folder.resolve("data"), images, sandbox, InstantSource.system());
    }

    @Override
    protected String healthy() {
        return images.app("");
    }

    @Override
    protected String neverHealthy() {
        return images.app("never");
    }

    @Override
    protected String endsAtOnce() {
        return images.image("echo cannot find my database; exit 3");
    }

    private Replica up(Workload workload) {
        return await(workload, all -> all.stream().allMatch(Replica::healthy)).getFirst();
    }

    private static String get(Replica replica, String path) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://" + replica.address() + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    @Test
    void theApplicationHasItsVariablesAndNoneOfDurus() throws Exception {
        Replica replica = up(workload(12, healthy(), 1));
        String env = get(replica, "/env");
        assertThat(env)
                .contains(
                        "GREETING=hello\n",
                        "GIT_REV=abc\n",
                        "PORT=" + replica.address().split(":")[1]);
        assertThat(env).doesNotContain("MAVEN").doesNotContain("SUREFIRE");
    }

    @Test
    void oneThatIsDeafToSigtermIsKilledAfterTheGrace() {
        Workload workload = workload(13, images.app("deaf"), 1);
        up(workload);
        long asked = System.nanoTime();
        awaitStopped(workload.id(), Duration.ofMillis(1500));
        assertThat(Duration.ofNanos(System.nanoTime() - asked))
                .isGreaterThan(Duration.ofSeconds(1));
        assertThat(runtime().replicas(workload.id())).isEmpty();
    }

    @Test
    void oneThatListensToSigtermEndsLongBeforeTheGrace() {
        Workload workload = workload(14, healthy(), 1);
        up(workload);
        long asked = System.nanoTime();
        awaitStopped(workload.id(), Duration.ofMinutes(2));
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void noChildOfAReplicaIsLeft() {
        String alone = "3003." + System.nanoTime();
        Workload workload =
                workload(
                        15,
                        images.image(
                                "sleep "
                                        + alone
                                        + " & setsid sleep "
                                        + alone
                                        + " & sleep "
                                        + alone),
                        1);
        await(workload, all -> running(alone) >= 3);
        awaitStopped(workload.id(), Duration.ofMillis(300));
        assertThat(running(alone)).isZero();
    }

    private static long running(String word) {
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.filter(p -> p.info().commandLine().orElse("").endsWith("sleep " + word))
                    .count();
        }
    }

    @Test
    void theSandboxShowsNothingElseOfDurusData() throws Exception {
        assumeThat(sandbox).isEqualTo(Sandbox.BUBBLEWRAP);
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.writeString(data.resolve("duru.db"), "the crown jewels");
        Workload workload =
                workload(
                        16,
                        images.image(
                                "cat "
                                        + data.resolve("duru.db").toAbsolutePath()
                                        + "; ls "
                                        + data.toAbsolutePath()
                                        + "; touch here && echo wrote; touch /usr/there; exit 3"),
                        1);
        Replica replica =
                await(workload, all -> all.getFirst().state() == Replica.State.DEAD).getFirst();
        assertThat(replica.detail())
                .doesNotContain("crown jewels")
                .contains("No such file", "apps", "wrote", "Read-only file system");
    }

    private Workload limited(long release, String command, Hosting.Resources most) {
        try (Cgroups place = Cgroups.lasting("duru-probe");
                Cgroup group = place.open("1", new Limits(1, 64 << 20, 64))) {
            assumeThat(group.missing())
                    .as("skipped: this machine gives no control groups for these")
                    .isEmpty();
        }
        Workload plain = workload(release, images.image(command), 1);
        return new Workload(
                plain.id(),
                plain.repository(),
                plain.digest(),
                plain.version(),
                1,
                plain.env(),
                plain.secrets(),
                plain.healthPath(),
                plain.startTimeout(),
                plain.drain(),
                new Hosting(most, Hosting.Container.STANDARD, Hosting.Kubernetes.STANDARD));
    }

    @Test
    void oneThatTakesMoreMemoryThanItMayIsEndedAndThatIsSaid() {
        Workload workload =
                limited(
                        21,
                        "echo eats; head -c 300000000 /dev/zero | tail -c 250000000",
                        new Hosting.Resources(64L << 20, 500, 0));
        Replica replica =
                await(workload, all -> all.getFirst().state() == Replica.State.DEAD).getFirst();
        assertThat(replica.detail()).contains("resources.memory", "eats");
    }

    @Test
    void noMoreProcessesThanAllowedAndNoneIsLeftAlsoAfterARestart() {
        String alone = "3005." + System.nanoTime();
        Workload workload =
                limited(
                        22,
                        "for i in 1 2 3 4 5 6 7 8 9 10 11 12; do setsid sleep "
                                + alone
                                + " & done; wait",
                        new Hosting.Resources(0, 0, 8));
        await(workload, all -> all.getFirst().detail().contains("resources.pids"));
        assertThat(running(alone)).isLessThanOrEqualTo(8);
        restart();
        awaitStopped(workload.id(), Duration.ofSeconds(1));
        assertThat(running(alone)).isZero();
    }

    @Test
    void aDamagedImageIsRefused() {
        String digest = healthy();
        images.damage(digest);
        assertThatThrownBy(() -> runtime().ensure(workload(17, digest, 1)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("digest");
        assertThatThrownBy(() -> runtime().ensure(workload(18, "sha256:" + "0".repeat(64), 1)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("no manifest");
    }

    @Test
    void programsOfTheImageAreFound() {
        String digest =
                images.image(
                        "cat app/hello.txt; ./app/tool; exit 3",
                        List.of(
                                new LayerEntry.File(
                                        "app/hello.txt",
                                        0644,
                                        Content.bytes("hi\n".getBytes(StandardCharsets.UTF_8))),
                                new LayerEntry.File(
                                        "app/tool",
                                        0755,
                                        Content.bytes(
                                                "#!/bin/sh\necho tool runs\n"
                                                        .getBytes(StandardCharsets.UTF_8)))));
        Replica replica =
                await(workload(19, digest, 1), all -> all.getFirst().state() == Replica.State.DEAD)
                        .getFirst();
        assertThat(replica.detail()).contains("hi\n", "tool runs");
    }

    @Test
    void secretsAreNowhereOnDisk() throws Exception {
        Workload plain = workload(20, healthy(), 1);
        Workload workload =
                new Workload(
                        plain.id(),
                        plain.repository(),
                        plain.digest(),
                        plain.version(),
                        1,
                        java.util.Map.of("TOKEN", "very-secret-value"),
                        java.util.Set.of("TOKEN"),
                        "/healthz",
                        plain.startTimeout(),
                        plain.drain(),
                        plain.hosting());
        assertThat(get(up(workload), "/env")).contains("TOKEN=very-secret-value");
        try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain("very-secret-value");
            }
        }
        assertThat(workload.toString()).doesNotContain("very-secret-value");
    }

    @Test
    void secretsAreMaskedInWhatIsToldOfIt() {
        Workload plain = workload(21, images.image("echo token is $TOKEN; exit 3"), 1);
        Workload workload =
                new Workload(
                        plain.id(),
                        plain.repository(),
                        plain.digest(),
                        plain.version(),
                        1,
                        java.util.Map.of("TOKEN", "very-secret-value"),
                        java.util.Set.of("TOKEN"),
                        null,
                        plain.startTimeout(),
                        plain.drain(),
                        plain.hosting());
        Replica replica =
                await(workload, all -> all.getFirst().state() == Replica.State.DEAD).getFirst();
        assertThat(replica.detail()).contains("token is ***").doesNotContain("very-secret-value");
    }

    @Test
    void outputIsKeptWithinBoundsWhileItIsWritten() throws IOException {
        ReplicaFolder replica = new ReplicaFolder(Files.createDirectories(folder.resolve("r")));
        try (java.io.OutputStream app =
                Files.newOutputStream(
                        replica.output(),
                        java.nio.file.StandardOpenOption.CREATE,
                        java.nio.file.StandardOpenOption.APPEND)) {
            app.write("x".repeat(1000).getBytes(StandardCharsets.UTF_8));
            replica.boundOutput(1000);
            assertThat(Files.size(replica.output())).isEqualTo(1000);
            app.write('y');
            replica.boundOutput(1000);
            assertThat(Files.size(replica.output())).isZero();
            app.write("next\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(replica.lastLines()).isEqualTo("next");
        assertThat(Files.size(folder.resolve("r/output.log.1"))).isEqualTo(1001);
    }
}
