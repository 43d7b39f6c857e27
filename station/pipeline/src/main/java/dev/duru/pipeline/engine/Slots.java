package dev.duru.pipeline.engine;

import java.util.ArrayDeque;
import java.util.Deque;

/** Lets so many tasks run at a time, first come first served, each on a thread of its own. */
final class Slots {
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int free;
    private boolean closed;

    Slots(int count) {
        this.free = count;
    }

    void submit(Runnable task) {
        synchronized (this) {
            if (closed) {
                return;
            }
            if (free == 0) {
                waiting.add(task);
                return;
            }
            free--;
        }
        start(task);
    }

    private void start(Runnable first) {
        Thread.ofPlatform()
                .name("job")
                .daemon()
                .start(() -> {
                    Runnable task = first;
                    while (task != null) {
                        task.run();
                        synchronized (this) {
                            task = closed ? null : waiting.poll();
                            if (task == null) {
                                free++;
                            }
                        }
                    }
                });
    }

    /** Takes a task out that has not begun. */
    synchronized boolean withdraw(Runnable task) {
        return waiting.remove(task);
    }

    synchronized void close() {
        closed = true;
        waiting.clear();
    }
}
