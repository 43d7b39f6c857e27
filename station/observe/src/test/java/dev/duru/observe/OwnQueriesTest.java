package dev.duru.observe;

import dev.duru.observe.query.OwnQueries;
import dev.duru.observe.query.Queries;
import dev.duru.observe.remote.Intake;
import dev.duru.tsdb.exposition.Scraped;
import dev.duru.tsdb.store.Store;
import dev.duru.tsdb.store.StoreSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract, of Duru's own store. */
class OwnQueriesTest extends QueriesContract {
    private static Scraped page = Scraped.ofText(PAGE);
    private static Store store = Store.open(StoreSettings.standard(null));

    @BeforeAll
    static void feed() {
        new Intake(store).take(samples());
        for (Scraped.Sample sample : page.samples()) {
            store.add(sample.labels(), System.currentTimeMillis(), sample.value());
        }
    }

    @AfterAll
    static void close() {
        store.close();
    }

    private static Map<String, List<Queries.About>> described() {
        Map<String, List<Queries.About>> all = new HashMap<>();
        for (Scraped.Family family : page.families()) {
            all.put(
                    family.name(),
                    List.of(new Queries.About(family.type(), family.help(), family.unit())));
        }
        return all;
    }

    @Override
    Queries all() {
        return new OwnQueries(store, OwnQueriesTest::described);
    }

    @Override
    Queries of(String project) {
        return new OwnQueries(new ScopedStore(store, project), OwnQueriesTest::described);
    }
}
