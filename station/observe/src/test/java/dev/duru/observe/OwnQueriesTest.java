package dev.duru.observe;

import dev.duru.observe.query.OwnQueries;
import dev.duru.observe.query.Queries;
import dev.duru.observe.remote.Intake;
import dev.duru.tsdb.store.Store;
import dev.duru.tsdb.store.StoreSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract, of Duru's own store. */
class OwnQueriesTest extends QueriesContract {
    private static Store store = Store.open(StoreSettings.standard(null));

    @BeforeAll
    static void feed() {
        new Intake(store).take(samples());
    }

    @AfterAll
    static void close() {
        store.close();
    }

    @Override
    Queries all() {
        return new OwnQueries(store);
    }

    @Override
    Queries of(String project) {
        return new OwnQueries(new ScopedStore(store, project));
    }
}
