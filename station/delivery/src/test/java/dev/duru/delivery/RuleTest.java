package dev.duru.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.kernel.Entry;
import dev.duru.kernel.EnvironmentFact;
import dev.duru.kernel.Fact;
import dev.duru.kernel.PreparationFact;
import dev.duru.kernel.Problem;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.Role;
import dev.duru.manifest.Environment;
import dev.duru.manifest.Manifest;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds releases back: locks, freeze windows, the queue, checklists, and what is final. */
class RuleTest {
    private static final EnvironmentKey PRODUCTION = TestHouse.environment("production");
    private static final Actor ROSE = new Actor("rose", Role.ADMIN);

    @TempDir Path folder;
    private ScriptedHouse house;

    @BeforeEach
    void open() {
        house = new ScriptedHouse(folder);
    }

    @AfterEach
    void close() {
        house.close();
    }

    private static String production(String keys) {
        return "environments: { production: { from: main" + keys + " } }";
    }

    private Release known(long number) {
        return house.delivery.releases(TestHouse.SHOP, 100).stream()
                .filter(r -> r.number() == number)
                .findFirst()
                .orElseThrow();
    }

    private long live(String digest) {
        return house.await(Fact.ReleaseDeployed.class, f -> f.digest().equals(digest)).release();
    }

    private long created(String digest) {
        return house.await(Fact.ReleaseCreated.class, f -> f.digest().equals(digest)).release();
    }

    private long at(Predicate<Fact> which) {
        return house.ledger.after(0, 10_000).stream()
                .filter(entry -> which.test(entry.fact()))
                .mapToLong(Entry::sequence)
                .findFirst()
                .orElseThrow();
    }

    private static Problem.Code code(Throwable thrown) {
        return ((ProblemException) thrown).code();
    }

    @Test
    void aLockLetsNothingNewInUntilItIsOpened() {
        LockEnvironment locks = house.delivery.rules().locks();
        live(house.publish(1, production("")));
        assertThatThrownBy(() -> locks.lock(PRODUCTION, TestHouse.QUINN, "x"))
                .extracting(RuleTest::code)
                .isEqualTo(Problem.Code.FORBIDDEN);
        assertThatThrownBy(() -> locks.lock(PRODUCTION, TestHouse.MINA, " "))
                .hasMessageContaining("say why");
        locks.lock(PRODUCTION, TestHouse.MINA, "moving the database");
        assertThatThrownBy(() -> locks.lock(PRODUCTION, ROSE, "me too"))
                .hasMessageContaining("locked by mina already");
        String second = house.publish(2, production(""));
        created(second);
        locks.unlock(PRODUCTION, ROSE);
        long number = live(second);
        assertThat(at(f -> f instanceof Fact.RolloutStarted s && s.release() == number))
                .isGreaterThan(at(EnvironmentFact.EnvironmentUnlocked.class::isInstance));
        assertThatThrownBy(() -> locks.unlock(PRODUCTION, ROSE)).hasMessageContaining("not locked");
    }

    @Test
    void aRollbackGoesThroughALock() {
        String first = house.publish(1, production(""));
        live(first);
        live(house.publish(2, production("")));
        house.delivery.rules().locks().lock(PRODUCTION, TestHouse.MINA, "quiet");
        house.delivery.commands().rollback(PRODUCTION, TestHouse.MINA, "bad", null);
        assertThat(house.await(Fact.RolledBack.class, f -> true).toDigest()).isEqualTo(first);
    }

    @Test
    void aFreezeWindowIsOverriddenWithAReasonOnly() {
        String digest =
                house.publish(
                        1,
                        production(
                                ", freeze: [{ from: 2000-01-01, to: 2999-01-01, reason: holidays }]"));
        long number = created(digest);
        LockEnvironment locks = house.delivery.rules().locks();
        assertThatThrownBy(
                        () -> locks.letThrough(TestHouse.SHOP, number, TestHouse.QUINN, "urgent"))
                .extracting(RuleTest::code)
                .isEqualTo(Problem.Code.FORBIDDEN);
        assertThatThrownBy(() -> locks.letThrough(TestHouse.SHOP, number, TestHouse.MINA, ""))
                .hasMessageContaining("reason");
        locks.letThrough(TestHouse.SHOP, number, TestHouse.MINA, "a hole is open");
        live(digest);
        assertThat(at(Fact.RolloutStarted.class::isInstance))
                .isGreaterThan(at(PreparationFact.FreezeOverridden.class::isInstance));
        assertThatThrownBy(() -> locks.letThrough(TestHouse.SHOP, number, TestHouse.MINA, "again"))
                .hasMessageContaining("does not wait");
    }

