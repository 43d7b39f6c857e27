package dev.duru.source;

import dev.duru.kernel.Database;
import dev.duru.kernel.Entry;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Identity;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.source.merge.Check;
import dev.duru.web.Authenticator;
import dev.duru.web.Routes;
import dev.duru.web.StatusLine;
import dev.duru.web.WebConfig;
import dev.duru.web.WebPorts;
import dev.duru.web.WebServer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The station behind the real server on a free port, with a few people. */
final class Station implements AutoCloseable {
    /** What builds say about every commit. */
    final List<Remarks.Remark> remarks = new java.util.concurrent.CopyOnWriteArrayList<>();

    final List<StatusLine> statuses = new java.util.concurrent.CopyOnWriteArrayList<>();
    final List<StatusLine> previews = new java.util.concurrent.CopyOnWriteArrayList<>();

    /** How the runs of every merge request do. */
    final List<Check> checks = new java.util.concurrent.CopyOnWriteArrayList<>();

    static final ProjectName SHOP = new ProjectName("mina", "shop");

    final Path data;
    final Map<String, Role> roles = new ConcurrentHashMap<>();
    final Database database;
    final Ledger ledger;
    final Source source;
    final WebServer server;

    Station(Path data) {
        this(data, new Source.Config(data.resolve("git")), PushEcho.SILENT);
    }

    Station(Path data, Source.Config config, PushEcho echo) {
        this.data = data;
        this.database = Database.open(data.resolve("duru.db"), InstantSource.system());
        this.ledger = new Ledger(database);
        this.source = Source.open(database, config);
        this.server =
                WebServer.start(
                        WebConfig.local(),
                        routes(echo),
                        new WebPorts(new People(), this::role, ledger, List::of));
    }

    private List<Routes> routes(PushEcho echo) {
        Checks checks = (project, number, head) -> List.copyOf(this.checks);
        source.start(ledger, checks, this::role);
        return source.routes(
                new Source.Ports(
                        echo,
                        (project, commit) -> List.copyOf(remarks),
                        (project, commit) -> List.copyOf(statuses),
                        checks,
                        request -> List.copyOf(previews)),
                ledger);
    }

    private Optional<Role> role(Identity identity, ProjectName project) {
        if (!source.exists(project)) {
            return Optional.empty();
        }
        if (identity.admin()) {
            return Optional.of(Role.ADMIN);
        }
        if (project.owner().equals(identity.user())) {
            return Optional.of(Role.MAINTAINER);
        }
        Role role = roles.get(identity.user() + " " + project);
        return role == null && source.isPublic(project)
                ? Optional.of(Role.READER)
                : Optional.ofNullable(role);
    }

    void give(String user, ProjectName project, Role role) {
        roles.put(user + " " + project, role);
    }

    /** The project's URL with a user in it, whose password is the name; none for {@code ""}. */
    String url(String user, ProjectName project) {
        String at = user.isEmpty() ? "" : user + ":" + user + "@";
        return "http://" + at + "127.0.0.1:" + server.port() + "/" + project + ".git";
    }

    List<Fact> facts() {
        return ledger.after(0, 100_000).stream().map(Entry::fact).toList();
    }

    <F extends Fact> List<F> facts(Class<F> kind) {
        List<F> found = new ArrayList<>();
        facts().stream().filter(kind::isInstance).map(kind::cast).forEach(found::add);
        return found;
    }

    @Override
    public void close() {
        server.close();
        source.close();
        ledger.close();
        database.close();
    }

    /** Everybody's password is their name; {@code root} is the administrator. */
    private static final class People implements Authenticator {
        @Override
        public Optional<Identity> bySession(String cookie) {
            return Optional.of(new Identity(cookie, cookie.equals("root")));
        }

        @Override
        public Optional<Identity> byToken(String token) {
            return token.equals("reading")
                    ? Optional.of(new Identity("mina", false, true))
                    : Optional.empty();
        }

        @Override
        public Optional<Identity> byPassword(String user, String password, String address) {
            return user.equals(password)
                    ? Optional.of(new Identity(user, user.equals("root")))
                    : byToken(password);
        }
    }
}
