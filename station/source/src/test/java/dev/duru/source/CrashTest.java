package dev.duru.source;

import static dev.duru.source.Station.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.kernel.Fact;
import dev.duru.kernel.Fact.CommitPushed;
import dev.duru.kernel.Fact.RefDeleted;
import dev.duru.kernel.Identity;
import dev.duru.source.merge.MergeStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever moment the server dies at: what was acknowledged is there, and each fact once. */
class CrashTest {
    private static final Identity MINA = new Identity("mina", false);

    @TempDir Path folder;
    private Path data;
    private Git work;

    @BeforeEach
    void prepare() throws Exception {
        data = Files.createDirectories(folder.resolve("data"));
        work = Git.init(folder.resolve("work"));
        work.commit("a.txt", "a", "first");
    }

    @Test
    void aRefThatMovedWithoutItsFactIsMadeUpForAtTheStart() throws Exception {
        String first = work.head();
        String second = work.commit("b.txt", "b", "second");
        try (Station station = new Station(data)) {
            String url = station.url("mina", SHOP);
            work.run("push", "-q", url, first + ":refs/heads/main").succeeded();
            work.run("push", "-q", url, first + ":refs/heads/gone").succeeded();
            work.run("push", "-q", url, second + ":refs/heads/other").succeeded();
            // The note is written, the refs move, and then the process dies: the same steps, as
            // the push takes them, on the same disk.
            station.database.update(tx ->
                    ledger(station)
                            .intend(
                                    tx,
                                    SHOP,
                                    List.of(
                                            new RefLedger.Intent("refs/heads/main", second),
                                            new RefLedger.Intent("refs/heads/never", second)),
                                    MINA));
        }
        Git bare = new Git(data.resolve("git/mina/shop.git"));
        bare.run("update-ref", "refs/heads/main", second).succeeded();
        bare.run("update-ref", "-d", "refs/heads/gone").succeeded();

        for (int start = 0; start < 2; start++) {
            try (Station station = new Station(data)) {
                List<CommitPushed> pushed = station.facts(CommitPushed.class);
                assertThat(pushed).hasSize(4);
                assertThat(pushed.getLast().commit()).isEqualTo(second);
                assertThat(pushed.getLast().before()).isEqualTo(first);
                assertThat(pushed.getLast().by()).isEqualTo("mina");
                assertThat(station.facts(RefDeleted.class))
                        .containsExactly(new RefDeleted(SHOP, "refs/heads/gone", first, "duru"));
                assertThat(ledger(station).unsettled(SHOP)).isFalse();
            }
        }
    }

    @Test
    void whatAFormerPushLeftOpenIsSettledBeforeTheNext() throws Exception {
        String first = work.head();
        String second = work.commit("b.txt", "b", "second");
        String third = work.commit("c.txt", "c", "third");
        try (Station station = new Station(data)) {
            String url = station.url("mina", SHOP);
            work.run("push", "-q", url, first + ":refs/heads/main").succeeded();
            work.run("push", "-q", url, third + ":refs/heads/keep").succeeded();
            station.database.update(tx ->
                    ledger(station)
                            .intend(
                                    tx,
                                    SHOP,
                                    List.of(new RefLedger.Intent("refs/heads/main", second)),
                                    MINA));
            new Git(data.resolve("git/mina/shop.git"))
                    .run("update-ref", "refs/heads/main", second)
                    .succeeded();
            work.run("push", "-q", url, third + ":refs/heads/main").succeeded();
            assertThat(
                            station.facts(CommitPushed.class).stream()
                                    .filter(pushed -> pushed.ref().equals("refs/heads/main"))
                                    .map(CommitPushed::commit))
                    .containsExactly(first, second, third);
        }
    }

    @Test
    void locksOfADeadProcessAreNotInTheWay() throws Exception {
        try (Station station = new Station(data)) {
            work.run("push", "-q", station.url("mina", SHOP), "main", "main:a/b").succeeded();
        }
        Path bare = data.resolve("git/mina/shop.git");
        for (String lock :
                new String[] {
                    "refs/heads/main.lock",
                    "refs/heads/a/b.lock",
                    "packed-refs.lock",
                    "HEAD.lock",
                    "config.lock"
                }) {
            Files.createFile(bare.resolve(lock));
        }
        try (Station station = new Station(data)) {
            work.commit("b.txt", "b", "second");
            String url = station.url("mina", SHOP);
            work.run("push", "-q", "--atomic", url, "main", "main:a/b", "main:new").succeeded();
            station.source.setDefaultBranch(SHOP, "new");
            assertThat(station.facts(CommitPushed.class)).hasSize(5);
        }
    }

    @Test
    void killedAtAnyMoment() throws Exception {
        Random random = new Random(20261122);
        List<String> acknowledged = new ArrayList<>();
        // On a slow machine no push gets through in that time: then later rounds leave it more.
        for (int round = 0; round < 6 || (acknowledged.isEmpty() && round < 20); round++) {
            ServerProcess server = ServerProcess.start(data, 128);
            try {
                long most = 900_000_000L * Math.max(1, round - 4);
                long delay = random.nextLong(40_000_000, most);
                Thread killer = Thread.ofVirtual().start(() -> killAfter(server, delay));
                int number = 0;
                while (server.alive()) {
                    String commit = work.commit("f", round + "." + number, "c" + number++);
                    if (work.run("push", "-q", server.url(), "main").exit() == 0) {
                        acknowledged.add(commit);
                    }
                }
                killer.join();
            } finally {
                server.kill();
            }
        }
        try (Station station = new Station(data)) {
            List<CommitPushed> pushed = station.facts(CommitPushed.class);
            List<String> commits = pushed.stream().map(CommitPushed::commit).toList();
            assertThat(acknowledged).isNotEmpty();
            assertThat(commits).containsAll(acknowledged).doesNotHaveDuplicates();
            String before = "";
            for (CommitPushed push : pushed) {
                assertThat(push.before()).isEqualTo(before);
                assertThat(push.by()).isEqualTo("mina");
                before = push.commit();
            }
            assertThat(station.source.resolve(SHOP, "main").orElseThrow().id()).isEqualTo(before);
            assertThat(station.facts(Fact.ProjectCreated.class)).hasSize(1);
            Git clone = Git.clone(folder.resolve("clone"), station.url("mina", SHOP));
            clone.run("fsck", "--strict").succeeded();
        }
    }

    @Test
    void aHundredMegabytesInASmallHeap() throws Exception {
        byte[] noise = new byte[20 << 20];
        Random random = new Random(1);
        for (int i = 0; i < 5; i++) {
            random.nextBytes(noise);
            Files.write(work.folder().resolve("noise" + i), noise);
        }
        work.commit("b.txt", "b", "large");
        try (ServerProcess server = ServerProcess.start(data, 80)) {
            work.run("push", "-q", server.url(), "main").succeeded();
            Git clone = Git.clone(folder.resolve("clone"), server.url());
            assertThat(clone.head()).isEqualTo(work.head());
            assertThat(clone.folder().resolve("noise4")).hasSize(20 << 20);
        }
    }

    private static void killAfter(ServerProcess server, long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
        try {
            server.kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static RefLedger ledger(Station station) {
        return new RefLedger(
                station.database, new MergeFollower(station.database, new MergeStore()));
    }
}
