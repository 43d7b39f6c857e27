package dev.duru.web;

import dev.duru.kernel.Database;
import dev.duru.kernel.Identity;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** A real server with a ledger, one developer (ann), one administrator (root), two projects. */
final class Site implements AutoCloseable {
    static final ProjectName SECRET = ProjectName.parse("team/secret");
    static final ProjectName SHOP = ProjectName.parse("team/shop");

    final Database database;
    final Ledger ledger;
    final WebServer server;
    final HttpClient client = HttpClient.newHttpClient();

    Site(Path folder, Routes... stations) {
        this(folder, Sockets.STANDARD, stations);
    }

    Site(Path folder, Sockets.Limits limits, Routes... stations) {
        database = Database.open(folder.resolve("duru.db"), InstantSource.system());
        ledger = new Ledger(database);
        server =
                WebServer.start(
                        WebConfig.local(),
                        List.of(stations),
                        new WebPorts(new People(), Site::role, ledger, List::of),
                        limits);
    }

    private static Optional<Role> role(Identity identity, ProjectName project) {
        if (identity.admin()) {
            return Optional.of(Role.ADMIN);
        }
        if (identity.user().equals("ann")) {
            return Optional.of(Role.DEVELOPER);
        }
        return project.equals(SHOP) ? Optional.of(Role.READER) : Optional.empty();
    }

    private static final class People implements Authenticator {
        private static final Identity ANN = new Identity("ann", false);

        @Override
        public Optional<Identity> bySession(String cookie) {
            return cookie.equals("ann-session") ? Optional.of(ANN) : Optional.empty();
        }

        @Override
        public Optional<Identity> byToken(String token) {
            return switch (token) {
                case "ann-token" -> Optional.of(ANN);
                case "root-token" -> Optional.of(new Identity("root", true));
                case "ann-reads" -> Optional.of(new Identity("ann", false, true));
                default -> Optional.empty();
            };
        }

        @Override
        public Optional<Identity> byPassword(String user, String password, String remote) {
            return user.equals("ann") && password.equals("right")
                    ? Optional.of(ANN)
                    : Optional.empty();
        }
    }

    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(server.localUrl() + path));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    HttpResponse<String> ask(String path, String... headers) {
        HttpRequest.Builder request = to(path);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    @Override
    public void close() {
        server.close();
        ledger.close();
        database.close();
    }
}
