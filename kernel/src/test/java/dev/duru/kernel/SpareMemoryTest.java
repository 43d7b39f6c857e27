package dev.duru.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When a server collects its garbage, by a heap whose figures are told. */
final class SpareMemoryTest {
    private static final Duration TEN = Duration.ofSeconds(10);

    /** Collecting leaves 30 MB. */
    private static final class Told implements SpareMemory.Heap {
        private long worked;
        private long committed = 100 << 20;
        private long alive;
        private int collections;

        @Override
        public long worked() {
            return worked;
        }

        @Override
        public long committed() {
            return committed;
        }

        @Override
        public long alive() {
            return alive;
        }

        @Override
        public void collect() {
            collections++;
            committed = 30 << 20;
        }
    }

    private final Told heap = new Told();
    private final SpareMemory memory = new SpareMemory(heap);

    private void looks(int count, Duration work) {
        for (int n = 0; n < count; n++) {
            heap.worked += work.toNanos();
            memory.look(TEN);
        }
    }

    @Test
    void anIdleServerCollectsOnceAndAgainWhenItHasGrown() {
        heap.committed = 60 << 20;
        looks(1, Duration.ofMillis(50));
        assertThat(heap.collections).isZero();
        looks(10, Duration.ofMillis(50));
        assertThat(heap.collections).isEqualTo(1);
        heap.committed = 35 << 20;
        looks(10, Duration.ofMillis(50));
        assertThat(heap.collections).isEqualTo(1);
        heap.committed = 60 << 20;
        looks(10, Duration.ofMillis(50));
        assertThat(heap.collections).isEqualTo(2);
    }

    @Test
    void aServerAtWorkDoesWhenMostOfItsHeapIsGarbage() {
        looks(10, Duration.ofSeconds(5));
        assertThat(heap.collections).isEqualTo(1);
        heap.alive = 200 << 20;
        heap.committed = 450 << 20;
        looks(10, Duration.ofSeconds(5));
        assertThat(heap.collections).isEqualTo(1);
        heap.committed = 480 << 20;
        looks(1, Duration.ofSeconds(5));
        assertThat(heap.collections).isEqualTo(2);
    }

    @Test
    void aServerAtWorkDoesNotForLittle() {
        heap.committed = 60 << 20;
        looks(10, Duration.ofSeconds(1));
        looks(1, Duration.ZERO);
        looks(1, Duration.ofSeconds(1));
        looks(1, Duration.ZERO);
        assertThat(heap.collections).isZero();
    }

    @Test
    void aHeapOfManyLivingThingsIsLeftAlone() {
        heap.alive = 300L << 20;
        heap.committed = 500L << 20;
        looks(10, Duration.ZERO);
        assertThat(heap.collections).isZero();
    }
}
