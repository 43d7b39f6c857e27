package dev.duru.infrastructure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.kernel.EnvironmentFact;
import dev.duru.kernel.Fact;
import dev.duru.kernel.PlanFact;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a push to what is in force, and what drifts from it. */
class PlansTest {
    @TempDir Path folder;
    private World world;

    @BeforeEach
    void open() {
        world = new World(folder);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static String staging(String keys) {
        return "environments: { staging: { from: main" + keys + " } }";
    }

    private PlanFact.PlanComputed computed(int n) {
        return world.await(PlanFact.PlanComputed.class, f -> f.commit().equals(World.commit(n)));
    }

    private PlanFact.PlanApplied applied(int n) {
        return world.await(PlanFact.PlanApplied.class, f -> f.commit().equals(World.commit(n)));
    }

    private ApplySteps apply() {
        return world.station.applying();
    }

    @Test
    void aNewEnvironmentIsCreatedAndItsRulesAreInForce() {
        world.push(1, staging(", approve: qa"));
        assertThat(computed(1).summary()).isEqualTo("1 to create");
        assertThat(applied(1).action()).isEqualTo("create");
        assertThat(world.station.inForce(World.SHOP, "staging").orElseThrow().approval())
                .isNotNull();
        assertThat(world.orders).singleElement().isInstanceOf(Enact.Order.Declare.class);
    }

    @Test
    void whatIsInForceForManyHoldsForEachOfThem() {
        world.push(1, "environments: { review/*: { from: 'x/*', approve: qa } }");
        applied(1);
        assertThat(world.station.inForce(World.SHOP, "review-x-1").orElseThrow().approval())
                .isNotNull();
        assertThat(world.station.inForce(World.SHOP, "other")).isEmpty();
        world.push(2, "environments: { review/*: { from: 'x/*', approve: qa, replicas: 2 } }");
        assertThat(computed(2).summary()).isEqualTo("1 to change");
        assertThat(world.step("review/*").state()).isEqualTo(Step.State.APPROVAL);
    }

    @Test
    void aChangeThatRestartsComesWithTheReleaseOfItsCommit() {
        world.push(1, staging(""));
        applied(1);
        world.live("staging", 1, 1);
        world.push(2, staging(", env: { LEVEL: debug }"));
        assertThat(computed(2).summary()).isEqualTo("1 to change");
        assertThat(world.step("staging").state()).isEqualTo(Step.State.RELEASE);
        world.live("staging", 2, 2);
        applied(2);
        assertThat(world.step("staging").note()).isEqualTo("release 2 runs with it");
    }

    @Test
    void aChangeIsAppliedByHandAndSettledByItsRelease() {
        world.push(1, staging(""));
        applied(1);
        world.live("staging", 1, 1);
        world.push(2, staging(", replicas: 3"));
        long number = computed(2).number();
        assertThatThrownBy(
                        () -> apply().byHand(World.SHOP, number, Set.of(), Set.of(), World.QUINN))
                .hasMessageContaining("maintainer");
        assertThatThrownBy(() ->
                        apply().byHand(World.SHOP, number, Set.of("nowhere"), Set.of(), World.MINA))
                .hasMessageContaining("does nothing with 'nowhere'");
        Plan plan = apply().byHand(World.SHOP, number, Set.of(), Set.of(), World.MINA);
        Step begun = plan.steps().getFirst();
        assertThat(begun.state()).isEqualTo(Step.State.APPLYING);
        world.append(
                new Fact.DeploymentFailed(
                        World.SHOP, World.commit(1), begun.release(), "staging", "d", "no room"));
        PlanFact.PlanFailed failed = world.await(PlanFact.PlanFailed.class, f -> true);
        assertThat(failed.reason()).contains("no room").contains("apply").contains("still is");
        Step again =
                apply().byHand(World.SHOP, number, Set.of("staging"), Set.of(), World.MINA)
                        .steps()
                        .getFirst();
        world.live("staging", again.release(), 2);
        applied(2);
        assertThatThrownBy(() -> apply().byHand(World.SHOP, number, Set.of(), Set.of(), World.MINA))
                .hasMessageContaining("nothing of plan");
    }

    @Test
    void whatCannotBeBegunIsNotedAndNothingElseIsTouched() {
        world.push(1, staging(""));
        applied(1);
        world.live("staging", 1, 1);
        world.push(2, staging(", replicas: 3"));
        long number = computed(2).number();
        world.refusal = "the secret X is not set";
        apply().byHand(World.SHOP, number, Set.of(), Set.of(), World.MINA);
        assertThat(world.step("staging").state()).isEqualTo(Step.State.FAILED);
        assertThat(world.step("staging").note())
                .contains("the secret X is not set")
                .contains("nothing of it was done");
        assertThat(world.station.inForce(World.SHOP, "staging").orElseThrow().replicas())
                .isEqualTo(1);
    }

    @Test
    void rulesOfAnEnvironmentThatAsksWaitForApproval() {
        world.push(1, staging(", approve: { role: qa, count: 1 }"));
        applied(1);
        world.live("staging", 1, 1);
        world.push(2, staging(""));
        long number = computed(2).number();
        assertThat(world.step("staging").state()).isEqualTo(Step.State.APPROVAL);
        assertThatThrownBy(() -> apply().byHand(World.SHOP, number, Set.of(), Set.of(), World.MINA))
                .hasMessageContaining("asks for 1 approvals")
                .hasMessageContaining("nothing was applied");
        ApprovePlan approve = world.station.approving();
        assertThatThrownBy(() -> approve.approve(World.SHOP, number, "staging", World.MINA, ""))
                .hasMessageContaining("somebody else");
        approve.approve(World.SHOP, number, "staging", World.QUINN, "fine");
        applied(2);
        assertThat(world.station.inForce(World.SHOP, "staging").orElseThrow().approval()).isNull();
        assertThatThrownBy(() -> approve.approve(World.SHOP, number, "staging", World.QUINN, ""))
                .hasMessageContaining("waits for no approval");
    }

    @Test
    void aDestructionNeedsItsNameSaidOnceMore() {
        world.push(1, "environments: { staging: { from: main }, old: {} }");
        world.await(PlanFact.PlanApplied.class, f -> f.environment().equals("old"));
        world.live("old", 1, 1);
        world.push(2, staging(""));
        long number = computed(2).number();
        assertThatThrownBy(() ->
                        apply().byHand(World.SHOP, number, Set.of("old"), Set.of(), World.MINA))
                .hasMessageContaining("say its name once more");
        assertThatThrownBy(() ->
                        apply().byHand(
                                        World.SHOP,
                                        number,
                                        Set.of("old"),
                                        Set.of("staging"),
                                        World.MINA))
                .hasMessageContaining("say its name once more");
        assertThat(world.orders).noneMatch(Enact.Order.Destroy.class::isInstance);
        apply().byHand(World.SHOP, number, Set.of(), Set.of("old"), World.MINA);
        assertThat(world.step("old").state()).isEqualTo(Step.State.APPLYING);
        world.running.clear();
        world.station.wake();
        assertThat(applied(2).action()).isEqualTo("destroy");
        Optional<Standing> left =
                world.database.read(sql -> new PlanStore(sql).standing(World.SHOP, "old"));
        assertThat(left).isEmpty();
    }

    @Test
    void whatHadBegunIsTakenUpAfterARestart() {
        world.push(1, "environments: { staging: { from: main }, old: {} }");
        world.await(PlanFact.PlanApplied.class, f -> f.environment().equals("old"));
        world.live("old", 1, 1);
        world.push(2, staging(""));
        long number = computed(2).number();
        apply().byHand(World.SHOP, number, Set.of(), Set.of("old"), World.MINA);
        world.close();
        world.running.clear();
        world.open();
        assertThat(applied(2).environment()).isEqualTo("old");
    }

    @Test
    void aWrongDeclarationSaysWhereAndLeavesWhatIsInForce() {
        world.push(1, staging(""));
        applied(1);
        world.push(2, staging(", replica: 2"));
        assertThat(computed(2).summary()).contains("duru.yml:1:40").contains("replicas");
        assertThat(world.current().commit()).isEqualTo(World.commit(1));
        assertThat(world.station.inForce(World.SHOP, "staging")).isPresent();
    }

    @Test
    void anotherBranchOnlyShowsWhatWouldHappen() {
        world.push(1, staging(""));
        applied(1);
        world.push(2, "work", "olga", staging(", queue: all"));
        assertThat(computed(2).summary()).isEqualTo("1 to change");
        assertThat(world.current().commit()).isEqualTo(World.commit(1));
        assertThatThrownBy(() ->
                        apply().byHand(
                                        World.SHOP,
                                        computed(2).number(),
                                        Set.of(),
                                        Set.of(),
                                        World.MINA))
                .hasMessageContaining("preview");
    }

    @Test
    void driftIsFoundWithItsAuthorAndMendedByHand() {
        world.push(1, staging(", secrets: [KEY], env: { LEVEL: info }"));
        applied(1);
        world.texts.put(World.commit(9), staging(", secrets: [KEY], env: { LEVEL: debug }"));
        world.live("staging", 4, 9);
        EnvironmentFact.DriftFound found = world.await(EnvironmentFact.DriftFound.class, f -> true);
        assertThat(found.by()).isEqualTo("mina");
        assertThat(found.what()).contains("env.LEVEL = debug, where info is declared");
        world.append(new Fact.SecretChanged(World.SHOP, "olga", "KEY", "", "set"));
        EnvironmentFact.DriftFound secret =
                world.await(EnvironmentFact.DriftFound.class, f -> f.by().equals("olga"));
        assertThat(secret.what()).isEqualTo("release 4 started before KEY was set");
        world.station.drift().byHand(World.SHOP, "staging", true, World.MINA);
        assertThat(world.orders.getLast()).isInstanceOf(Enact.Order.Reconfigure.class);
        world.live("staging", 5, 1);
        EnvironmentFact.DriftSettled settled =
                world.await(EnvironmentFact.DriftSettled.class, f -> true);
        assertThat(settled.how()).isEqualTo("mended");
    }

    private static Changes.Change change(String what, boolean putBack) {
        return new Changes.Change(
                "staging", what, "kubectl-edit", Instant.parse("2026-05-01T10:00:00Z"), putBack);
    }

    @Test
    void whatOthersChangeInAClusterIsShownWithItsAuthorAndMendedByHand() {
        world.push(1, staging(", drift: report"));
        applied(1);
        world.foreign.changes.add(change("Deployment a: spec.replicas is 2 and not 1", false));
        world.live("staging", 1, 1);
        EnvironmentFact.DriftFound found = world.await(EnvironmentFact.DriftFound.class, f -> true);
        assertThat(found.by()).isEqualTo("kubectl-edit");
        assertThat(found.what()).contains("spec.replicas is 2");
        assertThat(world.foreign.putBack).isEmpty();
        assertThat(world.station.drift().of(World.SHOP))
                .singleElement()
                .satisfies(drift -> {
                    assertThat(drift.kind()).isEqualTo(Drift.Kind.CLUSTER);
                    assertThat(drift.foundAt()).isEqualTo("2026-05-01T10:00:00Z");
                });
        world.station.drift().byHand(World.SHOP, "staging", true, World.MINA);
        assertThat(world.foreign.putBack).contains("staging");
        assertThat(world.orders).noneMatch(order -> order instanceof Enact.Order.Reconfigure);
        world.foreign.changes.clear();
        world.live("staging", 1, 1);
        assertThat(world.await(EnvironmentFact.DriftSettled.class, f -> true).how())
                .isEqualTo("mended");
    }

    @Test
    void whatWasPutBackInAClusterIsOnRecordOnce() {
        world.push(1, staging(""));
        applied(1);
        world.foreign.changes.add(
                new Changes.Change(
                        "staging",
                        "Service a: spec.type is NodePort",
                        "",
                        Instant.parse("2026-05-01T10:00:00.123456789Z"),
                        true));
        world.live("staging", 1, 1);
        assertThat(world.await(EnvironmentFact.DriftSettled.class, f -> true).how())
                .isEqualTo("mended");
        world.foreign.changes.add(new Changes.Change("elsewhere", "x", "y", Instant.EPOCH, true));
        world.live("staging", 2, 1);
        world.push(2, staging(", replicas: 9"));
        computed(2);
        assertThat(world.facts(EnvironmentFact.DriftFound.class)).hasSize(1);
        assertThat(world.station.drift().of(World.SHOP).getFirst().shown(Instant.now())).isTrue();
    }

    @Test
    void whatOthersChangeInAClusterIsAcceptedByRule() {
        world.push(1, staging(", drift: accept"));
        applied(1);
        world.foreign.changes.add(change("Deployment a: spec.paused is true", false));
        world.live("staging", 1, 1);
        assertThat(world.await(EnvironmentFact.DriftSettled.class, f -> true).how())
                .isEqualTo("accepted");
        assertThat(world.foreign.putBack).isEmpty();
    }

    @Test
    void driftIsAcceptedOrMendedByRule() {
        world.push(1, staging(", drift: accept"));
        applied(1);
        world.texts.put(World.commit(8), staging(", drift: mend, replicas: 2"));
        world.live("staging", 4, 8);
        assertThat(world.await(EnvironmentFact.DriftSettled.class, f -> true).how())
                .isEqualTo("accepted");
        assertThat(world.station.inForce(World.SHOP, "staging").orElseThrow().replicas())
                .isEqualTo(2);
        world.texts.put(World.commit(9), staging(", replicas: 5"));
        world.live("staging", 5, 9);
        world.await(EnvironmentFact.DriftFound.class, f -> f.what().contains("replicas = 5"));
        world.live("staging", 6, 8);
        world.await(EnvironmentFact.DriftSettled.class, f -> f.how().equals("mended"));
        assertThat(world.orders)
                .filteredOn(Enact.Order.Reconfigure.class::isInstance)
                .singleElement()
                .extracting(o -> ((Enact.Order.Reconfigure) o).commit())
                .isEqualTo(World.commit(8));
    }

    @Test
    void whatANewerPlanBringsInItsPlaceIsInForceByBoth() {
        world.push(1, staging(""));
        applied(1);
        world.live("staging", 1, 1);
        world.push(2, staging(", replicas: 2"));
        long second = computed(2).number();
        world.push(3, "environments: { staging: { from: main, replicas: 2 }, other: {} }");
        long third = computed(3).number();
        assertThat(view(second).state()).isEqualTo("superseded");
        world.live("staging", 2, 3);
        world.await(
                PlanFact.PlanApplied.class,
                f -> f.number() == third && f.environment().equals("staging"));
        assertThat(view(second).state()).isEqualTo("applied");
        assertThat(view(second).steps().getFirst().note())
                .isEqualTo("plan " + third + " brought it");
    }

    @Test
    void aPlanOfWhichAllIsInForceWasAppliedThoughANewerOneCame() {
        world.push(1, staging(""));
        applied(1);
        world.live("staging", 1, 1);
        world.push(2, "environments: { staging: { from: main, replicas: 2 }, other: {} }");
        long second = computed(2).number();
        world.await(PlanFact.PlanApplied.class, f -> f.environment().equals("other"));
        world.push(3, "environments: { staging: { from: main }, other: { queue: all } }");
        computed(3);
        applied(3);
        assertThat(view(1).state()).isEqualTo("applied");
        assertThat(view(second).state()).isEqualTo("superseded");
        assertThat(view(second).progress()).isEqualTo(new PlanView.Progress(1, 0, 0, 1));
        assertThat(view(second).progress().partial()).isTrue();
        assertThat(view(3).state()).isEqualTo("current");
    }

    private PlanView view(long number) {
        return world.station.views().plan(World.SHOP, number);
    }

    @Test
    void aTextIsLookedAtWithoutDoingAnything() {
        PlanView view = world.station.views().preview(World.SHOP, staging(""), "mina");
        assertThat(view.summary()).isEqualTo("1 to create");
        assertThat(world.facts(PlanFact.PlanComputed.class)).isEmpty();
    }
}
