package dev.duru.pipeline.state;

import dev.duru.kernel.EnvironmentScope;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Tx;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Variables of projects and of their environments: the {@code vars} context of jobs. */
public final class VariableStore {
    /** What is special about a variable. */
    public enum Flag {
        /** Only jobs of protected branches and tags see it. */
        PROTECTED,
        /** Logs hide the value. */
        MASKED,
        /** Jobs of GitLab's dialect see the path of a file that holds the value. */
        FILE
    }

    /**
     * A variable.
     *
     * @param environment for which it holds, an {@link EnvironmentScope}; {@code ""} for all
     */
    public record Variable(
            String name,
            String environment,
            String value,
            Set<Flag> flags,
            String by,
            Instant setAt) {
        public Variable {
            flags = Set.copyOf(flags);
        }

        public boolean has(Flag flag) {
            return flags.contains(flag);
        }
    }

    /** Keeps a variable, in place of the one of the same name and environment. */
    public void set(Tx tx, ProjectName project, Variable variable) {
        tx.sql()
                .execute(
                        """
                        insert into variable (project, environment, name, text, flags, set_by,
                            set_at)
                        values (?, ?, ?, ?, ?, ?, ?)
                        on conflict (project, environment, name) do update set
                            text = excluded.text, flags = excluded.flags,
                            set_by = excluded.set_by, set_at = excluded.set_at
                        """,
                        project.toString(),
                        variable.environment(),
                        variable.name(),
                        variable.value(),
                        variable.flags().stream()
                                .map(Flag::name)
                                .sorted()
                                .collect(Collectors.joining(",")),
                        variable.by(),
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
                        select name, environment, text, flags, set_by, set_at from variable
                        where project = :project order by name, environment
                        """)
                .bind("project", project.toString())
                .map((rs, ctx) ->
                        new Variable(
                                rs.getString("name"),
                                rs.getString("environment"),
                                rs.getString("text"),
                                flags(rs.getString("flags")),
                                rs.getString("set_by"),
                                Instant.ofEpochMilli(rs.getLong("set_at"))))
                .list();
    }

    private static Set<Flag> flags(String text) {
        return Arrays.stream(text.split(","))
                .filter(name -> !name.isEmpty())
                .map(Flag::valueOf)
                .collect(Collectors.toSet());
    }
}
