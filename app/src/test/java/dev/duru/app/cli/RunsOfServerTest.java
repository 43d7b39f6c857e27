package dev.duru.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.kernel.Database;
import dev.duru.kernel.Identity;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.Role;
import dev.duru.web.Access;
import dev.duru.web.Authenticator;
import dev.duru.web.Reply;
import dev.duru.web.Routes;
import dev.duru.web.WebConfig;
import dev.duru.web.WebPorts;
import dev.duru.web.WebServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command line says of runs on a server, over HTTP; the answers are a server's. */
class RunsOfServerTest {
    private static final String RUN = "/projects/{owner}/{project}/runs/{number}";
    private static final Access READER = Access.project(Role.READER);

    @TempDir Path folder;
    private final AtomicInteger cancelled = new AtomicInteger();
    private Database database;
    private Ledger ledger;
    private WebServer server;
    private Terminal terminal;

    @BeforeEach
    void start() throws Exception {
        database = Database.open(folder.resolve("duru.db"), InstantSource.system());
        ledger = new Ledger(database);
        Routes runs =
                router ->
                        router.api(
                                        "GET",
                                        RUN + "/search",
                                        READER,
                                        request ->
                                                Reply.json(
                                                        found(
                                                                request.query("q").orElse(""),
                                                                request.query("regex")
                                                                        .isPresent())))
                                .api(
                                        "POST",
                                        RUN + "/cancel",
                                        READER,
                                        request -> {
                                            cancelled.incrementAndGet();
                                            return Reply.json(
                                                    Map.of("number", 7, "state", "cancelling"));
                                        })
                                .api(
                                        "GET",
                                        RUN + "/artifacts",
                                        READER,
                                        request ->
                                                Reply.json(
                                                        List.of(
                                                                Map.of(
                                                                        "name", "../out",
                                                                        "bytes", 3,
                                                                        "expiresAt", "2030"))))
                                .api(
                                        "GET",
                                        RUN + "/artifacts/{name}",
                                        READER,
                                        request ->
                                                Reply.bytes(
                                                        "application/zip",
                                                        "zip".getBytes(StandardCharsets.UTF_8)));
        server =
                WebServer.start(
                        WebConfig.local(),
                        List.of(runs),
                        new WebPorts(
                                new Tokens(),
                                (identity, project) -> Optional.of(Role.DEVELOPER),
                                ledger,
                                List::of));
        terminal =
                new Terminal(
                        Files.createDirectories(folder.resolve("home")),
                        Files.createDirectories(folder.resolve("work")));
        terminal.environment.put("DURU_URL", server.localUrl());
        terminal.environment.put("DURU_TOKEN", "t");
    }

    private static Map<String, Object> found(String text, boolean regex) {
        boolean there = text.equals("a|b") && regex;
        return Map.of(
                "count",
                there ? 3 : 0,
                "whole",
                true,
                "jobs",
                there
                        ? List.of(
                                Map.of(
                                        "name",
                                        "test (1)",
                                        "count",
                                        3,
                                        "hits",
                                        List.of(Map.of("line", 12, "text", "it is a"))))
                        : List.of());
    }

    private static final class Tokens implements Authenticator {
        @Override
        public Optional<Identity> bySession(String cookie) {
            return Optional.empty();
        }

        @Override
        public Optional<Identity> byToken(String token) {
            return Optional.of(new Identity("dev", false));
        }

        @Override
        public Optional<Identity> byPassword(String user, String password, String address) {
            return Optional.empty();
        }
    }

    @AfterEach
    void stop() {
        server.close();
        ledger.close();
        database.close();
    }

    @Test
    void logsGrepFindsLinesInAllJobs() {
        Terminal.Shown shown =
                terminal.run("logs", "team/shop", "--run", "7", "--grep", "a|b", "--regex");
        assertThat(shown.code()).as(shown.err()).isZero();
        assertThat(shown.out()).isEqualTo("test (1):12: it is a\n");
        assertThat(shown.err()).contains("2 more such lines");
        assertThat(terminal.run("logs", "team/shop", "--run", "7", "-q", "none").code())
                .isEqualTo(1);
        assertThat(terminal.run("logs", "team/shop", "-q", "x", "--regex").code()).isEqualTo(2);
    }

    @Test
    void cancelAsksOnceAndForceTwice() {
        Terminal.Shown shown = terminal.run("cancel", "7", "-p", "team/shop");
        assertThat(shown.code()).as(shown.err()).isZero();
        assertThat(shown.out()).isEqualTo("run 7 is cancelling\n");
        assertThat(cancelled.get()).isEqualTo(1);
        terminal.run("cancel", "7", "-p", "team/shop", "--force");
        assertThat(cancelled.get()).isEqualTo(3);
    }

    @Test
    void artifactsAreListedAndDownloadedIntoTheFolderOnly() throws Exception {
        assertThat(terminal.run("artifacts", "7", "-p", "team/shop").out())
                .isEqualTo("../out  3 bytes, until 2030\n");
        Terminal.Shown shown = terminal.run("artifacts", "7", "-p", "team/shop", "-d", "got");
        assertThat(shown.code()).as(shown.err()).isZero();
        try (var files = Files.list(terminal.folder.resolve("got"))) {
            Path file = files.toList().getFirst();
            assertThat(Files.readString(file)).isEqualTo("zip");
        }
        assertThat(terminal.run("artifacts", "7", "x", "-p", "team/shop", "-d", "got").err())
                .contains("no artifact 'x'");
    }
}
