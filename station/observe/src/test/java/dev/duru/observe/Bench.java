package dev.duru.observe;

import dev.duru.kernel.Database;
import dev.duru.kernel.Identity;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.observe.dashboard.Dashboards;
import dev.duru.observe.logs.AppOutput;
import dev.duru.observe.logs.LogLine;
import dev.duru.observe.logs.LogQuery;
import dev.duru.observe.scrape.Deployed;
import dev.duru.web.Authenticator;
import dev.duru.web.WebConfig;
import dev.duru.web.WebPorts;
import dev.duru.web.WebServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A real station with its server: ann reads team/shop, root is an administrator. */
final class Bench implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    static final ProjectName SHOP = ProjectName.parse("team/shop");

    final Database database;
    final Ledger ledger;
    final Observe observe;
    final WebServer server;
    final List<AppOutput.Source> sources = new CopyOnWriteArrayList<>();
    final List<Deployed.Replica> deployed = new CopyOnWriteArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();

    Bench(Path folder, EdgeMetrics edge) {
        this(folder, edge, 64L << 20);
    }

    Bench(Path folder, EdgeMetrics edge, long mostLogBytes) {
        this(folder, edge, mostLogBytes, Outside.NONE);
    }

    Bench(Path folder, EdgeMetrics edge, long mostLogBytes, Outside outside) {
        database = Database.open(folder.resolve("duru.db"), InstantSource.system());
        ledger = new Ledger(database);
        ObserveSettings settings =
                new ObserveSettings(
                        Duration.ofMillis(100),
                        Duration.ofMinutes(10),
                        5_000,
                        mostLogBytes,
                        Duration.ofMillis(20),
                        "test",
                        folder.resolve("observe"),
                        existing(folder.resolve("prometheus.yml")),
                        existing(folder.resolve("alertmanager.yml")),
                        outside);
        observe =
                new Observe(
                        database,
                        ledger,
                        new ObservePorts(
                                edge,
                                () -> sources,
                                List::of,
                                () -> deployed,
                                List::of,
                                new InFolder(folder),
                                () -> ""),
                        settings,
                        InstantSource.system());
        observe.start();
        server =
                WebServer.start(
                        WebConfig.local(),
                        List.of(observe.routes()),
                        new WebPorts(new People(), Bench::role, ledger, List::of));
    }

    /** The files below {@code dashboards/} of a folder, for every project. */
    private record InFolder(Path folder) implements Dashboards {
        @Override
        public List<String> paths(ProjectName project) {
            try (Stream<Path> files = Files.walk(folder.resolve("dashboards"))) {
                return files.filter(Files::isRegularFile)
                        .map(file -> folder.relativize(file).toString())
                        .sorted()
                        .toList();
            } catch (IOException none) {
                return List.of();
            }
        }

        @Override
        public String text(ProjectName project, String path) {
            try {
                if (paths(project).contains(path)) {
                    return Files.readString(folder.resolve(path));
                }
                throw ProblemException.notFound("there is no dashboard " + path);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static @Nullable Path existing(Path file) {
        return Files.exists(file) ? file : null;
    }

    private static Optional<Role> role(Identity identity, ProjectName project) {
        if (identity.admin()) {
            return Optional.of(Role.ADMIN);
        }
        return project.equals(SHOP) && identity.user().equals("ann")
                ? Optional.of(Role.READER)
                : Optional.empty();
    }

    private static final class People implements Authenticator {
        @Override
        public Optional<Identity> bySession(String cookie) {
            return Optional.empty();
        }

        @Override
        public Optional<Identity> byToken(String token) {
            return switch (token) {
                case "ann" -> Optional.of(new Identity("ann", false));
                case "root" -> Optional.of(new Identity("root", true));
                default -> Optional.empty();
            };
        }

        @Override
        public Optional<Identity> byPassword(String user, String password, String remote) {
            return user.equals(password) ? byToken(password) : Optional.empty();
        }
    }

    HttpResponse<String> ask(String path, String token) {
        try {
            return client.send(request(path, token), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Posts a form, or whatever the type says. */
    HttpResponse<String> post(String path, String type, String body) {
        HttpRequest request =
                HttpRequest.newBuilder(request(path, "root"), (name, value) -> true)
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    HttpRequest request(String path, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.localUrl() + path));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return request.build();
    }

    HttpClient client() {
        return client;
    }

    List<String> texts() {
        return observe.lines(SHOP, LogQuery.newest("production", 5_000)).stream()
                .map(LogLine::text)
                .toList();
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + PATIENCE + ": " + what);
            }
            LockSupport.parkNanos(10_000_000);
        }
    }

    @Override
    public void close() throws Exception {
        server.close();
        observe.close();
        ledger.close();
        database.close();
    }
}
