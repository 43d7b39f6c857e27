package dev.duru.access;

import dev.duru.kernel.Fact;
import dev.duru.kernel.Identity;
import dev.duru.kernel.Problem;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** The users: made by an administrator, with a one-time link by which they choose a password. */
final class Accounts {
    /** The user that the first start makes. */
    static final String FIRST = "admin";

    private static final Duration LINK_AGE = Duration.ofDays(3);

    /** Names that stand for something else than a person. */
    private static final Set<String> TAKEN = Set.of("duru", "anonymous", "nobody", "token");

    private final Ground ground;
    private final PasswordHash hashes;

    Accounts(Ground ground, PasswordHash hashes) {
        this.ground = ground;
        this.hashes = hashes;
    }

    Optional<Account> find(String name) {
        return ground.database().read(sql -> find(sql, name));
    }

    List<Account> list() {
        return ground.database()
                .read(sql ->
                        sql.createQuery(
                                        """
                                        select name, password is not null as has, admin, disabled, created_at
                                        from user_account order by name
                                        """)
                                .map((rs, ctx) -> account(rs))
                                .list());
    }

    /** The kept hash of an enabled user's password. */
    Optional<String> passwordOf(String name) {
        return ground.database()
                .read(sql ->
                        sql.createQuery(
                                        """
                                        select password from user_account
                                        where name = :name and disabled = 0 and password is not null
                                        """)
                                .bind("name", name)
                                .mapTo(String.class)
                                .findOne());
    }

    /**
     * A link for the administrator, as long as nobody has a password; links that were made before
     * for the same purpose are void.
     */
    Optional<String> firstLink() {
        return ground.database()
                .write(tx -> {
                    boolean used =
                            tx.sql()
                                    .createQuery(
                                            "select count(*) from user_account where password is not null")
                                    .mapTo(Long.class)
                                    .map(count -> count > 0)
                                    .one();
                    if (used) {
                        return Optional.empty();
                    }
                    if (find(tx.sql(), FIRST).isEmpty()) {
                        insert(tx, FIRST, true);
                    }
                    return Optional.of(link(tx, FIRST));
                });
    }

    /** Makes a user, and gives the token of the one-time link. */
    String create(Identity by, String name, boolean admin) {
        checkName(name);
        return ground.database()
                .write(tx -> {
                    if (find(tx.sql(), name).isPresent()) {
                        throw ProblemException.conflict("there is already a user " + name);
                    }
                    insert(tx, name, admin);
                    tx.append(
                            new Fact.AccessChanged(
                                    by.user(), "user.created", name, admin ? "administrator" : ""));
                    return link(tx, name);
                });
    }

    /** Makes a user with a first password, which the user should change. */
    void create(Identity by, String name, boolean admin, String password) {
        checkName(name);
        PasswordRules.check(name, password);
        String hash = hashes.hash(password);
        ground.database()
                .update(tx -> {
                    if (find(tx.sql(), name).isPresent()) {
                        throw ProblemException.conflict("there is already a user " + name);
                    }
                    insert(tx, name, admin);
                    tx.sql()
                            .execute(
                                    "update user_account set password = ? where name = ?",
                                    hash,
                                    name);
                    tx.append(
                            new Fact.AccessChanged(
                                    by.user(), "user.created", name, admin ? "administrator" : ""));
                });
    }

    /** A new one-time link for a user; older ones are void, the password stays until it is used. */
    String newLink(Identity by, String name) {
        return ground.database()
                .write(tx -> {
                    require(tx.sql(), name);
                    tx.append(new Fact.AccessChanged(by.user(), "link.created", name, ""));
                    return link(tx, name);
                });
    }

    /** Lets a user in no more, and ends the user's sessions; or lets the user in again. */
    void disable(Identity by, String name, boolean disabled) {
        ground.database()
                .update(tx -> {
                    Account account = require(tx.sql(), name);
                    tx.sql()
                            .execute(
                                    "update user_account set disabled = ? where name = ?",
                                    disabled ? 1 : 0,
                                    name);
                    if (disabled) {
                        if (account.admin()) {
                            keepAnAdministrator(tx.sql());
                        }
                        tx.sql().execute("delete from user_session where user_name = ?", name);
                        tx.sql().execute("delete from one_time_link where user_name = ?", name);
                    }
                    if (account.disabled() != disabled) {
                        tx.append(
                                new Fact.AccessChanged(
                                        by.user(),
                                        disabled ? "user.disabled" : "user.enabled",
                                        name,
                                        ""));
                    }
                });
    }

    void makeAdmin(Identity by, String name, boolean admin) {
        ground.database()
                .update(tx -> {
                    Account account = require(tx.sql(), name);
                    tx.sql()
                            .execute(
                                    "update user_account set admin = ? where name = ?",
                                    admin ? 1 : 0,
                                    name);
                    if (!admin) {
                        keepAnAdministrator(tx.sql());
                    }
                    if (account.admin() != admin) {
                        tx.append(
                                new Fact.AccessChanged(
                                        by.user(),
                                        admin ? "admin.granted" : "admin.revoked",
                                        name,
                                        ""));
                    }
                });
    }