    @Test
    void theNewestReplacesThoseThatWaitUnlessEachIsToGo() {
        String each = production(", queue: all");
        LockEnvironment locks = house.delivery.rules().locks();
        live(house.publish(1, each));
        locks.lock(PRODUCTION, TestHouse.MINA, "wait");
        String second = house.publish(2, each);
        String third = house.publish(3, each);
        created(third);
        locks.unlock(PRODUCTION, TestHouse.MINA);
        live(third);
        assertThat(house.facts(Fact.ReleaseDeployed.class))
                .extracting(Fact.ReleaseDeployed::digest)
                .containsSubsequence(second, third);
        locks.lock(PRODUCTION, TestHouse.MINA, "wait");
        long fourth = created(house.publish(4, production("")));
        String fifth = house.publish(5, production(""));
        created(fifth);
        locks.unlock(PRODUCTION, TestHouse.MINA);
        live(fifth);
        assertThat(known(fourth).state()).isEqualTo(ReleaseState.SUPERSEDED);
    }

    @Test
    void nobodyApprovesBeforeTheChecklistIsDone() {
        String asking =
                production(", approve: { checklist: [log in, { item: pay, evidence: true }] }");
        String digest = house.publish(1, asking);
        long number = house.await(Fact.ApprovalRequested.class, f -> true).release();
        assertThatThrownBy(() -> tick(number, TestHouse.MINA, "log in", true, "", ""))
                .hasMessageContaining("somebody else");
        assertThatThrownBy(() -> tick(number, TestHouse.QUINN, "fly", true, "", ""))
                .hasMessageContaining("'fly' is not on the checklist");
        assertThatThrownBy(() -> tick(number, TestHouse.QUINN, "pay", true, "", ""))
                .hasMessageContaining("needs something that shows it");
        assertThatThrownBy(() -> tick(number, TestHouse.QUINN, "pay", true, "javascript:x", ""))
                .hasMessageContaining("is no link");
        tick(number, TestHouse.QUINN, "log in", true, "", "");
        tick(number, TestHouse.QUINN, "pay", false, "", "");
        assertThatThrownBy(() ->
                        house.delivery
                                .commands()
                                .approve(TestHouse.SHOP, number, TestHouse.QUINN, "", null))
                .hasMessageContaining("not done: pay;");
        Checklist list = tick(number, TestHouse.QUINN, "pay", true, "", "../a\"b.png");
        assertThat(list.missing()).isEmpty();
        Tick shown = list.lines().getLast().last();
        assertThat(shown.fileName()).isEqualTo("a_b.png");
        assertThat(shown.fileDigest()).startsWith("sha256:");
        house.delivery.commands().approve(TestHouse.SHOP, number, TestHouse.QUINN, "", digest);
        live(digest);
        String next = house.publish(2, asking);
        long second =
                house.await(Fact.ApprovalRequested.class, f -> f.digest().equals(next)).release();
        assertThat(house.delivery.rules().approvals().checklist(known(second)).missing())
                .containsExactly("log in", "pay");
    }

    private Checklist tick(
            long number, Actor actor, String item, boolean passed, String link, String file) {
        return house.delivery
                .rules()
                .ticks()
                .tick(
                        TestHouse.SHOP,
                        number,
                        actor,
                        new TickChecklist.Word(
                                item,
                                passed,
                                "",
                                link,
                                file,
                                file.isEmpty()
                                        ? null
                                        : new ByteArrayInputStream(new byte[] {1, 2, 3})),
                        null);
    }

    @Test
    void whoOpenedTheMergeRequestDoesNotApproveIt() {
        String asking = production(", approve: { role: developer }");
        String commit = TestHouse.commit(1);
        house.database.update(tx -> {
            tx.append(
                    new Fact.MergeRequestOpened(
                            TestHouse.SHOP, TestHouse.commit(9), 4, "x", "work", "main", "olga"));
            tx.append(
                    new Fact.MergeRequestMerged(
                            TestHouse.SHOP, TestHouse.commit(9), 4, commit, "main", "mina"));
        });
        house.publish(1, asking);
        long number = house.await(Fact.ApprovalRequested.class, f -> true).release();
        assertThatThrownBy(() ->
                        house.delivery
                                .commands()
                                .approve(
                                        TestHouse.SHOP,
                                        number,
                                        new Actor("olga", Role.MAINTAINER),
                                        "",
                                        null))
                .hasMessageContaining("somebody else");
    }

