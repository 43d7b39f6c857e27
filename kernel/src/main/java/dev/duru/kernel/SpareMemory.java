package dev.duru.kernel;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.Objects;

/**
 * Gives the heap's spare memory back to the machine. The serial collector returns it only after a
 * full collection, and makes one only when the heap is as large as it may be: what one large push,
 * one password or one hour of samples took would stay resident for good.
 *
 * <p>A full collection is caused when the heap is more than twice what lives in it; and when the
 * process is idle, it has grown since the last one, and so little lives that the pause is short.
 */
public final class SpareMemory implements AutoCloseable {
    private static final Duration BETWEEN = Duration.ofSeconds(10);

    /** Of one core. */
    private static final double IDLE = 0.03;

    private static final int LOOKS = 2;

    /** So much may be held without being looked at: by an idle process, and by one at work. */
    private static final long IDLE_SLACK = 8L << 20;

    private static final long SLACK = 64L << 20;

    /** A full collection takes about a millisecond for each megabyte of it. */
    private static final long SHORT_PAUSE = 256L << 20;

    /** What is looked at, and what is done. */
    interface Heap {
        /** Nanoseconds of processor time of this process since it began. */
        long worked();

        /** Bytes that the heap holds of the machine's memory. */
        long committed();

        /** Bytes that were alive after the last full collection; 0 when there was none. */
        long alive();

        void collect();
    }

    private final Heap heap;
    private final Thread thread;
    private int idleLooks;
    private long worked;
    private long after;

    SpareMemory(Heap heap) {
        this.heap = heap;
        this.worked = heap.worked();
        this.thread = Thread.ofVirtual().name("spare memory").unstarted(this::watch);
    }

    /** Looks at this process until it is closed. */
    public static SpareMemory start() {
        SpareMemory memory = new SpareMemory(new OwnHeap());
        memory.thread.start();
        return memory;
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(BETWEEN);
                look(BETWEEN);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** A look, so long after the one before. */
    void look(Duration since) {
        long now = heap.worked();
        boolean idle = now - worked < since.toNanos() * IDLE;
        worked = now;
        idleLooks = idle ? idleLooks + 1 : 0;
        long held = heap.committed();
        long alive = heap.alive();
        boolean spare = held > Math.max(2 * alive, after) + SLACK;
        boolean unused = idleLooks >= LOOKS && held >= after + IDLE_SLACK && alive <= SHORT_PAUSE;
        if (spare || unused) {
            heap.collect();
            after = heap.committed();
            idleLooks = 0;
        }
    }

    /** The heap of this process. */
    private static final class OwnHeap implements Heap {
        private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        private final OperatingSystemMXBean system =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

        @Override
        public long worked() {
            return system.getProcessCpuTime();
        }

        @Override
        public long committed() {
            return memory.getHeapMemoryUsage().getCommitted();
        }

        @Override
        public long alive() {
            return ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getType() == MemoryType.HEAP)
                    .map(MemoryPoolMXBean::getCollectionUsage)
                    .filter(Objects::nonNull)
                    .mapToLong(MemoryUsage::getUsed)
                    .sum();
        }

        @Override
        public void collect() {
            memory.gc();
        }
    }
}
