package dev.duru.pipeline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.pipeline.engine.Locks.Rank;
import dev.duru.pipeline.engine.Locks.Wish;
import dev.duru.pipeline.state.ResourceGroupStore.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Who gets a group next. */
final class LocksTest {
    private static final String KEY = "team/shop\nProduction";

    private Mode mode = Mode.UNORDERED;
    private final Locks locks =
            new Locks(key -> {
                assertThat(key).isEqualTo(KEY);
                return mode;
            });
    private final List<String> told = new ArrayList<>();

    private final class Run implements Locks.Claimant {
        private final long number;

        Run(long number) {
            this.number = number;
        }

        Run claim() {
            locks.claim(new Wish(KEY, false, true, rank()), this);
            return this;
        }

        Rank rank() {
            return new Rank(number, 10 * number);
        }

        void release() {
            locks.release(KEY, this);
        }

        @Override
        public void granted() {
            told.add("go " + number);
        }

        @Override
        public void displaced() {
            told.add("stop " + number);
        }
    }

    @Test
    void unorderedIsWhoeverCameFirst() {
        Run one = new Run(1).claim();
        Run three = new Run(3).claim();
        Run two = new Run(2);
        locks.claim(new Wish(KEY.toUpperCase(Locale.ROOT), false, true, two.rank()), two);
        one.release();
        three.release();
        assertThat(told).containsExactly("go 1", "go 3", "go 2");
    }

    @Test
    void theNewestOfThoseThatAreReady() {
        mode = Mode.NEWEST_READY_FIRST;
        Run one = new Run(1).claim();
        new Run(2).claim();
        Run four = new Run(4).claim();
        new Run(3).claim();
        locks.expect(KEY, new Run(5).rank());
        one.release();
        four.release();
        assertThat(told).containsExactly("go 1", "go 4", "go 3");
    }

    @Test
    void theOldestIsWaitedForUntilItDoesNotWantItAnyMore() {
        mode = Mode.OLDEST_FIRST;
        Run one = new Run(1);
        Run two = new Run(2);
        locks.expect(KEY, one.rank());
        locks.expect(KEY, two.rank());
        Run three = new Run(3).claim();
        assertThat(told).isEmpty();
        two.claim();
        assertThat(told).isEmpty();
        locks.forget(KEY, one.rank());
        assertThat(told).containsExactly("go 2");
        two.release();
        three.release();
        assertThat(told).containsExactly("go 2", "go 3");
    }

    @Test
    void theNewestIsWaitedFor() {
        mode = Mode.NEWEST_FIRST;
        Run three = new Run(3);
        locks.expect(KEY, three.rank());
        Run one = new Run(1).claim();
        new Run(2).claim();
        assertThat(told).isEmpty();
        three.claim();
        three.release();
        one.release();
        assertThat(told).containsExactly("go 3", "go 2");
    }

    @Test
    void anotherModeHoldsAtOnce() {
        mode = Mode.OLDEST_FIRST;
        locks.expect(KEY, new Run(1).rank());
        new Run(2).claim();
        mode = Mode.UNORDERED;
        locks.reconsider(KEY);
        assertThat(told).containsExactly("go 2");
    }

    @Test
    void nobodyQueuesPastThoseThatAreStillComing() {
        mode = Mode.NEWEST_READY_FIRST;
        locks.gather();
        new Run(1).claim();
        new Run(2).claim();
        assertThat(told).isEmpty();
        locks.gathered();
        assertThat(told).containsExactly("go 2");
    }

    @Test
    void withoutAQueueTheNewcomerTakesThePlace() {
        new Run(1).claim();
        Run two = new Run(2);
        Run three = new Run(3);
        locks.claim(new Wish(KEY, false, false, two.rank()), two);
        locks.claim(new Wish(KEY, true, false, three.rank()), three);
        assertThat(told).containsExactly("go 1", "stop 2", "stop 1");
    }
}