    @Test
    void nothingGoesBackByItselfPastWhatIsFinal() {
        String first = house.publish(1, production(""));
        live(first);
        String gated =
                """
                environments:
                  production:
                    from: main
                    irreversible: true
                    rollout: { canary: [50%, 100%], every: 1s, patience: 0s }
                    verify: [{ name: errors, signal: error_ratio, below: 2% }]
                """;
        String second = house.publish(2, gated);
        long number = created(second);
        house.readings.put(number, ScriptedHouse.signals(1000, 500));
        house.await(Fact.GateFailed.class, f -> true);
        assertThat(known(number).state()).isEqualTo(ReleaseState.HELD);
        assertThatThrownBy(() ->
                        house.delivery.commands().rollback(PRODUCTION, TestHouse.MINA, "", null))
                .hasMessageContaining("irreversible: true");
        house.readings.put(number, ScriptedHouse.signals(1000, 0));
        house.delivery.commands().resume(PRODUCTION, TestHouse.MINA);
        live(second);
        house.runtime.crash(new WorkloadId(PRODUCTION, number), 9);
        house.await(Fact.CrashLooped.class, f -> f.release() == number);
        assertThat(known(number).state()).isEqualTo(ReleaseState.LIVE);
        assertThat(house.facts(Fact.DigestQuarantined.class)).isEmpty();
        assertThatThrownBy(() ->
                        house.delivery.commands().rollback(PRODUCTION, TestHouse.MINA, " ", null))
                .hasMessageContaining("say why");
        house.delivery.commands().rollback(PRODUCTION, TestHouse.MINA, "restored by hand", null);
        assertThat(house.await(Fact.RolledBack.class, f -> true).toDigest()).isEqualTo(first);
    }

    @Test
    void theReleaseTaskRunsFirstAndItsFailureLeavesWhatServes() {
        String first = house.publish(1, production(", release: migrate"));
        long number = live(first);
        assertThat(at(PreparationFact.TaskEnded.class::isInstance))
                .isLessThan(at(Fact.RolloutStepped.class::isInstance));
        String second = house.publish(2, production(", release: migrate to 3"));
        Fact.DeploymentFailed failed =
                house.await(Fact.DeploymentFailed.class, f -> f.digest().equals(second));
        assertThat(failed.reason()).contains("exit code 3").contains("ran /bin/sh -c migrate to 3");
        assertThat(known(number).state()).isEqualTo(ReleaseState.LIVE);
        assertThat(house.facts(Fact.RolloutStepped.class))
                .noneMatch(f -> f.digest().equals(second));
    }

    @Test
    void aCommandRunsInWhatIsLive() {
        RunCommand run = house.delivery.rules().commands();
        assertThatThrownBy(() -> run.start(PRODUCTION, TestHouse.MINA, List.of("ls")))
                .hasMessageContaining("nothing is live");
        live(house.publish(1, production("")));
        assertThatThrownBy(() -> run.start(PRODUCTION, TestHouse.QUINN, List.of("ls")))
                .extracting(RuleTest::code)
                .isEqualTo(Problem.Code.FORBIDDEN);
        long number = run.start(PRODUCTION, TestHouse.MINA, List.of("exit", "4"));
        PreparationFact.TaskEnded ended =
                house.await(PreparationFact.TaskEnded.class, f -> f.task().equals("" + number));
        assertThat(ended.exit()).isEqualTo(4);
        assertThat(house.facts(PreparationFact.TaskStarted.class))
                .extracting(f -> f.by() + ": " + f.command())
                .containsExactly("mina: exit 4");
        assertThat(run.output(run.task(TestHouse.SHOP, number))).isPresent();
    }

    @Test
    void theStricterOfTwoApprovalsHolds() {
        Environment own = environment("approve: { role: developer, self: true, checklist: [a] }");
        Environment standing = environment("approve: { role: qa, count: 2, checklist: [a, b] }");
        Environment.Approval both = Guard.of(own, standing).approval();
        assertThat(both.role()).isEqualTo(Environment.ApprovalRole.APPROVER);
        assertThat(both.count()).isEqualTo(2);
        assertThat(both.self()).isFalse();
        assertThat(both.checklist()).extracting(c -> c.item()).containsExactly("a", "b");
        assertThat(Guard.of(environment("from: main"), standing).approval())
                .isEqualTo(standing.approval());
    }

    private static Environment environment(String keys) {
        return Manifest.parse("duru.yml", "environments: { production: { " + keys + " } }")
                .orThrow()
                .environment("production")
                .orElseThrow();
    }
}
