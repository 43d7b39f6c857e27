package dev.duru.pipeline.services.tokens;

import dev.duru.kernel.Database;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Tx;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.RunStore;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which projects let the jobs of which others in: GitLab's allow-list of job tokens. Whose job it
 * is must be allowed to read there too.
 */
public final class Neighbours {
    private final Database database;
    private final Members members;
    private final RunStore runs = new RunStore();

    Neighbours(Database database, Members members) {
        this.database = database;
        this.members = members;
    }

    /** The projects whose jobs a project lets in, by name. */
    public List<ProjectName> allowedBy(ProjectName project) {
        return names("select guest from job_token_access where project = :name", project);
    }

    private List<ProjectName> names(String query, ProjectName name) {
        return database.read(sql ->
                sql
                        .createQuery(query)
                        .bind("name", name.toString())
                        .mapTo(String.class)
                        .list()
                        .stream()
                        .map(ProjectName::parse)
                        .sorted()
                        .toList());
    }

    /** Lets the jobs of {@code guest} into a project. */
    public void allow(ProjectName project, ProjectName guest, String by) {
        database.update(tx ->
                tx.sql()
                        .execute(
                                """
                                insert into job_token_access (project, guest, added_by, added_at)
                                values (?, ?, ?, ?) on conflict (project, guest) do nothing
                                """,
                                project.toString(),
                                guest.toString(),
                                by,
                                tx.now().toEpochMilli()));
    }

    /** False when the guest was not let in. */
    public boolean forbid(ProjectName project, ProjectName guest) {
        return database.write(tx -> forbid(tx, project, guest));
    }

    private static boolean forbid(Tx tx, ProjectName project, ProjectName guest) {
        return tx.sql()
                        .execute(
                                "delete from job_token_access where project = ? and guest = ?",
                                project.toString(),
                                guest.toString())
                == 1;
    }

    /** The projects besides its own that a job may look at. */
    public Set<ProjectName> of(Pass pass) {
        List<ProjectName> hosts =
                names("select project from job_token_access where guest = :name", pass.project());
        if (hosts.isEmpty()) {
            return Set.of();
        }
        String user = user(pass);
        Set<ProjectName> open = new TreeSet<>();
        for (ProjectName host : hosts) {
            if (members.mayRead(user, host)) {
                open.add(host);
            }
        }
        return open;
    }

    /** Whose job it is: whoever started the run, or its newest attempt. */
    public String user(Pass pass) {
        return run(pass).map(RunRow::triggeredBy).orElse("");
    }

    private Optional<RunRow> run(Pass pass) {
        return database.read(sql -> runs.run(sql, pass.runId()));
    }
}
