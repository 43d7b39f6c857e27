package dev.duru.kernel;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the end of the ledger for the watchers; runs only while there are some. */
final class LedgerTail {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerTail.class);

    private final Ledger ledger;
    private final Semaphore signal = new Semaphore(0);
    private final List<Consumer<Entry>> watchers = new CopyOnWriteArrayList<>();
    private volatile boolean running;

    LedgerTail(Ledger ledger) {
        this.ledger = ledger;
    }

    synchronized AutoCloseable watch(Consumer<Entry> watcher) {
        watchers.add(watcher);
        if (!running) {
            running = true;
            long from = ledger.head();
            Thread.ofVirtual().name("ledger-tail").start(() -> follow(from));
        }
        return () -> watchers.remove(watcher);
    }

    void wake() {
        signal.release();
    }

    synchronized void stop() {
        running = false;
        signal.release();
    }

    private void follow(long from) {
        long cursor = from;
        while (running) {
            try {
                List<Entry> entries = ledger.after(cursor, 500);
                for (Entry entry : entries) {
                    watchers.forEach(watcher -> tell(watcher, entry));
                    cursor = entry.sequence();
                }
                if (entries.isEmpty() && signal.tryAcquire(5, TimeUnit.SECONDS)) {
                    signal.drainPermits();
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (running) {
                    LOG.warn("the ledger could not be read; trying again", e);
                }
            }
        }
    }

    private static void tell(Consumer<Entry> watcher, Entry entry) {
        try {
            watcher.accept(entry);
        } catch (RuntimeException e) {
            LOG.warn("a watcher of the ledger failed on fact {}", entry.sequence(), e);
        }
    }
}
