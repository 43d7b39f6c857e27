package dev.duru.infrastructure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.kernel.ChildJvm;
import dev.duru.kernel.PlanFact;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} while a plan is made, and while it is applied by hand: afterwards the plan says
 * of each step what was done about it, no more and no less, and going on ends it.
 */
class KilledApplyTest {
    private static final int KILLS = Integer.getInteger("duru.kills", 3);
    private static final long LONGEST = Duration.ofMillis(120).toNanos();

    private static final Map<String, String> TEXTS =
            Map.of(World.commit(1), WorldMain.text(1), World.commit(2), WorldMain.text(2));

    @TempDir Path temp;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void aPlanSaysWhatWasDoneAndIsAppliedToItsEnd() throws Exception {
        long seed = Long.getLong("duru.seed", System.nanoTime());
        System.out.println("KilledApplyTest: -Dduru.seed=" + seed);
        Random random = new Random(seed);
        for (int round = 0; round < KILLS; round++) {
            Path folder = Files.createDirectories(temp.resolve("round" + round));
            kill(folder, "push", random.nextLong(LONGEST));
            try (World world = new World(folder, TEXTS)) {
                created(world, seed);
                for (int n = 0; n < WorldMain.ENVIRONMENTS; n++) {
                    world.live("e" + n, n + 1, 1);
                }
                world.push(2, WorldMain.text(2));
                world.await(PlanFact.PlanComputed.class, f -> f.commit().equals(World.commit(2)));
            }
            kill(folder, "apply", random.nextLong(LONGEST));
            try (World world = new World(folder, TEXTS)) {
                applied(world, seed);
            }
        }
    }

    private void kill(Path folder, String what, long nanos) throws Exception {
        Path errors = folder.resolve("error.log");
        Process process =
                ChildJvm.of(WorldMain.class, 128, folder, what)
                        .redirectError(errors.toFile())
                        .start();
        try (BufferedReader out = process.inputReader()) {
            String line = out.readLine();
            while (line != null && !line.equals("begins")) {
                line = out.readLine();
            }
            assertThat(line).as(Files.readString(errors)).isEqualTo("begins");
            LockSupport.parkNanos(nanos);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** What was pushed, if the push came so far, comes to its end without anybody. */
    private static void created(World world, long seed) {
        if (world.facts(dev.duru.kernel.Fact.CommitPushed.class).isEmpty()) {
            world.push(1, WorldMain.text(1));
        }
        for (int n = 0; n < WorldMain.ENVIRONMENTS; n++) {
            String name = "e" + n;
            world.await(PlanFact.PlanApplied.class, f -> f.environment().equals(name));
        }
        assertThat(told(world, "Declare").values()).as("seed %d", seed).containsOnly(1L);
    }

    private static void applied(World world, long seed) {
        Plan plan = world.current();
        Map<String, Long> told = told(world, "Reconfigure");
        for (Step step : plan.steps()) {
            assertThat(step.state())
                    .as("%s, seed %d", step.environment(), seed)
                    .isEqualTo(
                            told.containsKey(step.environment())
                                    ? Step.State.APPLYING
                                    : Step.State.RELEASE);
        }
        PlanView view = world.station.views().plan(World.SHOP, plan.number());
        int begun = told.size();
        assertThat(view.progress())
                .as("seed %d", seed)
                .isEqualTo(new PlanView.Progress(0, begun, 0, WorldMain.ENVIRONMENTS - begun));
        if (begun < WorldMain.ENVIRONMENTS) {
            world.station
                    .applying()
                    .byHand(World.SHOP, plan.number(), Set.of(), Set.of(), World.MINA);
        }
        List<Step> steps = world.current().steps();
        assertThat(steps).extracting(Step::state).containsOnly(Step.State.APPLYING);
        steps.forEach(step -> world.live(step.environment(), step.release(), 2));
        for (Step step : steps) {
            world.await(
                    PlanFact.PlanApplied.class,
                    f -> f.number() == plan.number() && f.environment().equals(step.environment()));
        }
        assertThat(told(world, "Reconfigure"))
                .as("seed %d", seed)
                .hasSize(WorldMain.ENVIRONMENTS)
                .allSatisfy((environment, count) -> assertThat(count).isEqualTo(1));
    }

    /** How often each environment was told to do something. */
    private static Map<String, Long> told(World world, String kind) {
        return world.database.read(sql ->
                sql.createQuery("select environment from told where kind = :kind")
                        .bind("kind", kind)
                        .mapTo(String.class)
                        .collect(Collectors.groupingBy(name -> name, Collectors.counting())));
    }
}