    /** Whose link it is; empty when there is no such link, or no longer. */
    Optional<String> linkOwner(String token) {
        return ground.database().read(sql -> linkOwner(sql, token, ground.now()));
    }

    /**
     * Sets a password by a one-time link, which is void from then on, and ends the user's sessions.
     *
     * @return the user
     */
    String redeem(String token, String password) {
        String user = linkOwner(token).orElseThrow(Accounts::noLink);
        PasswordRules.check(user, password);
        String hash = hashes.hash(password);
        return ground.database()
                .write(tx -> {
                    String owner =
                            linkOwner(tx.sql(), token, tx.now().toEpochMilli())
                                    .orElseThrow(Accounts::noLink);
                    tx.sql().execute("delete from one_time_link where user_name = ?", owner);
                    tx.sql().execute("delete from user_session where user_name = ?", owner);
                    tx.sql()
                            .execute(
                                    "delete from sign_in_attempt where subject = ?",
                                    "user " + owner);
                    tx.sql()
                            .execute(
                                    "update user_account set password = ? where name = ?",
                                    hash,
                                    owner);
                    tx.append(
                            new Fact.AccessChanged(
                                    owner, "password.set", owner, "by one-time link"));
                    return owner;
                });
    }

    /** Changes a password, once the present one has been proved, and ends all other sessions. */
    void changePassword(String user, String password, String sessionCookie) {
        PasswordRules.check(user, password);
        String hash = hashes.hash(password);
        ground.database()
                .update(tx -> {
                    tx.sql()
                            .execute(
                                    "update user_account set password = ? where name = ?",
                                    hash,
                                    user);
                    tx.sql()
                            .execute(
                                    "delete from user_session where user_name = ? and hash <> ?",
                                    user,
                                    RandomToken.hash(sessionCookie));
                    tx.append(new Fact.AccessChanged(user, "password.changed", user, ""));
                });
    }

    /** An enabled user as an identity; empty when there is none. */
    static Optional<Identity> identity(Handle sql, String name) {
        return find(sql, name)
                .filter(account -> !account.disabled())
                .map(account -> new Identity(account.name(), account.admin()));
    }

    private static Optional<Account> find(Handle sql, String name) {
        return sql.createQuery(
                        """
                        select name, password is not null as has, admin, disabled, created_at
                        from user_account where name = :name
                        """)
                .bind("name", name)
                .map((rs, ctx) -> account(rs))
                .findOne();
    }

    private static Account account(ResultSet rs) throws SQLException {
        return new Account(
                rs.getString("name"),
                rs.getInt("admin") != 0,
                rs.getInt("disabled") != 0,
                rs.getBoolean("has"),
                Ground.time(rs.getLong("created_at")));
    }

    private static Account require(Handle sql, String name) {
        return find(sql, name)
                .orElseThrow(() -> ProblemException.notFound("there is no user " + name));
    }

    private static Optional<String> linkOwner(Handle sql, String token, long now) {
        return sql.createQuery(
                        """
                        select l.user_name from one_time_link l
                        join user_account u on u.name = l.user_name and u.disabled = 0
                        where l.hash = :hash and l.expires_at > :now
                        """)
                .bind("hash", RandomToken.hash(token))
                .bind("now", now)
                .mapTo(String.class)
                .findOne();
    }

    private static void insert(Tx tx, String name, boolean admin) {
        tx.sql()
                .execute(
                        """
                        insert into user_account (name, password, admin, disabled, created_at)
                        values (?, null, ?, 0, ?)
                        """,
                        name,
                        admin ? 1 : 0,
                        tx.now().toEpochMilli());
    }

    private String link(Tx tx, String user) {
        String token = RandomToken.fresh(ground.random());
        tx.sql().execute("delete from one_time_link where user_name = ?", user);
        tx.sql()
                .execute(
                        "insert into one_time_link (hash, user_name, expires_at) values (?, ?, ?)",
                        RandomToken.hash(token),
                        user,
                        tx.now().plus(LINK_AGE).toEpochMilli());
        return token;
    }

    /** Called after the change, inside its transaction, which then rolls back. */
    private static void keepAnAdministrator(Handle sql) {
        long left =
                sql.createQuery(
                                "select count(*) from user_account where admin = 1 and disabled = 0")
                        .mapTo(Long.class)
                        .one();
        if (left == 0) {
            throw ProblemException.conflict(
                    "this is the last administrator; make somebody else one first");
        }
    }

    private static void checkName(String name) {
        try {
            ProjectName _ = new ProjectName(name, "any");
        } catch (ProblemException e) {
            throw new ProblemException(
                    Problem.Code.USER,
                    "'"
                            + name
                            + "' cannot be a user's name; use 1 to 63 lower-case letters and digits,"
                            + " with single - _ . between, and none of the names of Duru's pages",
                    e);
        }
        if (TAKEN.contains(name)) {
            throw ProblemException.user("the name '" + name + "' is taken by Duru itself");
        }
    }

    private static ProblemException noLink() {
        return ProblemException.notFound(
                "this link has been used, or is too old; ask an administrator for a new one");
    }
}
