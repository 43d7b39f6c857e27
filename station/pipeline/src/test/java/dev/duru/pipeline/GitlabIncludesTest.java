package dev.duru.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.duru.dialects.gitlab.include.Location;
import dev.duru.dialects.gitlab.include.Sources.Answer;
import dev.duru.dialects.gitlab.include.Sources.Found;
import dev.duru.dialects.gitlab.include.Sources.Missing;
import dev.duru.pipeline.gitlab.ComponentAddress;
import dev.duru.pipeline.gitlab.RemoteFiles;
import dev.duru.pipeline.gitlab.RemotePolicy;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.State;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of the web and components of projects as parts of a pipeline. */
final class GitlabIncludesTest {
    @TempDir Path folder;

    /** A web server with texts by path; a text that begins with {@code ->} leads on. */
    private static final class Web implements AutoCloseable {
        private final Map<String, String> texts = new ConcurrentHashMap<>();
        private final HttpServer server;

        Web() throws IOException {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext(
                    "/",
                    exchange -> {
                        String text = texts.get(exchange.getRequestURI().getPath());
                        byte[] body = String.valueOf(text).getBytes(StandardCharsets.UTF_8);
                        int status = text == null ? 404 : 200;
                        if (text != null && text.startsWith("->")) {
                            exchange.getResponseHeaders().set("Location", text.substring(2));
                            status = 302;
                        }
                        exchange.sendResponseHeaders(status, body.length);
                        exchange.getResponseBody().write(body);
                        exchange.close();
                    });
            server.start();
        }

        String url(String path) {
            return "http://localhost:" + server.getAddress().getPort() + path;
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    private static Answer read(RemoteFiles files, String url, Instant queued) {
        return files.read(new Location.Remote(url, ""), queued);
    }

    @Test
    void aRemoteFileServesTheNextRunWithoutTheWeb() throws IOException {
        String include;
        try (PipelineSite site = new PipelineSite(folder)) {
            try (Web web = new Web()) {
                web.texts.put("/ci.yml", "build: { script: [echo from the web] }");
                include = "include: " + web.url("/ci.yml");
                RunRow run = site.run(Map.of(".gitlab-ci.yml", include));
                assertThat(site.log(run, "build")).contains("from the web");
            }
            RunRow offline = site.run(Map.of(".gitlab-ci.yml", include + "\n# again"));
            assertThat(offline.state()).isEqualTo(State.SUCCESS);
            RunRow missing = site.run(Map.of(".gitlab-ci.yml", include + ".no"));
            assertThat(missing.state()).isEqualTo(State.FAILED);
            assertThat(missing.message()).contains(".gitlab-ci.yml:1:10", "cannot be read");
        }
    }

    @Test
    void aRunSeesTheSameFileForEver() throws IOException {
        RemoteFiles files = new RemoteFiles(folder, RemotePolicy.of("http://localhost:*"));
        try (Web web = new Web()) {
            Instant first = Instant.now();
            web.texts.put("/ci.yml", "old");
            assertThat(read(files, web.url("/ci.yml"), first)).isEqualTo(new Found("old"));
            web.texts.put("/ci.yml", "new");
            assertThat(read(files, web.url("/ci.yml"), first)).isEqualTo(new Found("old"));
            assertThat(read(files, web.url("/ci.yml"), Instant.now().plusMillis(5)))
                    .isEqualTo(new Found("new"));
            assertThat(read(files, web.url("/ci.yml"), first)).isEqualTo(new Found("old"));
        }
    }

    @Test
    void whatIsNotAllowedIsNotFetched() throws IOException {
        try (Web web = new Web()) {
            web.texts.put("/ci.yml", "text");
            web.texts.put("/away", "->http://127.0.0.1:1/ci.yml");
            web.texts.put("/large", "x".repeat(2 << 20));
            RemoteFiles all = new RemoteFiles(folder.resolve("a"), RemotePolicy.of("*"));
            assertThat(read(all, web.url("/ci.yml"), Instant.now()))
                    .isInstanceOfSatisfying(
                            Missing.class,
                            missing -> assertThat(missing.why()).contains("private network"));
            RemoteFiles own =
                    new RemoteFiles(
                            folder.resolve("b"),
                            RemotePolicy.of("http://localhost:*, !http://localhost:*/secret*"));
            assertThat(read(own, web.url("/secret.yml"), Instant.now()))
                    .isInstanceOfSatisfying(
                            Missing.class,
                            missing -> assertThat(missing.why()).contains("includes.allowed"));
            assertThat(read(own, web.url("/away"), Instant.now()))
                    .isInstanceOfSatisfying(
                            Missing.class,
                            missing -> assertThat(missing.why()).contains("it leads to"));
            assertThat(read(own, web.url("/large"), Instant.now()))
                    .isInstanceOfSatisfying(
                            Missing.class, missing -> assertThat(missing.why()).contains("1 MiB"));
        }
    }

    @Test
    void aVersionIsTheNewestTagThatFits() {
        List<String> tags = List.of("1.2.0", "1.10.1", "v2.0.0", "other", "1.10.0");
        Map.of("~latest", "v2.0.0", "1", "1.10.1", "1.2", "1.2.0", "main", "main", "1.2.0", "1.2.0")
                .forEach((version, ref) ->
                        assertThat(
                                        ComponentAddress.parse("h/a/b/c@" + version)
                                                .orElseThrow()
                                                .ref(tags))
                                .contains(ref));
        assertThat(ComponentAddress.parse("h/a/b/c@~latest").orElseThrow().ref(List.of()))
                .isEmpty();
        assertThat(ComponentAddress.parse("h/a/b/c")).isEmpty();
    }

    @Test
    void aComponentComesFromATagOfAProject() {
        String component =
                """
                spec: { inputs: { word: { default: hello } } }
                ---
                say:
                  script: echo "$[[ inputs.word ]] from $[[ component.version ]]"
                """;
        try (PipelineSite site = new PipelineSite(folder)) {
            String tagged = site.push(Map.of("templates/say.yml", component));
            site.tags.put("1.4.0", tagged);
            String include =
                    """
                    include:
                      - component: $CI_SERVER_FQDN/team/shop/say@%s
                        inputs: { word: hi }
                    """;
            RunRow run = site.run(Map.of(".gitlab-ci.yml", include.formatted("~latest")));
            assertThat(site.log(run, "say")).contains("hi from 1.4.0");
            RunRow none = site.run(Map.of(".gitlab-ci.yml", include.formatted("1.5.0")));
            assertThat(none.state()).isEqualTo(State.FAILED);
            RunRow away =
                    site.run(
                            Map.of(
                                    ".gitlab-ci.yml",
                                    "include: { component: gitlab.example/a/b/c@1.0 }"));
            assertThat(away.message()).contains("it is not in this Duru but on gitlab.example");
        }
    }
}
