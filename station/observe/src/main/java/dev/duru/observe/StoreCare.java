package dev.duru.observe;

import dev.duru.tsdb.store.Store;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the store do now and then what is due, and says when its disk does not take samples. */
final class StoreCare implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StoreCare.class);
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final Store store;
    private final Thread thread;
    private final Set<String> refused = new HashSet<>();
    private volatile String lastProblem = "";

    StoreCare(Store store) {
        this.store = store;
        this.thread = Thread.ofVirtual().name("observe-store").unstarted(this::run);
        store.damage().forEach(damage -> LOG.warn("samples: {}", damage));
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                TimeUnit.MILLISECONDS.sleep(EVERY.toMillis());
                store.maintain();
                tell();
                tellRefused();
            }
        } catch (InterruptedException e) {
            // Told to end.
        }
    }

    /** Makes durable what was added. */
    void commit() {
        store.commit();
        tell();
    }

    private void tell() {
        String problem = store.problem();
        String before = lastProblem;
        lastProblem = problem;
        // Who is told to end leaves the rest to the store's own end.
        if (Thread.currentThread().isInterrupted() || problem.equals(before)) {
            return;
        }
        if (problem.isEmpty()) {
            LOG.info("samples are written again");
        } else {
            LOG.warn("{}", problem);
        }
    }

    /** Names each application or job once that begins more series than it may. */
    private void tellRefused() {
        for (String scope : store.limits().refusedByScope().keySet()) {
            if (refused.add(scope)) {
                LOG.warn(
                        "{} has as many series as it may; samples of more are refused and counted"
                                + " in duru_tsdb_scope_refused_samples_total",
                        scope.isEmpty() ? "the store" : "'" + scope + "'");
            }
        }
    }

    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        if (thread.isAlive()) {
            thread.join();
        }
    }
}
