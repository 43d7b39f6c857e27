package dev.duru.kernel;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What a ledger has been told, for tests that wait for it. */
public record Told(Ledger ledger) {
    /** The first fact of a kind that fits, from the beginning on. */
    public <F extends Fact> F await(Class<F> kind, Predicate<F> which, Duration patience) {
        Semaphore signal = new Semaphore(0);
        long deadline = System.nanoTime() + patience.toNanos();
        try (AutoCloseable watch = ledger.watch(entry -> signal.release())) {
            while (true) {
                Optional<F> found = facts(kind).stream().filter(which).findFirst();
                if (found.isPresent()) {
                    return found.get();
                }
                long left = deadline - System.nanoTime();
                if (left <= 0 || !signal.tryAcquire(left, TimeUnit.NANOSECONDS)) {
                    throw new AssertionError(
                            "no %s came within %s; there is:\n%s"
                                    .formatted(kind.getSimpleName(), patience, story()));
                }
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public <F extends Fact> List<F> facts(Class<F> kind) {
        return entries().stream()
                .map(Entry::fact)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    public List<Entry> entries() {
        return ledger.after(0, 10_000);
    }

    /** A line for each fact. */
    public String story() {
        return entries().stream()
                .map(entry -> entry.at() + " " + entry.fact())
                .collect(Collectors.joining("\n"));
    }
}
