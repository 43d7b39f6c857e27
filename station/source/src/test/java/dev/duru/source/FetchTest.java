package dev.duru.source;

import static dev.duru.source.Station.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clones and fetches by the real git from the real server. */
class FetchTest {
    @TempDir Path folder;
    private Station station;
    private Git work;
    private String url;

    @BeforeEach
    void open() throws Exception {
        Files.createDirectories(folder.resolve("data"));
        station = new Station(folder.resolve("data"));
        url = station.url("mina", SHOP);
        work = Git.init(folder.resolve("work"));
        for (int i = 1; i <= 5; i++) {
            work.commit("f" + i + ".txt", "content " + i, "Commit " + i);
        }
        work.run("push", "-q", url, "main").succeeded();
    }

    @AfterEach
    void close() {
        station.close();
    }

    @Test
    void versionsZeroAndTwoOfTheProtocol() throws Exception {
        for (String version : new String[] {"0", "2"}) {
            Git clone =
                    Git.clone(
                            folder.resolve("v" + version),
                            url,
                            "-c",
                            "protocol.version=" + version);
            assertThat(clone.run("rev-list", "--count", "HEAD").output().strip()).isEqualTo("5");
            work.commit("more" + version, "x", "More " + version);
            work.run("push", "-q", url, "main").succeeded();
            clone.run("fetch", "-q").succeeded();
            assertThat(clone.run("rev-parse", "origin/main").output().strip())
                    .isEqualTo(work.head());
            clone.run("reset", "-q", "--hard", "HEAD~1").succeeded();
            work.run("reset", "-q", "--hard", "HEAD~1").succeeded();
            work.run("push", "-qf", url, "main").succeeded();
        }
        String advertised =
                work.run("-c", "protocol.version=2", "ls-remote", "--symref", url, "HEAD")
                        .succeeded()
                        .output();
        assertThat(advertised).contains("ref: refs/heads/main\tHEAD");
    }

    @Test
    void shallowClonesAndTheirDeepening() throws Exception {
        Git shallow = Git.clone(folder.resolve("shallow"), url, "--depth", "1");
        assertThat(shallow.run("rev-list", "--count", "HEAD").output().strip()).isEqualTo("1");
        assertThat(shallow.run("fetch", "--deepen", "2").failed().output())
                .contains("--deepen is not supported here; use --depth or --unshallow");
        shallow.run("fetch", "-q", "--depth", "3").succeeded();
        assertThat(shallow.run("rev-list", "--count", "HEAD").output().strip()).isEqualTo("3");
        shallow.run("fetch", "-q", "--unshallow").succeeded();
        assertThat(shallow.run("rev-list", "--count", "HEAD").output().strip()).isEqualTo("5");
        shallow.commit("s.txt", "s", "From a once shallow clone");
        shallow.run("push", "-q", "origin", "main").succeeded();
        assertThat(shallow.run("fsck").succeeded().output()).doesNotContain("missing");
    }

    @Test
    void aPushFromAShallowClone() throws Exception {
        Git shallow = Git.clone(folder.resolve("shallow"), url, "--depth", "1");
        shallow.commit("s.txt", "s", "From a shallow clone");
        shallow.run("push", "-q", "origin", "main").succeeded();
        assertThat(station.source.resolve(SHOP, "main").orElseThrow().id())
                .isEqualTo(shallow.head());
    }

    @Test
    void partialClonesFetchFilesWhenNeeded() throws Exception {
        Git partial = Git.clone(folder.resolve("partial"), url, "--filter=blob:none", "-n");
        assertThat(partial.run("rev-list", "--objects", "--missing=print", "HEAD").output())
                .contains("?");
        partial.run("checkout", "-q", "main").succeeded();
        assertThat(folder.resolve("partial/f3.txt")).hasContent("content 3");
    }

    @Test
    void anyCommitCanBeAskedForById() throws Exception {
        String third = work.run("rev-parse", "HEAD~2").output().strip();
        Git bare = Git.init(folder.resolve("byid"));
        for (String version : new String[] {"0", "2"}) {
            bare.run("-c", "protocol.version=" + version, "fetch", "-q", url, third).succeeded();
            assertThat(bare.run("rev-parse", "FETCH_HEAD").output().strip()).isEqualTo(third);
        }
    }

    @Test
    void longNegotiationsAreCompressed() throws Exception {
        // More than 1024 bytes of haves make git send the request's body with gzip.
        Git other = Git.clone(folder.resolve("other"), url);
        for (int i = 0; i < 60; i++) {
            other.run("commit", "-q", "--allow-empty", "-m", "own " + i).succeeded();
        }
        work.commit("new.txt", "new", "New");
        work.run("push", "-q", url, "main").succeeded();
        other.run("fetch", "-q").succeeded();
        assertThat(other.run("rev-parse", "origin/main").output().strip()).isEqualTo(work.head());
    }

    @Test
    void theProtocolThatServesFilesIsRefused() throws Exception {
        station.source.setPublic(SHOP, true);
        String root = "http://127.0.0.1:" + station.server.port() + "/" + SHOP + ".git";
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (String path : new String[] {"/info/refs", "/HEAD", "/objects/info/packs"}) {
                HttpResponse<String> answer =
                        client.send(
                                HttpRequest.newBuilder(URI.create(root + path)).build(),
                                HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(403);
                assertThat(answer.body()).contains("only Git's smart protocol");
            }
        }
    }
}
