package dev.duru.source;

import static dev.duru.source.Station.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.kernel.Fact.CommitPushed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pushes that mean harm or break: each ends in clear words and leaves nothing behind. */
class HostilePushTest {
    @TempDir Path folder;
    private Station station;
    private Git work;
    private String head;

    @BeforeEach
    void open() throws Exception {
        Files.createDirectories(folder.resolve("data"));
        station = new Station(folder.resolve("data"));
        work = Git.init(folder.resolve("work"));
        head = work.commit("a.txt", "a", "A");
        work.run("push", "-q", station.url("mina", SHOP), "main").succeeded();
    }

    @AfterEach
    void close() {
        station.close();
    }

    @Test
    void pathsThatWouldEscapeAWorkTreeAreRefused() throws Exception {
        List<Path> before = files();
        for (String name : List.of("..", ".", ".git", ".GIT", ".git ", "a/b", ".gi\u200ct")) {
            push(treeWith(name)).failed();
            assertThat(files()).as(name).isEqualTo(before);
        }
        assertThat(push(treeWith("..")).failed().output()).contains("invalid name '..'");
        push(treeWith("..fine")).succeeded();
    }

    @Test
    void refNamesThatMeanSomethingElseAreRefused() throws Exception {
        List<Path> before = files();
        for (String ref :
                List.of(
                        "refs/heads/-rf",
                        "refs/tags/a/-b",
                        "refs/heads/HEAD",
                        "refs/heads/" + head,
                        "refs/duru/x",
                        "refs/heads/" + "x".repeat(244))) {
            assertThat(work.run("push", station.url("mina", SHOP), head + ":" + ref).output())
                    .as(ref)
                    .contains("remote rejected");
        }
        assertThat(files()).isEqualTo(before);
        for (String ref :
                List.of(
                        "refs/heads/../../../x",
                        "HEAD",
                        "config",
                        "refs/heads/a.lock",
                        "refs/heads/a b",
                        "refs/heads/a\u0001",
                        "../../x")) {
            String answer = post(command(ref, head), "".getBytes(StandardCharsets.UTF_8));
            assertThat(answer).as(ref).doesNotContain("ok " + ref);
            assertThat(files()).as(ref).isEqualTo(before);
        }
        assertThat(station.facts(CommitPushed.class)).hasSize(1);
    }

    @Test
    void aBrokenPackLeavesNothing() throws Exception {
        work.commit("b.txt", "b", "B");
        List<Path> before = files();
        byte[] pack = pack();
        Random random = new Random(20261122);
        String next = work.head();
        for (int i = 0; i < 30; i++) {
            byte[] broken = pack.clone();
            broken[random.nextInt(broken.length)] ^= (byte) (1 + random.nextInt(255));
            assertThat(post(command("refs/heads/broken", next), broken))
                    .doesNotContain("ok refs/heads/broken");
        }
        byte[] cut = java.util.Arrays.copyOf(pack, pack.length / 2);
        assertThat(post(command("refs/heads/broken", next), cut)).doesNotContain("ok refs");
        assertThat(files()).isEqualTo(before);
        assertThat(post(command("refs/heads/whole", next), pack)).contains("ok refs/heads/whole");
        assertThat(station.facts(CommitPushed.class)).hasSize(2);
    }

