package dev.duru.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.kernel.Fact.CommitPushed;
import dev.duru.kernel.Fact.ProjectCreated;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
    private static final ProjectName SHOP = new ProjectName("team", "shop");

    @TempDir Path folder;
    private Database database;
    private Ledger ledger;

    @BeforeEach
    void open() {
        database = Database.open(folder.resolve("duru.db"), InstantSource.system());
        ledger = new Ledger(database);
    }

    @AfterEach
    void close() {
        ledger.close();
        database.close();
    }

    @Test
    void keepsFactsWithTheStateThatMadeThemTrue() {
        database.update(tx -> tx.append(pushed("a")));
        assertThatThrownBy(() ->
                        database.update(tx -> {
                            tx.append(pushed("b"));
                            throw new IllegalStateException("no");
                        }))
                .hasMessage("no");

        assertThat(ledger.after(0, 10)).extracting(Entry::fact).containsExactly(pushed("a"));
        assertThat(ledger.ofChange(SHOP, "a")).hasSize(1);
        assertThat(ledger.ofChange(SHOP, "b")).isEmpty();
        assertThat(ledger.ofKinds(SHOP, Instant.EPOCH, CommitPushed.class)).hasSize(1);
        assertThat(ledger.ofKinds(SHOP, Instant.EPOCH, ProjectCreated.class)).isEmpty();
    }

    @Test
    void writersThatComeTogetherAreEachAllOrNothing() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> first =
                    threads.submit(() ->
                            database.update(tx -> {
                                inside.countDown();
                                await(go);
                                tx.append(pushed("first"));
                            }));
            await(inside);
            List<Future<?>> others = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                String commit = Integer.toString(i);
                boolean fails = i % 3 == 0;
                others.add(
                        threads.submit(() ->
                                database.update(tx -> {
                                    tx.append(pushed(commit));
                                    if (fails) {
                                        throw new IllegalStateException("no " + commit);
                                    }
                                })));
            }
            go.countDown();
            first.get(60, TimeUnit.SECONDS);
            for (int i = 0; i < 200; i++) {
                Future<?> other = others.get(i);
                if (i % 3 == 0) {
                    assertThatThrownBy(() -> other.get(60, TimeUnit.SECONDS))
                            .hasRootCauseMessage("no " + i);
                    assertThat(ledger.ofChange(SHOP, Integer.toString(i))).isEmpty();
                } else {
                    other.get(60, TimeUnit.SECONDS);
                    assertThat(ledger.ofChange(SHOP, Integer.toString(i))).hasSize(1);
                }
            }
        }
        assertThat(ledger.ofChange(SHOP, "first")).hasSize(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void everyKindOfFactCanBeReadBack() {
        Fact rolledBack =
                new Fact.RolledBack(
                        SHOP,
                        "c",
                        3,
                        "production",
                        "sha256:x",
                        "sha256:y",
                        "b",
                        "errors",
                        "20 %",
                        "duru",
                        Instant.ofEpochMilli(1),
                        Instant.ofEpochMilli(2),
                        Instant.ofEpochMilli(3));
        assertThat(FactCodec.decode("RolledBack", FactCodec.encode(rolledBack)))
                .isEqualTo(rolledBack);
        assertThat(
                        FactCodec.decode(
                                "RunStarted",
                                "{\"project\":\"team/shop\",\"commit\":\"c\",\"later\":1}"))
                .isEqualTo(new Fact.RunStarted(SHOP, "c", 0));
    }

    @Test
    void aConsumerGoesOnWhereItStopped() throws Exception {
        BlockingQueue<String> seen = new ArrayBlockingQueue<>(100);
        database.update(tx -> tx.append(pushed("a")));
        FactConsumer first =
                ledger.consume("c").on(CommitPushed.class, fact -> seen.add(fact.commit())).start();
        database.update(tx -> tx.append(pushed("b")));
        assertThat(take(seen, 2)).containsExactly("a", "b");
        first.stop();

        database.update(tx -> tx.append(pushed("c")));
        try (Ledger again = new Ledger(database)) {
            again.consume("c").on(CommitPushed.class, fact -> seen.add(fact.commit())).start();
            assertThat(take(seen, 1)).containsExactly("c");
        }
    }

    @Test
    void aFactThatCannotBeHandledIsTriedAgain() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(1);
        ledger.consume("flaky")
                .on(
                        CommitPushed.class,
                        fact -> {
                            if (attempts.incrementAndGet() < 3) {
                                throw new IllegalStateException("not yet");
                            }
                            done.countDown();
                        })
                .start();
        database.update(tx -> tx.append(pushed("a")));
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(ledger.parked()).isEmpty();
    }

    @Test
    void aWatcherSeesWhatComesAfterIt() throws Exception {
        database.update(tx -> tx.append(pushed("before")));
        BlockingQueue<String> seen = new ArrayBlockingQueue<>(100);
        try (AutoCloseable watch =
                ledger.watch(entry -> seen.add(((CommitPushed) entry.fact()).commit()))) {
            assertThat(watch).isNotNull();
            database.update(tx -> tx.append(pushed("after")));
            assertThat(take(seen, 1)).containsExactly("after");
        }
    }

    @Test
    void numbersCountWithinTheirScope() {
        assertThat(database.<Long>write(tx -> tx.next("team/shop", "run"))).isEqualTo(1);
        assertThat(database.<Long>write(tx -> tx.next("team/shop", "run"))).isEqualTo(2);
        assertThat(database.<Long>write(tx -> tx.next("team/other", "run"))).isEqualTo(1);
    }

    @Test
    void projectNamesAreCheckedWhereTheyAreMade() {
        assertThat(ProjectName.parse("team/shop")).isEqualTo(SHOP);
        for (String bad :
                List.of(
                        "shop",
                        "a/b/c",
                        "../x",
                        "Team/shop",
                        "a/..",
                        "api/x",
                        "a/x.git",
                        "a/-x",
                        "a/x..y",
                        "")) {
            assertThatThrownBy(() -> ProjectName.parse(bad))
                    .as(bad)
                    .isInstanceOf(ProblemException.class);
        }
    }

    private static List<String> take(BlockingQueue<String> queue, int count)
            throws InterruptedException {
        List<String> taken = new ArrayList<>();
        while (taken.size() < count) {
            String next = queue.poll(20, TimeUnit.SECONDS);
            assertThat(next).as("another fact within 20 s").isNotNull();
            taken.add(next);
        }
        return taken;
    }

    private static CommitPushed pushed(String commit) {
        return new CommitPushed(
                SHOP,
                commit,
                "refs/heads/main",
                "",
                "mina",
                "title",
                "Mina",
                Instant.ofEpochMilli(5));
    }
}
