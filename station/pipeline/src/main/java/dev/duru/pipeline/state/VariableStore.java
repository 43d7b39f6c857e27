package dev.duru.pipeline.state;

import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Tx;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Variables of projects and of their environments: the {@code vars} context of jobs. */
public final class VariableStore {
    /**
     * A variable.
     *
     * @param environment for which it holds; {@code ""} for all
     */
    public record Variable(
            String name, String environment, String value, String by, Instant setAt) {}

    public void set(
            Tx tx, ProjectName project, String environment, String name, String value, String by) {
        tx.sql()
                .execute(
                        """
                        insert into variable (project, environment, name, text, set_by, set_at)
                        values (?, ?, ?, ?, ?, ?)
                        on conflict (project, environment, name) do update set
                            text = excluded.text, set_by = excluded.set_by,
                            set_at = excluded.set_at
                        """,
                        project.toString(),
                        environment,
                        name,
                        value,
                        by,
                        tx.now().toEpochMilli());
    }

    /** False when there is none. */
    public boolean remove(Tx tx, ProjectName project, String environment, String name) {
        return tx.sql()
                        .execute(
                                """
                                delete from variable
                                where project = ? and environment = ? and name = ?
                                """,
                                project.toString(),
                                environment,
                                name)
                == 1;
    }

    /** All of a project and its environments, by name. */
    public List<Variable> all(Handle sql, ProjectName project) {
        return sql.createQuery(
                        """
                        select name, environment, text, set_by, set_at from variable
                        where project = :project order by name, environment
                        """)
                .bind("project", project.toString())
                .map((rs, ctx) ->
                        new Variable(
                                rs.getString("name"),
                                rs.getString("environment"),
                                rs.getString("text"),
                                rs.getString("set_by"),
                                Instant.ofEpochMilli(rs.getLong("set_at"))))
                .list();
    }

    /** Those of one environment alone, or of the project with {@code ""}. */
    public Map<String, String> of(Handle sql, ProjectName project, String environment) {
        Map<String, String> values = new LinkedHashMap<>();
        all(sql, project).stream()
                .filter(variable -> variable.environment().equals(environment))
                .forEach(variable -> values.put(variable.name(), variable.value()));
        return values;
    }
}
