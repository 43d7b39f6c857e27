package dev.duru.observe.remote;

import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Large arrays that are used again: new ones for each request outlive the small collections of
 * garbage, and let the heap grow. Safe for many threads.
 */
final class Buffers {
    private static final int KEPT = 8;
    private static final int LARGEST_KEPT = 4 << 20;
    private static final int SMALLEST = 1 << 16;

    private final Queue<byte[]> idle = new ArrayBlockingQueue<>(KEPT);

    /** One with room for so many bytes. */
    byte[] take(int size) {
        byte[] found = idle.poll();
        return found != null && found.length >= size
                ? found
                : new byte[Math.max(SMALLEST, size + (size >> 2))];
    }

    /** It is used no more. */
    void giveBack(byte[] buffer) {
        if (buffer.length <= LARGEST_KEPT) {
            idle.offer(buffer);
        }
    }
}
