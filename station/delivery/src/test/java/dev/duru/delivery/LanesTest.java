package dev.duru.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LanesTest {
    @Test
    void nothingBeginsAfterTheEndHoweverLateItIsWoken() throws InterruptedException {
        AtomicInteger late = new AtomicInteger();
        for (int round = 0; round < 100; round++) {
            AtomicBoolean closed = new AtomicBoolean();
            Lanes lanes = new Lanes();
            lanes.start(key -> {
                if (closed.get()) {
                    late.incrementAndGet();
                }
                return Duration.ofDays(1);
            });
            List<Thread> wakers = new ArrayList<>();
            for (int n = 0; n < 20; n++) {
                EnvironmentKey key = new EnvironmentKey(TestHouse.SHOP, "e" + n);
                wakers.add(Thread.ofVirtual().start(() -> lanes.wake(key)));
            }
            lanes.close();
            closed.set(true);
            for (Thread waker : wakers) {
                waker.join();
            }
            // Would end, and so wait for, whatever had begun since.
            lanes.close();
        }
        assertThat(late).hasValue(0);
    }
}
