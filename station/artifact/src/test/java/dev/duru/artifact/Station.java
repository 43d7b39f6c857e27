package dev.duru.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.kernel.Database;
import dev.duru.kernel.Entry;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Identity;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.oci.Descriptor;
import dev.duru.oci.ImageManifest;
import dev.duru.oci.MediaTypes;
import dev.duru.oci.OciJson;
import dev.duru.web.Authenticator;
import dev.duru.web.WebConfig;
import dev.duru.web.WebPorts;
import dev.duru.web.WebServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * The station behind a real server with a real database, and two projects: team/shop, and team/open
 * for all.
 */
final class Station implements AutoCloseable {
    static final ProjectName SHOP = ProjectName.parse("team/shop");
    static final ProjectName OPEN = ProjectName.parse("team/open");

    private static final Map<String, Role> USERS =
            Map.of("dev", Role.DEVELOPER, "boss", Role.MAINTAINER, "eve", Role.READER);

    final Database database;
    final Ledger ledger;
    final Artifact artifact;
    final WebServer server;
    final Map<String, byte[]> files = new ConcurrentHashMap<>();
    final Map<String, BuildOutput.Output> outputs = new ConcurrentHashMap<>();
    final LinkedBlockingQueue<Entry> facts = new LinkedBlockingQueue<>();
    final Set<String> wanted = ConcurrentHashMap.newKeySet();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Station(Path folder) {
        folder.toFile().mkdirs();
        database = Database.open(folder.resolve("duru.db"), InstantSource.system());
        ledger = new Ledger(database);
        ledger.watch(facts::add);
        artifact =
                Artifact.open(
                        database,
                        ledger,
                        folder.resolve("registry"),
                        new Artifact.Ports(
                                (project, commit, path) ->
                                        Optional.ofNullable(files.get(commit + " " + path)),
                                (project, commit) ->
                                        outputs.getOrDefault(
                                                commit, new BuildOutput.Output.Pending()),
                                (sql, project, last) -> wanted,
                                InstantSource.system()),
                        ImageRule.STANDARD);
        artifact.start();
        server =
                WebServer.start(
                        WebConfig.local(),
                        List.of(artifact),
                        new WebPorts(new Users(), Station::role, ledger, List::of));
    }

    private static Optional<Role> role(Identity identity, ProjectName project) {
        if (project.equals(OPEN)) {
            return Optional.of(USERS.getOrDefault(identity.user(), Role.READER));
        }
        if (identity.user().equals("stranger")) {
            return Optional.empty();
        }
        return project.equals(SHOP)
                ? Optional.ofNullable(USERS.get(identity.user()))
                : Optional.empty();
    }

    private static final class Users implements Authenticator {
        @Override
        public Optional<Identity> bySession(String cookie) {
            return Optional.empty();
        }

        @Override
        public Optional<Identity> byToken(String token) {
            return Optional.empty();
        }

        @Override
        public Optional<Identity> byPassword(String user, String password, String address) {
            boolean known = USERS.containsKey(user) || user.equals("stranger");
            boolean readOnly = password.equals("read-token");
            return known && (password.equals("pw") || readOnly)
                    ? Optional.of(new Identity(user, false, readOnly))
                    : Optional.empty();
        }
    }

    String host() {
        return "127.0.0.1:" + server.port();
    }

    /** Calls with Basic credentials {@code user:password}, or none. */
    HttpResponse<byte[]> call(
            String user, String method, String path, byte[] body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://" + host()).resolve(path))
                        .timeout(Duration.ofSeconds(30))
                        .method(
                                method,
                                body.length == 0
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofByteArray(body));
        if (!user.isEmpty()) {
            request.header("Authorization", basic(user));
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            return http.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<byte[]> get(String path, String... headers) {
        return call("dev:pw", "GET", path, new byte[0], headers);
    }

    static String basic(String user) {
        return "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
    }

    static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    Descriptor pushBlob(String repository, String content, String mediaType) {
        Descriptor blob = Descriptor.of(mediaType, content.getBytes(StandardCharsets.UTF_8));
        HttpResponse<byte[]> response =
                call(
                        "dev:pw",
                        "POST",
                        "/v2/" + repository + "/blobs/uploads/?digest=" + blob.digest(),
                        content.getBytes(StandardCharsets.UTF_8));
        assertThat(response.statusCode()).as(text(response)).isEqualTo(201);
        return blob;
    }

    byte[] manifest(String repository, String layer) {
        return OciJson.write(
                new ImageManifest(
                        MediaTypes.OCI_MANIFEST,
                        null,
                        pushBlob(repository, "{}", MediaTypes.OCI_CONFIG),
                        List.of(pushBlob(repository, layer, MediaTypes.OCI_LAYER)),
                        null,
                        new TreeMap<>()));
    }

    HttpResponse<byte[]> putManifest(String repository, String reference, byte[] manifest) {
        return call(
                "dev:pw",
                "PUT",
                "/v2/" + repository + "/manifests/" + reference,
                manifest,
                "Content-Type",
                MediaTypes.OCI_MANIFEST);
    }

    static void refused(HttpResponse<byte[]> response, int status, String code) {
        assertThat(response.statusCode()).as(text(response)).isEqualTo(status);
        assertThat(text(response)).contains("\"code\":\"" + code + "\"").contains("\"errors\":[{");
    }

    /** Says that a run of a commit succeeded on a branch. */
    void finish(String commit, long run, String branch, Fact.Result result) {
        finishOn(commit, run, "refs/heads/" + branch, result);
    }

    void finishOn(String commit, long run, String ref, Fact.Result result) {
        database.update(tx ->
                tx.append(
                        new Fact.RunFinished(
                                SHOP,
                                commit,
                                run,
                                ".github/workflows/ci.yml",
                                "push",
                                ref,
                                result,
                                "")));
    }

    void ready(String commit, byte[] tar) {
        outputs.put(commit, new BuildOutput.Output.Ready(new ByteArrayInputStream(tar)));
    }

    /** Waits until a fact of this kind arrives. */
    <F extends Fact> F await(Class<F> kind, Predicate<F> wanted) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (System.nanoTime() < end) {
            Entry entry = facts.poll(1, TimeUnit.SECONDS);
            if (entry != null
                    && kind.isInstance(entry.fact())
                    && wanted.test(kind.cast(entry.fact()))) {
                return kind.cast(entry.fact());
            }
        }
        throw new AssertionError(
                "no " + kind.getSimpleName() + " came; parked: " + ledger.parked());
    }

    @Override
    public void close() {
        http.close();
        server.close();
        artifact.close();
        ledger.close();
        database.close();
    }
}
