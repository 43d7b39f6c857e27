package dev.duru.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import org.jdbi.v3.core.statement.ColonPrefixSqlParser;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlTextTest {
    @TempDir Path folder;

    @Test
    void findsWhatJdbisOwnParserFinds() {
        try (Database database =
                Database.temporary(folder.resolve("a.db"), InstantSource.system())) {
            database.update(tx -> {
                StatementContext context = tx.sql().createQuery("select 1").getContext();
                for (String sql :
                        new String[] {
                            "select 1",
                            "select a from b where c = :c and d in (:d_1,:d2) -- not :this or ?",
                            "insert into a values (?, ?, 'it''s :no ?', \"x:y\", ?)",
                            "select '2' || ':' || a /* :no ? */ from t\nwhere b = ? -- end?\nand c = ?",
                            "update a set b = b - :n, c = c / :m where d > :run and e <= :e"
                        }) {
                    assertThat(new SqlText().parse(sql, context))
                            .as(sql)
                            .isEqualTo(new ColonPrefixSqlParser().parse(sql, context));
                }
                assertThat(new SqlText().parse("select a::text, :b::int", context).getSql())
                        .isEqualTo("select a::text, ?::int");
            });
        }
    }

    @Test
    void listsOfValuesWork() {
        try (Database database =
                Database.temporary(folder.resolve("b.db"), InstantSource.system())) {
            int found =
                    database.read(sql ->
                            sql.createQuery("select count(*) from (select 2 as a) where a in (<l>)")
                                    .bindList("l", 1, 2, 3)
                                    .mapTo(Integer.class)
                                    .one());
            assertThat(found).isEqualTo(1);
        }
    }
}
