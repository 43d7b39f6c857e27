package dev.duru.access;

import dev.duru.kernel.Fact;
import dev.duru.kernel.Identity;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Roles in projects. What is said for a user and a project counts; where nothing is said, whoever
 * owns the namespace or made the project is its maintainer. Somebody taken out stays taken out: the
 * row remains, and says none.
 */
final class Members {
    private static final String NONE = "none";

    private final Ground ground;
    private final Ledger ledger;
    private final ProjectVisibility projects;

    Members(Ground ground, Ledger ledger, ProjectVisibility projects) {
        this.ground = ground;
        this.ledger = ledger;
        this.projects = projects;
    }

    Optional<Role> role(Identity identity, ProjectName project) {
        if (!projects.exists(project)) {
            return Optional.empty();
        }
        Optional<Role> role =
                identity.admin()
                        ? Optional.of(Role.ADMIN)
                        : identity.anonymous()
                                ? Optional.empty()
                                : ownRole(identity.user(), project);
        if (role.isEmpty() && projects.isPublic(project)) {
            role = Optional.of(Role.READER);
        }
        return identity.readOnly() ? role.map(any -> Role.READER) : role;
    }

    List<Member> list(ProjectName project) {
        Map<String, Member> members = new LinkedHashMap<>();
        for (String user : List.of(project.owner(), author(project))) {
            if (exists(user)) {
                members.put(user, new Member(user, Role.MAINTAINER, false));
            }
        }
        rows(project)
                .forEach((user, role) -> {
                    if (role.equals(NONE)) {
                        members.remove(user);
                    } else {
                        members.put(user, new Member(user, parse(role), true));
                    }
                });
        return List.copyOf(members.values());
    }

    void put(Identity by, ProjectName project, String user, Role role) {
        if (role == Role.ADMIN) {
            throw ProblemException.user(
                    "administrators are not made in a project; choose reader, developer, approver"
                            + " or maintainer");
        }
        write(by, project, user, lower(role));
    }

    void remove(Identity by, ProjectName project, String user) {
        if (list(project).stream().noneMatch(member -> member.user().equals(user))) {
            throw ProblemException.notFound(user + " is no member of " + project);
        }
        write(by, project, user, NONE);
    }

    /** Reads a role's name. */
    static Role parse(String text) {
        for (Role role : Role.values()) {
            if (lower(role).equals(text)) {
                return role;
            }
        }
        throw ProblemException.user(
                "'" + text + "' is no role; use reader, developer, approver or maintainer");
    }

    static String lower(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    private Optional<Role> ownRole(String user, ProjectName project) {
        Optional<String> said =
                ground.database()
                        .read(sql ->
                                sql.createQuery(
                                                """
                                                select role from project_member
                                                where project = :project and user_name = :user
                                                """)
                                        .bind("project", project.toString())
                                        .bind("user", user)
                                        .mapTo(String.class)
                                        .findOne());
        if (said.isPresent()) {
            return said.filter(role -> !role.equals(NONE)).map(Members::parse);
        }
        return user.equals(project.owner()) || user.equals(author(project))
                ? Optional.of(Role.MAINTAINER)
                : Optional.empty();
    }

    /** Who made the project; {@code ""} when that is not known. */
    private String author(ProjectName project) {
        return ledger.ofKinds(project, Instant.EPOCH, Fact.ProjectCreated.class).stream()
                .map(entry -> ((Fact.ProjectCreated) entry.fact()).by())
                .reduce("", (first, last) -> last);
    }

    private boolean exists(String user) {
        return ground.database().read(sql -> Accounts.identity(sql, user)).isPresent();
    }

    private Map<String, String> rows(ProjectName project) {
        return ground.database()
                .read(sql -> {
                    Map<String, String> rows = new LinkedHashMap<>();
                    sql.createQuery(
                                    """
                                    select user_name, role from project_member
                                    where project = :project order by user_name
                                    """)
                            .bind("project", project.toString())
                            .map((rs, ctx) ->
                                    Map.entry(rs.getString("user_name"), rs.getString("role")))
                            .forEach(row -> rows.put(row.getKey(), row.getValue()));
                    return rows;
                });
    }

    private void write(Identity by, ProjectName project, String user, String role) {
        ground.database()
                .update(tx -> {
                    Handle sql = tx.sql();
                    if (Accounts.identity(sql, user).isEmpty()) {
                        throw ProblemException.notFound("there is no user " + user);
                    }
                    sql.execute(
                            """
                            insert into project_member (project, user_name, role) values (?, ?, ?)
                            on conflict (project, user_name) do update set role = excluded.role
                            """,
                            project.toString(),
                            user,
                            role);
                    tx.append(new Fact.MemberChanged(project, by.user(), user, role));
                });
    }
}
