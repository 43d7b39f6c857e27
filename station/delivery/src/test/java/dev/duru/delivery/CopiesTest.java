package dev.duru.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CopiesTest {
    @ParameterizedTest
    @CsvSource({
        // replicas, surge, unavailable, fresh there and well, old there and well, wanted fresh, old
        "4, 1, 0, 0, 0, 4, 4, 1, 4",
        "4, 1, 0, 1, 0, 4, 4, 1, 4",
        "4, 1, 0, 1, 1, 4, 4, 1, 3",
        "4, 1, 0, 1, 1, 3, 3, 2, 3",
        "4, 0, 1, 0, 0, 4, 4, 0, 3",
        "4, 0, 1, 0, 0, 3, 3, 1, 3",
        "4, 1, 0, 4, 4, 1, 1, 4, 0",
        "2, 1, 0, 0, 0, 2, 0, 1, 2",
    })
    void saysWhatIsWantedNext(
            int replicas,
            int surge,
            int unavailable,
            int freshThere,
            int freshWell,
            int oldThere,
            int oldWell,
            int fresh,
            int old) {
        assertThat(
                        Copies.next(
                                new Copies.Room(replicas, surge, unavailable),
                                new Copies.Seen(freshThere, freshWell, 0, 0),
                                new Copies.Seen(oldThere, oldWell, 0, 0)))
                .isEqualTo(new Copies(fresh, old));
    }

    @Test
    void deadCopiesMakeRoomWhereThereIsNoneBeside() {
        Copies.Room room = new Copies.Room(3, 0, 1);
        assertThat(Copies.next(room, new Copies.Seen(0, 0, 0, 0), new Copies.Seen(3, 0, 3, 0)))
                .isEqualTo(new Copies(0, 2));
        assertThat(Copies.next(room, new Copies.Seen(0, 0, 0, 0), new Copies.Seen(3, 0, 2, 0)))
                .as("of one it is not known yet")
                .isEqualTo(new Copies(0, 3));
    }

    @Test
    void aCopyThatEndsIsNotCalledBack() {
        Copies.Room room = new Copies.Room(2, 0, 1);
        assertThat(Copies.next(room, new Copies.Seen(0, 0, 0, 0), new Copies.Seen(2, 1, 0, 1)))
                .isEqualTo(new Copies(0, 1));
    }

    /** Whatever order things happen in, it ends, and is never above or below what is allowed. */
    @Test
    void alwaysEndsAndKeepsItsBounds() {
        long seed = Long.getLong("duru.seed", System.nanoTime());
        System.out.println("CopiesTest: -Dduru.seed=" + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            int replicas = 1 + random.nextInt(10);
            int unavailable = random.nextInt(replicas + 1);
            int surge = unavailable == 0 ? 1 + random.nextInt(3) : random.nextInt(4);
            Copies.Room room = new Copies.Room(replicas, surge, unavailable);
            int fresh = 0;
            int well = 0;
            int old = replicas;
            int turns = 0;
            while (well < replicas || old > 0) {
                assertThat(turns++).as("seed %d, %s", seed, room).isLessThan(1000);
                Copies next =
                        Copies.next(
                                room,
                                new Copies.Seen(fresh, well, 0, 0),
                                new Copies.Seen(old, old, 0, 0));
                assertThat(next.fresh()).isGreaterThanOrEqualTo(fresh);
                assertThat(next.old() + well)
                        .as("healthy copies; seed %d, %s", seed, room)
                        .isGreaterThanOrEqualTo(Math.min(replicas, room.least()));
                if (random.nextBoolean()) {
                    fresh = next.fresh();
                }
                if (random.nextBoolean()) {
                    old = next.old();
                }
                if (well < fresh && random.nextBoolean()) {
                    well++;
                }
                assertThat(fresh + old)
                        .as("all copies; seed %d, %s", seed, room)
                        .isLessThanOrEqualTo(replicas + surge);
            }
        }
    }
}