    @Test
    void aCommitWithoutItsFilesIsRefused() throws Exception {
        List<Path> before = files();
        String unknown = "1".repeat(40);
        assertThat(post(command("refs/heads/x", unknown), emptyPack())).doesNotContain("ok refs");
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void aRefusedFirstPushLeavesNoProject() throws Exception {
        work.run(
                        "push",
                        station.url("mina", SHOP).replace("shop", "other"),
                        head + ":refs/heads/-x")
                .failed();
        assertThat(station.source.projects()).hasSize(1);
        assertThat(folder.resolve("data/git/mina/other.git")).doesNotExist();
    }

    @Test
    void aClientThatIsKilledInMidPushLeavesNothing() throws Exception {
        byte[] noise = new byte[4 << 20];
        new Random(7).nextBytes(noise);
        Files.write(folder.resolve("work/noise"), noise);
        work.commit("b.txt", "b", "B");
        List<Path> before = files();
        byte[] command = command("refs/heads/killed", work.head());
        byte[] pack = pack();
        try (Socket socket = new Socket("127.0.0.1", station.server.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(
                    ("POST /mina/shop.git/git-receive-pack HTTP/1.1\r\nHost: localhost\r\n"
                                    + "Authorization: "
                                    + basic()
                                    + "\r\nContent-Type: application/x-git-receive-pack-request\r\n"
                                    + "Content-Length: "
                                    + (command.length + pack.length)
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            out.write(command);
            out.write(pack, 0, pack.length / 2);
            out.flush();
            await(() -> !incoming().isEmpty());
        }
        await(() -> incoming().isEmpty());
        assertThat(files()).isEqualTo(before);
        work.run("push", "-q", station.url("mina", SHOP), "main").succeeded();
    }

    @Test
    void aPackAboveTheLimitIsRefused() throws Exception {
        station.close();
        station =
                new Station(
                        folder.resolve("data"),
                        new Source.Config(folder.resolve("data/git"), 100_000),
                        PushEcho.SILENT);
        List<Path> before = files();
        byte[] noise = new byte[300_000];
        new Random(7).nextBytes(noise);
        Files.write(folder.resolve("work/noise"), noise);
        work.commit("b.txt", "b", "B");
        assertThat(work.run("push", station.url("mina", SHOP), "main").failed().output())
                .contains("100,000");
        assertThat(files()).isEqualTo(before);
    }

    private Git.Result push(String commit) throws Exception {
        return work.run("push", station.url("mina", SHOP), commit + ":refs/heads/hostile");
    }

    /** A commit whose tree has one entry of any name, which git itself would not write. */
    private String treeWith(String name) throws IOException {
        try (Repository repository =
                        new FileRepositoryBuilder()
                                .setGitDir(folder.resolve("work/.git").toFile())
                                .build();
                ObjectInserter objects = repository.newObjectInserter()) {
            ObjectId file = objects.insert(Constants.OBJ_BLOB, new byte[] {'x'});
            ByteArrayOutputStream tree = new ByteArrayOutputStream();
            FileMode.REGULAR_FILE.copyTo(tree);
            tree.write(' ');
            tree.write(name.getBytes(StandardCharsets.UTF_8));
            tree.write(0);
            file.copyRawTo(tree);
            ObjectId treeId = objects.insert(Constants.OBJ_TREE, tree.toByteArray());
            String commit =
                    "tree "
                            + treeId.name()
                            + "\nauthor M <m@x> 1700000000 +0000\ncommitter M <m@x> 1700000000 +0000\n\nhostile\n";
            ObjectId id =
                    objects.insert(Constants.OBJ_COMMIT, commit.getBytes(StandardCharsets.UTF_8));
            objects.flush();
            return id.name();
        }
    }

    private byte[] command(String ref, String commit) {
        String line = "0".repeat(40) + " " + commit + " " + ref + "\0 report-status\n";
        int length = line.getBytes(StandardCharsets.UTF_8).length + 4;
        return (String.format("%04x", length) + line + "0000").getBytes(StandardCharsets.UTF_8);
    }

    private byte[] pack() throws Exception {
        Path list = folder.resolve("revs");
        Files.writeString(list, work.head() + "\n^" + head + "\n");
        Process process =
                new ProcessBuilder("git", "pack-objects", "--revs", "--stdout", "-q")
                        .directory(work.folder().toFile())
                        .redirectInput(list.toFile())
                        .start();
        byte[] pack = process.getInputStream().readAllBytes();
        assertThat(process.waitFor()).isZero();
        return pack;
    }

    private static byte[] emptyPack() throws Exception {
        byte[] head = {'P', 'A', 'C', 'K', 0, 0, 0, 2, 0, 0, 0, 0};
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(head);
        out.write(java.security.MessageDigest.getInstance("SHA-1").digest(head));
        return out.toByteArray();
    }

    private String post(byte[] command, byte[] pack) throws Exception {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(command);
        body.write(pack);
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(
                                    URI.create(
                                            station.server.localUrl()
                                                    + "/mina/shop.git/git-receive-pack"))
                            .header("Authorization", basic())
                            .header("Content-Type", "application/x-git-receive-pack-request")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                            .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            return "the connection was cut";
        }
    }

    private static String basic() {
        return "Basic "
                + Base64.getEncoder()
                        .encodeToString("mina:mina".getBytes(StandardCharsets.US_ASCII));
    }

    private List<Path> incoming() {
        try (Stream<Path> files = Files.list(folder.resolve("data/git/.incoming"))) {
            return files.toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** All that lies in the Git folder. */
    private List<Path> files() throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder.resolve("data/git"))) {
            files.filter(file -> !file.getFileName().toString().startsWith(".probe"))
                    .sorted()
                    .forEach(found::add);
        }
        return found;
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within 20 s").isLessThan(end);
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        }
    }
}
