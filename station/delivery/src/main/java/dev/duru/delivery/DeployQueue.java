package dev.duru.delivery;

import dev.duru.kernel.Database;
import dev.duru.manifest.Environment;
import dev.duru.manifest.Freeze;
import dev.duru.manifest.Rules;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The releases that wait for their turn in an environment: which one goes next, and why none does.
 * What goes back goes at once; what goes forward waits for a lock and for freeze windows, unless a
 * maintainer let it through.
 */
final class DeployQueue {
    private final Database database;
    private final Specs specs;
    private final InstantSource clock;

    DeployQueue(Database database, Specs specs, InstantSource clock) {
        this.database = database;
        this.specs = specs;
        this.clock = clock;
    }

    /** What comes of a look at the queue. */
    sealed interface Turn {
        /** The release begins, and those in whose place it goes are superseded. */
        record Begin(Release release, List<Release> replaced) implements Turn {}

        /** Nothing begins; {@code first} would. */
        record Wait(Release first, String why) implements Turn {}
    }

    /**
     * Looks at a queue that is not empty.
     *
     * @param queued all releases of one environment that are QUEUED
     */
    Turn next(List<Release> queued) {
        List<Release> order = order(queued);
        for (Release release : order) {
            if (heldBack(release).isEmpty()) {
                return new Turn.Begin(release, replaced(release, order));
            }
        }
        Release first = order.getFirst();
        return new Turn.Wait(first, heldBack(first).orElseThrow());
    }

    /** The queue from the one that goes next; what goes back stands first. */
    List<Release> order(List<Release> queued) {
        Comparator<Release> newest = Comparator.comparing(Release::number).reversed();
        List<Release> order =
                new ArrayList<>(queued.stream().filter(Release::goesBack).sorted(newest).toList());
        List<Release> forward = queued.stream().filter(r -> !r.goesBack()).sorted(newest).toList();
        order.addAll(!forward.isEmpty() && all(forward.getFirst()) ? forward.reversed() : forward);
        return order;
    }

    private boolean all(Release release) {
        return environment(release).rules().queue() == Rules.Queue.ALL;
    }

    /** Those that came before it and never go, since it goes in their place. */
    private List<Release> replaced(Release release, List<Release> order) {
        if (release.reconfigures()) {
            return List.of();
        }
        return order.stream()
                .filter(r -> r.number() < release.number())
                .filter(r -> release.goesBack() || r.goesBack() || !all(release))
                .toList();
    }

    /** What keeps a release from beginning, in words. */
    Optional<String> heldBack(Release release) {
        if (release.goesBack()) {
            return Optional.empty();
        }
        boolean let = database.read(sql -> new RuleStore(sql).letThrough(release));
        return let
                ? Optional.empty()
                : locked(release.environment()).or(() -> frozen(environment(release)));
    }

    private Optional<String> locked(EnvironmentKey key) {
        return database.read(sql -> new RuleStore(sql).lock(key))
                .map(lock -> "locked by " + lock.by() + ": " + lock.reason());
    }

    private Optional<String> frozen(Environment environment) {
        Instant now = clock.instant();
        for (Freeze freeze : environment.rules().freezes()) {
            Optional<Instant> until = freeze.until(now);
            if (until.isPresent()) {
                return Optional.of(
                        "frozen until "
                                + until.get()
                                + (freeze.reason().isEmpty() ? "" : ": " + freeze.reason()));
            }
        }
        return Optional.empty();
    }

    private Environment environment(Release release) {
        return specs.environment(release);
    }
}
