package dev.duru.pipeline.state;

import dev.duru.kernel.Database;
import dev.duru.kernel.ProjectName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Tokens that start pipelines of one project and do nothing else; only their hashes are kept. */
public final class TriggerStore {
    private static final String SELECT =
            "select id, description, hint, owner, created_at, used_at from trigger_token"
                    + " where project = :project ";

    private final Database database;

    public TriggerStore(Database database) {
        this.database = database;
    }

    /**
     * A token.
     *
     * @param hint how it begins
     * @param owner in whose name pipelines are started
     */
    public record Token(
            long id,
            String description,
            String hint,
            String owner,
            Instant createdAt,
            Optional<Instant> usedAt) {}

    /** Keeps a token by its hash. */
    public Token add(
            ProjectName project, String description, String hash, String hint, String owner) {
        long id =
                database.write(tx ->
                        tx.sql()
                                .createQuery(
                                        """
                                        insert into trigger_token (project, description, hash,
                                            hint, owner, created_at)
                                        values (:project, :description, :hash, :hint, :owner,
                                            :at) returning id
                                        """)
                                .bind("project", project.toString())
                                .bind("description", description)
                                .bind("hash", hash)
                                .bind("hint", hint)
                                .bind("owner", owner)
                                .bind("at", tx.now().toEpochMilli())
                                .mapTo(Long.class)
                                .one());
        return find(project, id).orElseThrow();
    }

    public List<Token> list(ProjectName project) {
        return database.read(sql ->
                sql.createQuery(SELECT + "order by id")
                        .bind("project", project.toString())
                        .map((rs, ctx) -> token(rs))
                        .list());
    }

    public Optional<Token> find(ProjectName project, long id) {
        return list(project).stream().filter(one -> one.id() == id).findFirst();
    }

    /** The token of a hash, which is being used. */
    public Optional<Token> use(ProjectName project, String hash) {
        return database.write(tx -> {
            tx.sql()
                    .execute(
                            "update trigger_token set used_at = ? where project = ? and hash = ?",
                            tx.now().toEpochMilli(),
                            project.toString(),
                            hash);
            return tx.sql()
                    .createQuery(SELECT + "and hash = :hash")
                    .bind("project", project.toString())
                    .bind("hash", hash)
                    .map((rs, ctx) -> token(rs))
                    .findOne();
        });
    }

    public void delete(long id) {
        database.update(tx -> tx.sql().execute("delete from trigger_token where id = ?", id));
    }

    private static Token token(ResultSet rs) throws SQLException {
        long used = rs.getLong("used_at");
        return new Token(
                rs.getLong("id"),
                rs.getString("description"),
                rs.getString("hint"),
                rs.getString("owner"),
                Instant.ofEpochMilli(rs.getLong("created_at")),
                used == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(used)));
    }
}
