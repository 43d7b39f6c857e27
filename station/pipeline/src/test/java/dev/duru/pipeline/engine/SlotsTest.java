package dev.duru.pipeline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SlotsTest {
    private final List<String> events = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch gate = new CountDownLatch(1);

    private final class Noted implements Slots.Task {
        final String name;
        final CountDownLatch ran = new CountDownLatch(1);

        Noted(String name) {
            this.name = name;
        }

        @Override
        public String share() {
            return name.substring(0, 1);
        }

        @Override
        public void prepare() {
            events.add("prepare " + name);
        }

        @Override
        public void run() {
            if (name.startsWith("z")) {
                pass(gate);
                return;
            }
            events.add(name);
            ran.countDown();
        }

        @Override
        public void discard() {
            events.add("discard " + name);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static void pass(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void projectsTakeTurnsAndTheOldestOfEachIsFirst() {
        Slots slots = new Slots(1, 1);
        slots.submit(new Noted("z"));
        List<Noted> tasks = new ArrayList<>();
        for (String name : List.of("a1", "a2", "a3", "a4", "b1", "c1", "b2")) {
            Noted task = new Noted(name);
            tasks.add(task);
            slots.submit(task);
        }
        assertThat(slots.inOrder())
                .extracting(Object::toString)
                .containsExactly("a1", "b1", "c1", "a2", "b2", "a3", "a4");
        assertThat(slots.withdraw(tasks.get(4))).isTrue();
        assertThat(slots.withdraw(tasks.get(4))).isFalse();
        gate.countDown();
        pass(tasks.get(3).ran);
        assertThat(events)
                .filteredOn(event -> event.length() == 2)
                .containsExactly("a1", "b2", "c1", "a2", "a3", "a4");
        assertThat(slots.withdraw(tasks.getFirst())).isFalse();
    }

    @Test
    void preparesThoseThatAreNextAndDiscardsWhatIsNotUsed() {
        Slots slots = new Slots(2, 2);
        slots.submit(new Noted("z1"));
        slots.submit(new Noted("z2"));
        List<Noted> tasks = new ArrayList<>();
        for (String name : List.of("a1", "a2", "a3", "b1")) {
            Noted task = new Noted(name);
            tasks.add(task);
            slots.submit(task);
        }
        assertThat(events).containsExactly("prepare a1", "prepare a2");
        slots.withdraw(tasks.getFirst());
        assertThat(events).containsExactly("prepare a1", "prepare a2", "discard a1");
        slots.close();
        assertThat(events).last().isEqualTo("discard a2");
        slots.submit(new Noted("late"));
        assertThat(slots.inOrder()).isEmpty();
        gate.countDown();
    }
}
