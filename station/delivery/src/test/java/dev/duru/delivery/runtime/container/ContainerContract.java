package dev.duru.delivery.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.containers.ContainerEngine;
import dev.duru.containers.ContainerState;
import dev.duru.containers.EngineSearch;
import dev.duru.containers.testing.TestEngineProcess;
import dev.duru.delivery.Replica;
import dev.duru.delivery.Runtime;
import dev.duru.delivery.RuntimeContract;
import dev.duru.delivery.TaskLook;
import dev.duru.delivery.TaskOrder;
import dev.duru.delivery.TestImages;
import dev.duru.delivery.TestRegistry;
import dev.duru.delivery.Workload;
import dev.duru.kernel.ProblemException;
import dev.duru.manifest.Hosting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What containers promise beyond what every runtime does; for Docker and for Podman. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ContainerContract extends RuntimeContract {
    @TempDir Path folder;
    private TestImages images;
    private TestRegistry registry;
    private ContainerRuntime runtime;
    private String address = "";

    abstract TestEngineProcess process();

    /** All tests share them, so that each image is pulled once. */
    @BeforeAll
    void serve(@TempDir Path shared) {
        images = new TestImages(shared);
        registry = new TestRegistry(images);
    }

    @AfterAll
    void serveNoMore() {
        registry.close();
    }

    @BeforeEach
    void open() {
        address = process().address();
        restart();
    }

    @AfterEach
    void nothingIsLeftOver() {
        runtime.known().forEach(id -> awaitStopped(id, Duration.ZERO));
        assertThat(engine().containers().list(Map.of(Plan.INSTANCE, ""))).isEmpty();
        assertThat(engine().networks().list(Map.of(Plan.INSTANCE, ""))).isEmpty();
        engine().volumes()
                .list(Map.of(Plan.INSTANCE, ""))
                .forEach(volume -> engine().volumes().remove(volume));
        runtime.close();
    }

    private ContainerEngine engine() {
        return process().engine();
    }

    @Override
    protected Runtime runtime() {
        return runtime;
    }

    @Override
    protected void restart() {
        if (runtime != null) {
            runtime.close();
        }
        runtime =
                new ContainerRuntime(
                        folder.resolve("data"),
                        new EngineSearch(address, Map.of()),
                        registry::access,
                        InstantSource.system());
    }

    @Override
    protected String healthy() {
        return images.busybox(TestImages.serving("/www"));
    }

    @Override
    protected String neverHealthy() {
        return images.busybox(TestImages.serving("/tmp"));
    }

    @Override
    protected String endsAtOnce() {
        return images.busybox("echo cannot find my database; exit 3");
    }

    private ContainerState container(Workload workload) {
        return engine().containers()
                .inspect(
                        engine().containers()
                                .list(Map.of(Plan.RELEASE, "" + workload.id().release()))
                                .getFirst()
                                .id());
    }

    private Workload with(Workload plain, Hosting hosting, Map<String, String> env) {
        return new Workload(
                plain.id(),
                plain.repository(),
                plain.digest(),
                plain.version(),
                plain.replicas(),
                env,
                Set.of("TOKEN"),
                plain.healthPath(),
                plain.startTimeout(),
                plain.drain(),
                hosting);
    }

    private void awaitOutput(Workload workload, String wanted) {
        await(workload, all -> output(workload).contains(wanted));
    }

    private String output(Workload workload) {
        return runtime.outputs().stream()
                .filter(o -> o.workload().equals(workload.id()))
                .findFirst()
                .map(o -> text(o.file()))
                .orElse("");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    @Test
    void theImageComesFromTheRegistryByDigestAndWithAPassword() {
        String image =
                images.busybox("echo " + System.nanoTime() + "; " + TestImages.serving("/www"));
        Workload workload = workload(31, image, 1);
        int before = registry.pulls.get();
        await(workload, all -> all.stream().allMatch(Replica::healthy));
        assertThat(registry.pulls.get()).isGreaterThan(before);
        assertThat(container(workload).image()).contains(workload.digest());
    }

    @Test
    void anImageThatIsNotThereIsToldWithTheEnginesWords() {
        Workload workload = workload(32, "sha256:" + "0".repeat(64), 1);
        assertThatThrownBy(() -> runtime.ensure(workload))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("cannot pull " + registry.address() + "/team/shop@sha256:0");
    }

    @Test
    void limitsVolumesAndAReadOnlyRootAreInForce() {
        Hosting hosting =
                new Hosting(
                        new Hosting.Resources(64L << 20, 500, 100),
                        new Hosting.Container(
                                9090,
                                List.of(new Hosting.Volume("data", "/var/lib/shop", false)),
                                hosting().container().network(),
                                true),
                        Hosting.Kubernetes.STANDARD);
        String image =
                images.busybox(
                        "touch /var/lib/shop/kept && echo volume is writable; touch /www/x || echo root"
                                + " is not; cat /proc/self/status; "
                                + TestImages.serving("/www"));
        Workload workload = with(workload(33, image, 1), hosting, Map.of());
        await(workload, all -> all.stream().allMatch(Replica::healthy));
        awaitOutput(workload, "PORT=");
        awaitOutput(workload, "volume is writable\n");
        awaitOutput(workload, "root is not\n");
        awaitOutput(workload, "NoNewPrivs:\t1");
        assertThat(engine().volumes().list(Map.of(Plan.INSTANCE, ""))).hasSize(1);
    }

    @Test
    void whatIsPrintedWhileDuruIsAwayIsThereOnceAndOnlyOnce() {
        String image =
                images.busybox(
                        "i=0; while [ $i -lt 30 ]; do i=$((i+1)); echo line $i of 30; sleep 0.05; done; "
                                + TestImages.serving("/www"));
        Workload workload = workload(34, image, 1);
        await(workload, all -> all.getFirst().state() == Replica.State.STARTING);
        awaitOutput(workload, "line 3 of 30\n");
        restart();
        awaitOutput(workload, "line 30 of 30\n");
        assertThat(output(workload).lines().filter(line -> line.endsWith(" of 30")))
                .hasSize(30)
                .doesNotHaveDuplicates()
                .contains("line 1 of 30");
    }

    @Test
    void oneThatIsAskedToEndMayFinishAndIsNotKilled() {
        Workload workload = workload(35, healthy(), 1);
        await(workload, all -> all.stream().allMatch(Replica::healthy));
        awaitStopped(workload.id(), Duration.ofMinutes(2));
        assertThat(output(workload)).endsWith("bye\n");
    }

    @Test
    void oneThatIsDeafIsKilledAfterTheGrace() {
        Workload workload =
                workload(36, images.busybox("trap '' TERM; httpd -f -p $PORT -h /www"), 1);
        await(workload, all -> all.stream().allMatch(Replica::healthy));
        assertThat(runtime.stop(workload.id(), Duration.ofSeconds(1))).isFalse();
        awaitStopped(workload.id(), Duration.ofSeconds(1));
        assertThat(runtime.replicas(workload.id())).isEmpty();
    }

    @Test
    void whileTheEngineIsAwayReplicasKeepTheirAddressesAndTheirHealth() {
        Workload workload = workload(37, healthy(), 1);
        List<Replica> before = await(workload, all -> all.stream().allMatch(Replica::healthy));
        String there = address;
        address = "unix:///nowhere/engine.sock";
        restart();
        List<Replica> away = await(workload, all -> all.stream().allMatch(Replica::healthy));
        assertThat(away).isEqualTo(before);
        Workload next = workload(38, healthy(), 1);
        assertThatThrownBy(() -> runtime.ensure(next))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("/nowhere/engine.sock")
                .hasMessageContaining("name the engine's socket");
        address = there;
        restart();
    }

    @Test
    void oneThatWasRemovedByAStrangerIsMadeAgain() {
        Workload workload = workload(39, healthy(), 1);
        await(workload, all -> all.stream().allMatch(Replica::healthy));
        engine().containers().remove(container(workload).id());
        List<Replica> again =
                await(
                        workload,
                        all -> all.getFirst().recentRestarts() == 1 && all.getFirst().healthy());
        assertThat(again.getFirst().detail()).contains("its container was removed");
    }

    private TaskLook awaitEnd(Workload workload, TaskOrder order) {
        long deadline = System.nanoTime() + patience().toNanos();
        TaskLook look = runtime.task(workload, order);
        while (look.state() == TaskLook.State.RUNNING) {
            assertThat(System.nanoTime()).as("still %s", look).isLessThan(deadline);
            LockSupport.parkNanos(20_000_000L);
            look = runtime.task(workload, order);
        }
        return look;
    }

    private String printed(Workload workload, String task) {
        return runtime.taskOutput(workload.id(), task).map(ContainerContract::text).orElse("");
    }

    @Test
    void aTaskRunsOnceWithAllThatAReplicaHasAlsoWhenDuruIsAnotherOneMeanwhile() {
        Hosting hosting =
                new Hosting(
                        new Hosting.Resources(64L << 20, 500, 100),
                        new Hosting.Container(
                                9090,
                                List.of(new Hosting.Volume("data", "/var/lib/shop", false)),
                                "",
                                true),
                        Hosting.Kubernetes.STANDARD);
        Workload workload =
                with(
                        workload(41, healthy(), 1),
                        hosting,
                        Map.of("TOKEN", "very-secret-value", "GREETING", "hello"));
        TaskOrder order =
                new TaskOrder(
                        "release",
                        List.of(
                                "/bin/sh",
                                "-c",
                                "echo $GREETING with $TOKEN; echo; echo kept > /var/lib/shop/kept;"
                                        + " touch /www/x 2> /tmp/said || echo root is read-only; sleep 1;"
                                        + " echo last; exit 7"));
        assertThat(runtime.task(workload, order).state()).isEqualTo(TaskLook.State.RUNNING);
        restart();
        assertThat(runtime.known()).contains(workload.id());
        TaskLook look = awaitEnd(workload, order);
        assertThat(look.state()).isEqualTo(TaskLook.State.ENDED);
        assertThat(look.exit()).isEqualTo(7);
        assertThat(look.detail()).contains("hello with ***").doesNotContain("very-secret");
        restart();
        assertThat(runtime.task(workload, order).exit()).isEqualTo(7);
        assertThat(printed(workload, "release"))
                .startsWith("hello with very-secret-value\n\n")
                .contains("root is read-only\n")
                .endsWith("last\n")
                .containsOnlyOnce("hello");
        assertThat(engine().containers().list(Map.of(Plan.TASK, ""))).isEmpty();

        TaskOrder reads = new TaskOrder("1", List.of("cat", "/var/lib/shop/kept"));
        assertThat(awaitEnd(workload, reads).exit()).isZero();
        assertThat(printed(workload, "1")).isEqualTo("kept\n");
    }

    @Test
    void aTaskWhoseCommandIsNotThereFailsAndOneThatIsStoppedLeavesNothing() {
        Workload workload = workload(42, healthy(), 1);
        TaskLook look = awaitEnd(workload, new TaskOrder("1", List.of("/no/such/program")));
        assertThat(look.state()).isEqualTo(TaskLook.State.ENDED);
        assertThat(look.exit()).isEqualTo(127);
        assertThat(look.detail()).contains("could not be started", "/no/such/program");

        TaskOrder endless = new TaskOrder("2", List.of("sleep", "1000"));
        assertThat(runtime.task(workload, endless).state()).isEqualTo(TaskLook.State.RUNNING);
        runtime.stopTask(workload.id(), "2");
        assertThat(awaitEnd(workload, endless).exit()).isEqualTo(137);

        TaskOrder left = new TaskOrder("3", List.of("sleep", "1000"));
        assertThat(runtime.task(workload, left).state()).isEqualTo(TaskLook.State.RUNNING);
        awaitStopped(workload.id(), Duration.ZERO);
        assertThat(engine().containers().list(Map.of(Plan.INSTANCE, ""))).isEmpty();
        assertThat(runtime.known()).doesNotContain(workload.id());
    }

    @Test
    void secretsAreMaskedAndInNoFileOfDurus() {
        Workload workload =
                with(
                        workload(40, images.busybox("echo token is $TOKEN; exit 3"), 1),
                        hosting(),
                        Map.of("TOKEN", "very-secret-value"));
        Replica replica =
                await(workload, all -> all.getFirst().detail().contains("token is")).getFirst();
        assertThat(replica.detail()).contains("token is ***").doesNotContain("very-secret-value");
    }
}
