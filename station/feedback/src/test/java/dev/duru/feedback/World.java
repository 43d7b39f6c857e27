package dev.duru.feedback;

import dev.duru.kernel.Database;
import dev.duru.kernel.Entry;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Identity;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.web.Authenticator;
import dev.duru.web.StatusLine;
import dev.duru.web.WebConfig;
import dev.duru.web.WebPorts;
import dev.duru.web.WebServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A real database, ledger and server around the station; a clock that the test moves. */
final class World implements AutoCloseable {
    static final ProjectName SHOP = ProjectName.parse("team/shop");

    final List<CommitInfo> history = new ArrayList<>();
    final List<StatusLine> statuses = new java.util.concurrent.CopyOnWriteArrayList<>();
    final Database database;
    final Ledger ledger;
    final Feedback feedback;
    final WebServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private volatile Instant now = Instant.parse("2026-03-02T09:00:00Z");

    World(Path folder) {
        database = Database.open(folder.resolve("duru.db"), () -> now);
        ledger = new Ledger(database);
        InstantSource clock = () -> now;
        feedback =
                new Feedback(
                        database,
                        ledger,
                        new Feedback.Ports(
                                this::between,
                                question ->
                                        Optional.of(
                                                new GraphExtract.Graph(
                                                        question.gate(),
                                                        "%",
                                                        2.0,
                                                        List.of(curve(question)))),
                                question -> List.of("GET /cart 500", "boom <at> Cart.java:7"),
                                (project, environment) -> environment.equals("production"),
                                (project, commit) -> List.copyOf(statuses)),
                        clock);
        feedback.start();
        server =
                WebServer.start(
                        WebConfig.local(),
                        List.of(feedback.routes()),
                        new WebPorts(new Ann(), World::role, ledger, List::of));
    }

    private static GraphExtract.Line curve(GraphExtract.Question question) {
        List<GraphExtract.Point> points = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            points.add(
                    new GraphExtract.Point(
                            question.from().plusSeconds(i * 5L), i < 24 ? 0.2 : (i - 23) * 4.1));
        }
        return new GraphExtract.Line(question.environment(), points);
    }

    /** {@link #history} is newest first. */
    private List<CommitInfo> between(ProjectName project, String good, String bad) {
        if (history.isEmpty()) {
            throw ProblemException.notFound("no repository here");
        }
        int from = 0;
        while (from < history.size() && !history.get(from).sha().equals(bad)) {
            from++;
        }
        List<CommitInfo> found = new ArrayList<>();
        for (int i = from; i < history.size() && !history.get(i).sha().equals(good); i++) {
            found.add(history.get(i));
            if (good.isEmpty()) {
                break;
            }
        }
        return found;
    }

    private static Optional<Role> role(Identity identity, ProjectName project) {
        return identity.anonymous() ? Optional.of(Role.READER) : Optional.of(Role.DEVELOPER);
    }

    private static final class Ann implements Authenticator {
        @Override
        public Optional<Identity> bySession(String cookie) {
            return cookie.equals("ann")
                    ? Optional.of(new Identity("ann", false))
                    : Optional.empty();
        }

        @Override
        public Optional<Identity> byToken(String token) {
            return bySession(token);
        }

        @Override
        public Optional<Identity> byPassword(String user, String password, String remote) {
            return Optional.empty();
        }
    }

    static String sha(int n) {
        return String.format("%040x", 0xabc0000L + n)
                .replaceFirst("^0{30}", "9e3f71c2d8" + "0".repeat(20));
    }

    static String digest(int n) {
        return "sha256:" + String.format("%064x", 0xd000L + n);
    }

    void after(Duration time) {
        now = now.plus(time);
    }

    Instant now() {
        return now;
    }

    void append(Fact... facts) {
        database.update(tx -> List.of(facts).forEach(tx::append));
    }

    /** A commit pushed to main, with its place in the history. */
    void push(int n, String message) {
        history.addFirst(
                new CommitInfo(
                        sha(n), message.lines().findFirst().orElse(""), message, "Ann", now));
        append(
                new Fact.CommitPushed(
                        SHOP,
                        sha(n),
                        "refs/heads/main",
                        "",
                        "ann",
                        message.lines().findFirst().orElse(""),
                        "Ann",
                        now));
    }

    void deploy(int n, long release, String environment, String replaced) {
        append(
                new Fact.ReleaseCreated(SHOP, sha(n), release, environment, digest(n), "duru"),
                new Fact.RolloutStarted(SHOP, sha(n), release, environment, digest(n)),
                new Fact.ReleaseDeployed(SHOP, sha(n), release, environment, digest(n), replaced));
    }

    void rollBack(int n, long release, int good) {
        append(
                new Fact.ReleaseCreated(SHOP, sha(n), release, "production", digest(n), "duru"),
                new Fact.RolloutStarted(SHOP, sha(n), release, "production", digest(n)),
                new Fact.RolloutStepped(SHOP, sha(n), release, "production", digest(n), 10),
                new Fact.GateFailed(
                        SHOP,
                        sha(n),
                        release,
                        "production",
                        digest(n),
                        "errors",
                        "error_ratio 21 % (below 2 %)",
                        0.21,
                        0.02),
                new Fact.RolledBack(
                        SHOP,
                        sha(n),
                        release,
                        "production",
                        digest(n),
                        digest(good),
                        sha(good),
                        "errors",
                        "gate errors failed",
                        "duru",
                        now.minusSeconds(20),
                        now.minusSeconds(5),
                        now),
                new Fact.DigestQuarantined(SHOP, sha(n), digest(n), "production", "rolled back"));
    }

    /** Waits until a fact of a kind fits, from the ledger's beginning on. */
    <F extends Fact> F await(Class<F> kind, Predicate<F> fits) throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        try (AutoCloseable watch =
                ledger.watch(entry -> {
                    if (kind.isInstance(entry.fact()) && fits.test(kind.cast(entry.fact()))) {
                        arrived.countDown();
                    }
                })) {
            Optional<F> there = find(kind, fits);
            if (there.isEmpty() && !arrived.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("no such " + kind.getSimpleName() + " within 20 s");
            }
        }
        return find(kind, fits).orElseThrow();
    }

    /** Waits until the station has seen everything. */
    void settled() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        long head = ledger.head();
        while (ledger.progress().stream().anyMatch(progress -> progress.cursor() < head)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the station did not get to fact " + head);
            }
            Thread.onSpinWait();
        }
    }

    private <F extends Fact> Optional<F> find(Class<F> kind, Predicate<F> fits) {
        return ledger.after(0, 1000).stream()
                .map(Entry::fact)
                .filter(kind::isInstance)
                .map(kind::cast)
                .filter(fits)
                .findFirst();
    }

    HttpResponse<String> ask(String path) {
        return send("GET", path, "");
    }

    HttpResponse<String> send(String method, String path, String body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server.localUrl() + path))
                        .method(
                                method,
                                body.isEmpty()
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body));
        if (!method.equals("GET")) {
            request.header("Authorization", "Bearer ann");
        }
        return send(request);
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        server.close();
        ledger.close();
        database.close();
    }
}
