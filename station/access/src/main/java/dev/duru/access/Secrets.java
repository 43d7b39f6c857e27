package dev.duru.access;

import dev.duru.kernel.EnvironmentScope;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Identity;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Secrets of projects, for jobs and deployed applications. People set them; nobody reads them. */
public final class Secrets {
    private static final Pattern NAME = Pattern.compile("[A-Z_][A-Z0-9_]{0,99}");
    private static final int MOST = 200;
    private static final int LONGEST = 64 * 1024;

    private final Ground ground;
    private final SecretKeys keys;

    Secrets(Ground ground, SecretKeys keys) {
        this.ground = ground;
        this.keys = keys;
    }

    private record Row(String name, String environment, String keyId, String sealed) {
        EnvironmentScope scope() {
            return new EnvironmentScope(environment);
        }
    }

    /**
     * The values by name, in the order of the names.
     *
     * @param environment whose own values go before those for all; {@code ""} for only the latter
     */
    public Map<String, String> of(ProjectName project, String environment) {
        Map<String, String> values = new java.util.TreeMap<>();
        for (Row row : rows(project)) {
            if (row.scope().covers(environment)) {
                values.put(
                        row.name(),
                        keys.open(
                                row.keyId(),
                                place(project, row.environment(), row.name()),
                                row.sealed()));
            }
        }
        return new LinkedHashMap<>(values);
    }

    List<SecretName> list(ProjectName project) {
        return ground.database()
                .read(sql ->
                        sql.createQuery(
                                        """
                                        select name, environment, changed_at, changed_by from project_secret
                                        where project = :project order by name, environment
                                        """)
                                .bind("project", project.toString())
                                .map((rs, ctx) ->
                                        new SecretName(
                                                rs.getString("name"),
                                                rs.getString("environment"),
                                                Ground.time(rs.getLong("changed_at")),
                                                rs.getString("changed_by")))
                                .list());
    }

    /** Sets a secret for an environment, or a pattern of such; {@code ""} for all. */
    void put(Identity by, ProjectName project, String wanted, String name, String value) {
        String key = checked(name);
        String environment = EnvironmentScope.parse(wanted).text();
        if (value.isEmpty() || value.length() > LONGEST) {
            throw ProblemException.user(
                    "the value of a secret has 1 to " + LONGEST + " characters");
        }
        String sealed = keys.seal(place(project, environment, key), value);
        String keyId = keys.current();
        ground.database()
                .update(tx -> {
                    tx.sql()
                            .execute(
                                    """
                                    insert into project_secret (project, environment, name, key_id, sealed,
                                    changed_at, changed_by) values (?, ?, ?, ?, ?, ?, ?)
                                    on conflict (project, environment, name) do update set
                                    key_id = excluded.key_id, sealed = excluded.sealed,
                                    changed_at = excluded.changed_at, changed_by = excluded.changed_by
                                    """,
                                    project.toString(),
                                    environment,
                                    key,
                                    keyId,
                                    sealed,
                                    tx.now().toEpochMilli(),
                                    by.user());
                    long count =
                            tx.sql()
                                    .createQuery(
                                            "select count(*) from project_secret where project = :project")
                                    .bind("project", project.toString())
                                    .mapTo(Long.class)
                                    .one();
                    if (count > MOST) {
                        throw ProblemException.conflict(
                                "there are already " + MOST + " secrets; remove some first");
                    }
                    tx.append(new Fact.SecretChanged(project, by.user(), key, environment, "set"));
                });
    }

    void remove(Identity by, ProjectName project, String wanted, String name) {
        String key = checked(name);
        String environment = EnvironmentScope.parse(wanted).text();
        ground.database()
                .update(tx -> {
                    int gone =
                            tx.sql()
                                    .execute(
                                            """
                                            delete from project_secret
                                            where project = ? and environment = ? and name = ?
                                            """,
                                            project.toString(),
                                            environment,
                                            key);
                    if (gone == 0) {
                        throw ProblemException.notFound(
                                "there is no secret " + key + " of " + project);
                    }
                    tx.append(
                            new Fact.SecretChanged(
                                    project, by.user(), key, environment, "removed"));
                });
    }

    /** Makes a new key and seals every secret again under it. */
    void rotate(Identity by) {
        keys.addKey();
        ground.database()
                .update(tx -> {
                    List<Map<String, Object>> rows =
                            tx.sql().createQuery("select * from project_secret").mapToMap().list();
                    for (Map<String, Object> row : rows) {
                        String project = text(row, "project");
                        String environment = text(row, "environment");
                        String name = text(row, "name");
                        String place = project + "\n" + environment + "\n" + name;
                        String value = keys.open(text(row, "key_id"), place, text(row, "sealed"));
                        tx.sql()
                                .execute(
                                        """
                                        update project_secret set key_id = ?, sealed = ?
                                        where project = ? and environment = ? and name = ?
                                        """,
                                        keys.current(),
                                        keys.seal(place, value),
                                        project,
                                        environment,
                                        name);
                    }
                    tx.append(
                            new Fact.AccessChanged(
                                    by.user(), "secrets.rotated", "", rows.size() + " secrets"));
                });
    }

    private List<Row> rows(ProjectName project) {
        return ground.database()
                .read(sql ->
                        sql
                                .createQuery(
                                        """
                                        select name, environment, key_id, sealed from project_secret
                                        where project = :project order by environment, name
                                        """)
                                .bind("project", project.toString())
                                .map((rs, ctx) ->
                                        new Row(
                                                rs.getString("name"),
                                                rs.getString("environment"),
                                                rs.getString("key_id"),
                                                rs.getString("sealed")))
                                .stream()
                                // What is for one environment replaces what is for many.
                                .sorted(
                                        Comparator.comparing(
                                                Row::scope, EnvironmentScope.BY_PRECISION))
                                .toList());
    }

    private static String text(Map<String, Object> row, String column) {
        return String.valueOf(row.get(column));
    }

    private static String place(ProjectName project, String environment, String name) {
        return project + "\n" + environment + "\n" + name;
    }

    private static String checked(String name) {
        String key = name.toUpperCase(Locale.ROOT);
        if (!NAME.matcher(key).matches()) {
            throw ProblemException.user(
                    "'"
                            + name
                            + "' cannot be a secret's name; use letters, digits and _, no digit"
                            + " first, at most 100");
        }
        if (key.startsWith("GITHUB_") || key.startsWith("DURU_")) {
            throw ProblemException.user(
                    "names that begin with GITHUB_ or DURU_ are not for secrets; choose another");
        }
        return key;
    }
}
