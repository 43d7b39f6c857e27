package dev.duru.observe;

import dev.duru.kernel.ProjectName;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Hands new lines to those who watch; who is too slow misses some and is told how many. */
final class LogHub {
    private static final int WAITING = 1_000;

    private final List<Watch> watches = new CopyOnWriteArrayList<>();

    void publish(ProjectName project, List<LogLine> lines) {
        for (Watch watch : watches) {
            if (watch.project.equals(project)) {
                lines.forEach(watch::offer);
            }
        }
    }

    Watch watch(ProjectName project) {
        Watch watch = new Watch(project);
        watches.add(watch);
        return watch;
    }

    /** One who watches a project's lines. */
    final class Watch implements AutoCloseable {
        private final ProjectName project;
        private final ArrayBlockingQueue<LogLine> waiting = new ArrayBlockingQueue<>(WAITING);
        private final AtomicLong missed = new AtomicLong();

        private Watch(ProjectName project) {
            this.project = project;
        }

        private void offer(LogLine line) {
            if (!waiting.offer(line)) {
                missed.incrementAndGet();
            }
        }

        @Nullable LogLine next(long seconds) throws InterruptedException {
            return waiting.poll(seconds, TimeUnit.SECONDS);
        }

        /** How many lines were missed since this was last asked. */
        long missed() {
            return missed.getAndSet(0);
        }

        @Override
        public void close() {
            watches.remove(this);
        }
    }
}
