package dev.duru.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server on loopback that speaks Git's smart HTTP, and can be made to die in the middle. */
class RemoteTest {
    @TempDir Path folder;
    private final AtomicInteger most = new AtomicInteger(Integer.MAX_VALUE);
    private Repository repository;
    private HttpServer server;
    private String url;

    @BeforeEach
    void start() throws IOException {
        IsolatedSystemReader.install();
        repository = new FileRepository(folder.resolve("origin").toFile());
        repository.create(true);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/r/info/refs", exchange -> answer(exchange, this::refs));
        server.createContext("/r/git-upload-pack", exchange -> answer(exchange, this::pack));
        server.start();
        url = "http://127.0.0.1:" + server.getAddress().getPort() + "/r";
    }

    @AfterEach
    void stop() {
        server.stop(0);
        repository.close();
    }

    private interface Body {
        void write(HttpExchange exchange, ByteArrayOutputStream out) throws IOException;
    }

    private void answer(HttpExchange exchange, Body body) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        body.write(exchange, out);
        boolean get = exchange.getRequestMethod().equals("GET");
        exchange.getResponseHeaders()
                .add(
                        "Content-Type",
                        "application/x-git-upload-pack-" + (get ? "advertisement" : "result"));
        exchange.sendResponseHeaders(200, out.size());
        byte[] bytes = out.toByteArray();
        exchange.getResponseBody()
                .write(bytes, 0, get ? bytes.length : Math.min(bytes.length, most.get()));
        exchange.close();
    }

    private void refs(HttpExchange exchange, ByteArrayOutputStream out) throws IOException {
        PacketLineOut lines = new PacketLineOut(out);
        lines.writeString("# service=git-upload-pack\n");
        lines.end();
        uploadPack().sendAdvertisedRefs(new RefAdvertiser.PacketLineOutRefAdvertiser(lines));
    }

    private void pack(HttpExchange exchange, ByteArrayOutputStream out) throws IOException {
        byte[] request = exchange.getRequestBody().readAllBytes();
        if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
            request =
                    new java.util.zip.GZIPInputStream(new java.io.ByteArrayInputStream(request))
                            .readAllBytes();
        }
        try {
            uploadPack().upload(new java.io.ByteArrayInputStream(request), out, null);
        } catch (IOException e) {
            // The client has been told within the answer.
            assertThat(out.size()).isPositive();
        }
    }

    private UploadPack uploadPack() {
        UploadPack pack = new UploadPack(repository);
        pack.setBiDirectionalPipe(false);
        return pack;
    }

    private String commit(String name, byte[] bytes, FileMode mode) throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            ObjectId blob = inserter.insert(Constants.OBJ_BLOB, bytes);
            TreeFormatter tree = new TreeFormatter();
            tree.append(name.getBytes(UTF_8), mode, blob);
            CommitBuilder commit = new CommitBuilder();
            commit.setTreeId(inserter.insert(tree));
            PersonIdent dev = new PersonIdent("dev", "dev@example.org");
            commit.setAuthor(dev);
            commit.setCommitter(dev);
            commit.setMessage("a change");
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            RefUpdate update = repository.updateRef("refs/tags/v1");
            update.setNewObjectId(id);
            assertThat(update.forceUpdate()).isIn(RefUpdate.Result.NEW, RefUpdate.Result.FORCED);
            return id.name();
        }
    }

    private static byte[] noise(int bytes) {
        byte[] noise = new byte[bytes];
        new Random(7).nextBytes(noise);
        return noise;
    }

    private GitException.Kind kind(Runnable work) {
        return catchThrowableOfType(GitException.class, work::run).kind();
    }

    @Test
    void aTagIsFoundFetchedAndWrittenOut() throws Exception {
        String commit = commit("run.sh", "hello".getBytes(UTF_8), FileMode.EXECUTABLE_FILE);
        Remote remote = new Remote(url, Limits.DEFAULT);
        Remote.Found found = remote.find("v1").orElseThrow();
        assertThat(found).isEqualTo(new Remote.Found("refs/tags/v1", commit));
        assertThat(remote.find("v2")).isEmpty();
        assertThat(remote.find("a..b")).isEmpty();
        remote.fetch(commit, found.ref(), folder.resolve("kept"), () -> false);
        CommitFiles.write(folder.resolve("kept"), commit, folder.resolve("out"), Limits.DEFAULT);
        assertThat(folder.resolve("out/run.sh")).hasContent("hello").isExecutable();
        remote.fetch(commit, "", folder.resolve("by-id"), () -> false);
        assertThat(kind(() -> remote.fetch("0".repeat(40), "", folder.resolve("no"), () -> false)))
                .as("a JGit server breaks off, others say that it is not theirs")
                .isIn(GitException.Kind.MISSING, GitException.Kind.UNREACHABLE);
    }

    @Test
    void aServerThatDiesInTheMiddleIsUnreachable() throws Exception {
        String commit = commit("large", noise(300_000), FileMode.REGULAR_FILE);
        Remote remote = new Remote(url, Limits.DEFAULT);
        most.set(100_000);
        assertThat(
                        kind(() ->
                                remote.fetch(
                                        commit,
                                        "refs/tags/v1",
                                        folder.resolve("torn"),
                                        () -> false)))
                .isEqualTo(GitException.Kind.UNREACHABLE);
        server.stop(0);
        assertThat(kind(() -> remote.find("v1"))).isEqualTo(GitException.Kind.UNREACHABLE);
    }

    @Test
    void moreThanTheLimitsIsRefused() throws Exception {
        String commit = commit("large", noise(300_000), FileMode.REGULAR_FILE);
        Limits narrow =
                new Limits(100_000, 200_000, 10, Duration.ofSeconds(10), Duration.ofSeconds(60));
        assertThat(
                        kind(() ->
                                new Remote(url, narrow)
                                        .fetch(
                                                commit,
                                                "refs/tags/v1",
                                                folder.resolve("a"),
                                                () -> false)))
                .isEqualTo(GitException.Kind.REFUSED);
        new Remote(url, Limits.DEFAULT)
                .fetch(commit, "refs/tags/v1", folder.resolve("kept"), () -> false);
        assertThat(
                        kind(() ->
                                CommitFiles.write(
                                        folder.resolve("kept"),
                                        commit,
                                        folder.resolve("out"),
                                        narrow)))
                .isEqualTo(GitException.Kind.REFUSED);
    }

    @Test
    void aFetchCanBeStopped() throws Exception {
        String commit = commit("large", noise(300_000), FileMode.REGULAR_FILE);
        assertThat(
                        kind(() ->
                                new Remote(url, Limits.DEFAULT)
                                        .fetch(
                                                commit,
                                                "refs/tags/v1",
                                                folder.resolve("a"),
                                                () -> true)))
                .isEqualTo(GitException.Kind.STOPPED);
    }

    @Test
    void namesThatMustNotBeWrittenAreRefused() throws Exception {
        for (String name : new String[] {".git", "..", "a/b"}) {
            String commit = commit(name, "x".getBytes(UTF_8), FileMode.REGULAR_FILE);
            Path out = folder.resolve("out-" + commit);
            assertThat(
                            kind(() ->
                                    CommitFiles.write(
                                            repository.getDirectory().toPath(),
                                            commit,
                                            out,
                                            Limits.DEFAULT)))
                    .as(name)
                    .isEqualTo(GitException.Kind.REFUSED);
            assertThat(out).isEmptyDirectory();
        }
        String link = commit("out", "../../etc".getBytes(UTF_8), FileMode.SYMLINK);
        assertThat(
                        CommitFiles.write(
                                repository.getDirectory().toPath(),
                                link,
                                folder.resolve("linked"),
                                Limits.DEFAULT))
                .containsExactly("the link out leads out of the repository and was left out");
        assertThat(Files.list(folder.resolve("linked"))).isEmpty();
    }

    @Test
    void onlySchemesThatAreSpoken() {
        assertThat(kind(() -> new Remote("ssh://example.org/x", Limits.DEFAULT)))
                .isEqualTo(GitException.Kind.MISSING);
        assertThat(kind(() -> new Remote("ext::sh -c id", Limits.DEFAULT)))
                .isEqualTo(GitException.Kind.MISSING);
    }
}
