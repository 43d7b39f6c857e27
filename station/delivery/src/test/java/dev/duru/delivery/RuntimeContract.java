package dev.duru.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.manifest.Hosting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every runtime promises. */
public abstract class RuntimeContract {
    private final List<WorkloadId> used = new ArrayList<>();

    /** How long anything may take. */
    protected Duration patience() {
        return Duration.ofSeconds(40);
    }

    /** The runtime, the same one until {@link #restart}. */
    protected abstract Runtime runtime();

    /** The digest of an image whose replicas get healthy. */
    protected abstract String healthy();

    /** The digest of an image that runs and never gets healthy. */
    protected abstract String neverHealthy();

    /** The digest of an image that ends at once with exit code 3. */
    protected abstract String endsAtOnce();

    /** Lets Duru be another one, after a restart: {@link #runtime} gives what comes then. */
    protected abstract void restart();

    /** What a replica may use; nothing is said unless a runtime needs some. */
    protected Hosting hosting() {
        return Hosting.STANDARD;
    }

    protected final Workload workload(long release, String digest, int replicas) {
        WorkloadId id = new WorkloadId(TestHouse.environment("production"), release);
        used.add(id);
        return new Workload(
                id,
                "team/shop",
                digest,
                "abcdef012345",
                replicas,
                Map.of("GREETING", "hello", "GIT_REV", "abc"),
                Set.of(),
                "/healthz",
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                hosting());
    }

