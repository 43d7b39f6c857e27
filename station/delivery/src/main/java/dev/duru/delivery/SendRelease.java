package dev.duru.delivery;

import dev.duru.kernel.Database;
import dev.duru.kernel.Tx;
import dev.duru.manifest.Environment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a release of a digest that a fact brought, unless it is on its way or in quarantine. */
final class SendRelease {
    private static final Logger LOG = LoggerFactory.getLogger(SendRelease.class);

    private final Database database;
    private final Specs specs;
    private final Lanes lanes;

    SendRelease(Database database, Specs specs, Lanes lanes) {
        this.database = database;
        this.specs = specs;
        this.lanes = lanes;
    }

    void to(Environment declared, CreateRelease.Order order) {
        Environment environment = guarded(order.key(), declared);
        database.update(tx -> in(tx, environment, order));
    }

    /** An environment as it is declared, with what is in force beside it. */
    Environment guarded(EnvironmentKey key, Environment declared) {
        return specs.guarded(key, declared);
    }

    /** As a part of a transaction. */
    void in(Tx tx, Environment environment, CreateRelease.Order order) {
        EnvironmentKey key = order.key();
        if (new DecisionStore(tx.sql()).quarantined(key.project(), order.digest()).isPresent()) {
            LOG.info("{} is in quarantine and so not released to {}", order.digest(), key);
            return;
        }
        boolean there =
                new DeliveryStore(tx.sql())
                        .open(key).stream()
                                .anyMatch(r ->
                                        r.digest().equals(order.digest()) && !r.state().over());
        if (!there && CreateRelease.in(tx, environment, order).isPresent()) {
            tx.afterCommit(() -> lanes.wake(key));
        }
    }
}
