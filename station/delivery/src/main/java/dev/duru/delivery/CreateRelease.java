package dev.duru.delivery;

import dev.duru.kernel.Fact;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Tx;
import dev.duru.manifest.Environment;
import dev.duru.manifest.Rules;
import java.util.Locale;
import java.util.Optional;

/** Makes a release of a digest for an environment, in a transaction of the caller. */
final class CreateRelease {
    private CreateRelease() {}

    /**
     * What is to be released.
     *
     * @param takesBack the number of the release in whose place it comes back, or 0
     * @param cause unique for what caused it, so that the same cause counts once
     * @param config the commit whose duru.yml holds for it
     */
    record Order(
            EnvironmentKey key,
            String commit,
            String digest,
            String repository,
            String by,
            long takesBack,
            String cause,
            String config) {

        /** With the configuration of the image's own commit. */
        Order(
                EnvironmentKey key,
                String commit,
                String digest,
                String repository,
                String by,
                long takesBack,
                String cause) {
            this(key, commit, digest, repository, by, takesBack, cause, commit);
        }
    }

    /**
     * Adds the release. Older ones that have not begun make room, unless each is to go: an approval
     * belongs to a digest, and is void when a newer one comes.
     *
     * @return empty when this cause has had its release already
     */
    static Optional<Release> in(Tx tx, Environment environment, Order order) {
        DeliveryStore store = new DeliveryStore(tx.sql());
        EnvironmentKey key = order.key();
        if (store.hasCause(key, order.cause())) {
            return Optional.empty();
        }
        boolean back = order.takesBack() > 0;
        makeRoom(tx, environment, order);
        boolean ask = environment.approval() != null && !back && !store.served(key, order.digest());
        ProjectName project = key.project();
        Release release =
                new Release(
                        key,
                        tx.next(project.toString(), "release"),
                        order.commit(),
                        order.digest(),
                        order.repository(),
                        order.by(),
                        tx.now(),
                        ask ? ReleaseState.WAITING : ReleaseState.QUEUED,
                        0,
                        tx.now(),
                        order.takesBack(),
                        null,
                        null,
                        "",
                        null,
                        order.config(),
                        Release.Hold.NONE);
        store.add(release, order.cause());
        tx.append(
                new Fact.ReleaseCreated(
                        project,
                        order.commit(),
                        release.number(),
                        key.name(),
                        order.digest(),
                        order.by()));
        Environment.Approval approval = environment.approval();
        if (ask && approval != null) {
            tx.append(
                    new Fact.ApprovalRequested(
                            project,
                            order.commit(),
                            release.number(),
                            key.name(),
                            order.digest(),
                            approval.role().name().toLowerCase(Locale.ROOT),
                            approval.count()));
        }
        return Optional.of(release);
    }

    /** Those that have not begun make room, unless each is to go. */
    private static void makeRoom(Tx tx, Environment environment, Order order) {
        boolean back = order.takesBack() > 0;
        boolean each =
                environment.rules().queue() == Rules.Queue.ALL
                        || !order.config().equals(order.commit());
        if (each && !back) {
            return;
        }
        DeliveryStore store = new DeliveryStore(tx.sql());
        for (Release older : store.open(order.key())) {
            boolean makesRoom =
                    back ? older.state() == ReleaseState.QUEUED : older.state().pending();
            if (makesRoom && !older.goesBack()) {
                store.move(older, ReleaseState.Event.SUPERSEDED, 0, tx.now(), "a newer one came");
            }
        }
    }
}