    protected final List<Replica> await(Workload workload, Predicate<List<Replica>> wanted) {
        long deadline = System.nanoTime() + patience().toNanos();
        List<Replica> replicas = runtime().ensure(workload);
        while (!wanted.test(replicas)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("still " + replicas);
            }
            LockSupport.parkNanos(20_000_000L);
            replicas = runtime().ensure(workload);
        }
        return replicas;
    }

    protected final void awaitStopped(WorkloadId id, Duration grace) {
        long deadline = System.nanoTime() + patience().toNanos();
        while (!runtime().stop(id, grace)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("still there: " + runtime().replicas(id));
            }
            LockSupport.parkNanos(20_000_000L);
        }
    }

    @AfterEach
    void stopAll() {
        used.forEach(id -> awaitStopped(id, Duration.ZERO));
        used.clear();
    }

    private static boolean allHealthy(List<Replica> replicas) {
        return replicas.stream().allMatch(Replica::healthy);
    }

    @Test
    void bringsUpAsManyAsAreWantedEachAtItsOwnAddress() {
        List<Replica> replicas = await(workload(1, healthy(), 3), RuntimeContract::allHealthy);
        assertThat(replicas).extracting(Replica::index).containsExactly(0, 1, 2);
        assertThat(new HashSet<>(replicas.stream().map(Replica::address).toList())).hasSize(3);
        assertThat(replicas)
                .allSatisfy(r -> assertThat(r.address()).matches("\\d+\\.\\d+\\.\\d+\\.\\d+:\\d+"));
    }

    @Test
    void saidAgainStartsNothingTwiceAlsoAfterARestart() {
        Workload workload = workload(2, healthy(), 2);
        List<Replica> before = await(workload, RuntimeContract::allHealthy);
        assertThat(await(workload, RuntimeContract::allHealthy)).isEqualTo(before);
        restart();
        List<Replica> after = await(workload, RuntimeContract::allHealthy);
        assertThat(after).isEqualTo(before);
        assertThat(after).allSatisfy(r -> assertThat(r.recentRestarts()).isZero());
    }

    @Test
    void aRestartedDuruStopsWhatItNeverStarted() {
        Workload workload = workload(7, healthy(), 2);
        await(workload, RuntimeContract::allHealthy);
        restart();
        assertThat(runtime().known()).contains(workload.id());
        awaitStopped(workload.id(), Duration.ofSeconds(5));
        assertThat(runtime().known()).doesNotContain(workload.id());
        assertThat(runtime().replicas(workload.id())).isEmpty();
    }

    @Test
    void twoReleasesOfAnEnvironmentRunSideBySideUntilOneIsStopped() {
        Workload old = workload(9, healthy(), 1);
        Workload next = workload(10, healthy(), 1);
        Replica before = await(old, RuntimeContract::allHealthy).getFirst();
        Replica after = await(next, RuntimeContract::allHealthy).getFirst();
        assertThat(after.address()).isNotEqualTo(before.address());
        awaitStopped(old.id(), Duration.ofSeconds(5));
        assertThat(await(next, RuntimeContract::allHealthy)).containsExactly(after);
        assertThat(runtime().known()).contains(next.id()).doesNotContain(old.id());
    }

    @Test
    void tellsWhatHappened() {
        Workload workload = workload(11, healthy(), 1);
        await(workload, RuntimeContract::allHealthy);
        assertThat(runtime().events(workload.id()))
                .anySatisfy(event -> assertThat(event.text()).contains("started"));
    }

    @Test
    void knowsWhatItRunsAndForgetsWhatItStopped() {
        Workload workload = workload(3, healthy(), 1);
        await(workload, RuntimeContract::allHealthy);
        assertThat(runtime().known()).contains(workload.id());
        awaitStopped(workload.id(), Duration.ofSeconds(5));
        assertThat(runtime().known()).doesNotContain(workload.id());
        assertThat(runtime().replicas(workload.id())).isEmpty();
    }

    @Test
    void shrinksByTheLastReplicasAndGrowsAgain() {
        Workload three = workload(7, healthy(), 3);
        List<Replica> before = await(three, RuntimeContract::allHealthy);
        long deadline = System.nanoTime() + patience().toNanos();
        while (!runtime().shrink(three.id(), 1, Duration.ofSeconds(5))) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(20_000_000L);
        }
        assertThat(runtime().replicas(three.id())).containsExactly(before.getFirst());
        List<Replica> again =
                await(three, all -> all.size() == 3 && RuntimeContract.allHealthy(all));
        assertThat(again.getFirst()).isEqualTo(before.getFirst());
        assertThat(again).allSatisfy(r -> assertThat(r.recentRestarts()).isZero());
    }

    @Test
    void whatItDoesNotKnowIsStoppedAlready() {
        WorkloadId nobody = new WorkloadId(TestHouse.environment("staging"), 99);
        assertThat(runtime().replicas(nobody)).isEmpty();
        assertThat(runtime().stop(nobody, Duration.ZERO)).isTrue();
    }

    @Test
    void oneThatIsNotHealthySaysWhy() {
        List<Replica> replicas =
                await(workload(4, neverHealthy(), 1), all -> !all.getFirst().detail().isEmpty());
        assertThat(replicas.getFirst().state()).isEqualTo(Replica.State.STARTING);
    }

    @Test
    void oneThatEndsIsStartedAgainWithBackOffAndItsCrashLoopIsNamed() {
        List<Replica> replicas =
                await(
                        workload(5, endsAtOnce(), 1),
                        all ->
                                all.getFirst().recentRestarts() >= RolloutDecision.CRASH_LOOP
                                        && all.getFirst().state() == Replica.State.DEAD);
        assertThat(replicas.getFirst().detail()).contains("exit code 3", "crash loop");
    }

    @Test
    void whatReplicasPrintIsKeptByReplica() {
        Workload workload = workload(6, healthy(), 2);
        await(workload, all -> allHealthy(all) && outputs(workload.id()).size() == 2);
        List<Runtime.AppOutput> outputs = outputs(workload.id());
        assertThat(outputs).extracting(Runtime.AppOutput::replica).containsExactly(0, 1);
        assertThat(outputs)
                .allSatisfy(output -> assertThat(output.version()).isEqualTo("abcdef012345"));
    }

    /** Where something was printed. */
    private List<Runtime.AppOutput> outputs(WorkloadId id) {
        return runtime().outputs().stream()
                .filter(o -> o.workload().equals(id) && o.file().toFile().length() > 0)
                .toList();
    }

    @Test
    void askedForFewerItTakesNoneAwayUntilItIsTold() {
        Workload three = workload(12, healthy(), 3);
        List<Replica> before = await(three, RuntimeContract::allHealthy);
        assertThat(await(three.with(1), RuntimeContract::allHealthy)).isEqualTo(before);
        restart();
        assertThat(await(three.with(1), RuntimeContract::allHealthy)).isEqualTo(before);
    }
}
