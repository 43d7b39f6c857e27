package dev.duru.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryDatabaseTest {
    @TempDir Path folder;

    @Test
    void hasTheTablesOfOneThatStays() {
        try (Database stays = Database.open(folder.resolve("a.db"), InstantSource.system());
                Database temporary =
                        Database.temporary(folder.resolve("b.db"), InstantSource.system())) {
            assertThat(definitions(temporary)).isNotEmpty().isEqualTo(definitions(stays));
            Ledger ledger = new Ledger(temporary);
            temporary.update(tx ->
                    tx.append(
                            new Fact.ProjectCreated(
                                    new ProjectName("team", "shop"), "mina", true)));
            assertThat(ledger.after(0, 10)).hasSize(1);
        }
    }

    private static List<String> definitions(Database database) {
        return database.read(sql ->
                sql.createQuery(
                                """
                                select sql from sqlite_master
                                where name not like 'migrations_%' and sql is not null order by name
                                """)
                        .mapTo(String.class)
                        .list());
    }
}
