package dev.duru.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.access.AccessStation;
import dev.duru.access.ProjectVisibility;
import dev.duru.app.backup.BackupRoutes;
import dev.duru.kernel.Database;
import dev.duru.kernel.Identity;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.ProjectName;
import dev.duru.web.Access;
import dev.duru.web.Reply;
import dev.duru.web.Routes;
import dev.duru.web.WebConfig;
import dev.duru.web.WebPorts;
import dev.duru.web.WebServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line against a real server with real users on a real database. */
final class CliTest {
    private static final String PASSWORD = "oranges under the viaduct";

    @TempDir private Path folder;
    private Path data;
    private Database database;
    private Ledger ledger;
    private AccessStation access;
    private WebServer server;
    private Terminal terminal;

    @BeforeEach
    void start() throws Exception {
        data = Files.createDirectories(folder.resolve("data"));
        database = Database.open(data.resolve("duru.db"), InstantSource.system());
        ledger = new Ledger(database);
        access =
                new AccessStation(
                        database,
                        ledger,
                        data.resolve("keys"),
                        new ProjectVisibility() {
                            @Override
                            public boolean exists(ProjectName project) {
                                return true;
                            }

                            @Override
                            public boolean isPublic(ProjectName project) {
                                return false;
                            }
                        },
                        InstantSource.system());
        Routes measured =
                router ->
                        router.api(
                                "GET",
                                "/query",
                                Access.SIGNED_IN,
                                request ->
                                        Reply.json(
                                                Map.of(
                                                        "status",
                                                        "success",
                                                        "data",
                                                        vector(
                                                                request.query("query")
                                                                        .orElseThrow()))));
        server =
                WebServer.start(
                        WebConfig.local(),
                        List.of(access, new BackupRoutes(database, data), measured),
                        new WebPorts(access.authenticator(), access.authority(), ledger, List::of));
        try (ApiClient nobody = ApiClient.anonymous(URI.create(server.localUrl()))) {
            nobody.send(
                    "POST",
                    "/api/v1" + access.setupPath().orElseThrow(),
                    Map.of("password", PASSWORD));
        }
        terminal =
                new Terminal(
                        Files.createDirectories(folder.resolve("home")),
                        Files.createDirectories(folder.resolve("work")));
    }

    private static Map<String, Object> vector(String expression) {
        return Map.of(
                "resultType",
                "vector",
                "result",
                List.of(
                        Map.of(
                                "metric",
                                Map.of("expression", expression),
                                "value",
                                List.of(1.5, "42"))));
    }

    @AfterEach
    void stop() {
        server.close();
        ledger.close();
        database.close();
    }

    private void login() {
        Terminal.Shown shown =
                terminal.type(
                        PASSWORD + "\n",
                        "login",
                        server.localUrl(),
                        "--user",
                        "admin",
                        "--password-stdin");
        assertThat(shown.code()).as(shown.err()).isZero();
        assertThat(shown.out()).contains("as admin");
    }

    @Test
    void loginKeepsATokenForTheUsersEyesOnly() throws Exception {
        login();
        Path kept = terminal.home.resolve(".config/duru/config.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(kept)).contains("duru_").doesNotContain(PASSWORD);
        Terminal.Shown asked = terminal.run("query", "up{a=\"b c\"}");
        assertThat(asked.code()).as(asked.err()).isZero();
        assertThat(asked.out()).isEqualTo("{expression=\"up{a=\"b c\"}\"}  42\n");
        assertThat(terminal.run("query", "up", "--json").json().at("/data/result/0/value/1"))
                .hasToString("\"42\"");
    }

    @Test
    void aWrongPasswordIsAFailureAndKeepsNothing() {
        Terminal.Shown shown =
                terminal.type(
                        "wrong\n",
                        "login",
                        server.localUrl(),
                        "--user",
                        "admin",
                        "--password-stdin");
        assertThat(shown.code()).isEqualTo(1);
        assertThat(shown.err()).isEqualTo("duru: user and password, or token, do not fit\n");
        assertThat(terminal.home.resolve(".config")).doesNotExist();
    }

    @Test
    void aTokenIsNeverSentToAnotherServer() {
        login();
        Login kept = Login.find(Map.of(), Login.file(Map.of(), terminal.home)).orElseThrow();
        assertThat(kept.token()).startsWith("duru_");
        Login other =
                Login.find(
                                Map.of("DURU_URL", "http://evil.example"),
                                Login.file(Map.of(), terminal.home))
                        .orElseThrow();
        assertThat(other.token()).isEmpty();
    }

    @Test
    void theEnvironmentGoesBeforeTheFile() {
        terminal.environment.put("DURU_URL", server.localUrl() + "/");
        terminal.environment.put("DURU_TOKEN", "duru_nonsense");
        Terminal.Shown shown = terminal.run("query", "up");
        assertThat(shown.code()).isEqualTo(1);
        assertThat(shown.err()).contains("the token is not valid");
    }

    @Test
    void wrongUsageIsTwo() {
        assertThat(terminal.run().code()).isEqualTo(2);
        assertThat(terminal.run("fly").err()).contains("fly");
        assertThat(terminal.run("fly").code()).isEqualTo(2);
        assertThat(terminal.run("query").code()).isEqualTo(2);
        Terminal.Shown unknown = terminal.run("query", "up");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).contains("run duru login URL");
        assertThat(terminal.run("login", "ftp://x").code()).isEqualTo(2);
        assertThat(terminal.run("login", server.localUrl(), "--user", "admin").err())
                .contains("--password-stdin");
        assertThat(terminal.run("restore", "x.tar").code()).isEqualTo(2);
    }

    @Test
    void nobodyThereIsAFailureThatSaysSo() {
        terminal.environment.put("DURU_URL", "http://127.0.0.1:1");
        Terminal.Shown shown = terminal.run("query", "up");
        assertThat(shown.code()).isEqualTo(1);
        assertThat(shown.err()).contains("no Duru answers at http://127.0.0.1:1");
    }

    @Test
    void helpNamesTheCommandsAndColoursOnlyATerminal() {
        String plain = terminal.run("--help").out();
        assertThat(plain).contains("login", "query", "backup").doesNotContain("\u001b[");
        assertThat(terminal.watched().run("--help").out()).contains("\u001b[");
        terminal.environment.put("NO_COLOR", "1");
        assertThat(terminal.run("--help").out()).doesNotContain("\u001b[");
    }

    @Test
    void aBackupFromTheServerRestoresToTheSameUsers() throws Exception {
        login();
        Files.createDirectories(data.resolve("source/team/shop.git/objects"));
        Files.writeString(data.resolve("source/team/shop.git/HEAD"), "ref: refs/heads/main\n");
        Files.createSymbolicLink(data.resolve("source/link"), Path.of("team"));
        Files.writeString(data.resolve("lock"), "");
        Terminal.Shown saved = terminal.run("backup", "all.tar", "--json");
        assertThat(saved.code()).as(saved.err()).isZero();
        Path tar = terminal.folder.resolve("all.tar");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(tar)))
                .isEqualTo("rw-------");
        assertThat(saved.json().path("bytes").asLong()).isEqualTo(Files.size(tar));
        Terminal.Shown back = terminal.run("restore", "all.tar", "--data", "again");
        assertThat(back.code()).as(back.err()).isZero();
        checkRestored(terminal.folder.resolve("again"));
        Terminal.Shown twice = terminal.run("restore", "all.tar", "--data", "again");
        assertThat(twice.code()).isEqualTo(1);
        assertThat(twice.err()).contains("is not empty");
    }

    @Test
    void aBackupFromTheFolderWorksBesideARunningServer() throws Exception {
        Files.createDirectories(data.resolve("source/team/shop.git"));
        Files.writeString(data.resolve("source/team/shop.git/HEAD"), "ref: refs/heads/main\n");
        Terminal.Shown saved = terminal.run("backup", "all.tar", "--data", data.toString());
        assertThat(saved.code()).as(saved.err()).isZero();
        assertThat(terminal.run("restore", "all.tar", "--data", "again").code()).isZero();
        checkRestored(terminal.folder.resolve("again"));
    }

    private void checkRestored(Path again) throws Exception {
        assertThat(again.resolve("source/team/shop.git/HEAD")).hasContent("ref: refs/heads/main\n");
        assertThat(again.resolve("keys")).hasSameBinaryContentAs(data.resolve("keys"));
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(again.resolve("keys"))))
                .isEqualTo("rw-------");
        assertThat(again.resolve("lock")).doesNotExist();
        try (Database restored = Database.open(again.resolve("duru.db"), InstantSource.system())) {
            AccessStation people =
                    new AccessStation(
                            restored,
                            new Ledger(restored),
                            again.resolve("keys"),
                            new ProjectVisibility() {
                                @Override
                                public boolean exists(ProjectName project) {
                                    return false;
                                }

                                @Override
                                public boolean isPublic(ProjectName project) {
                                    return false;
                                }
                            },
                            InstantSource.system());
            assertThat(people.authenticator().byPassword("admin", PASSWORD, "127.0.0.1"))
                    .contains(new Identity("admin", true));
        }
    }

    @Test
    void onlyAdministratorsGetABackup() {
        login();
        try (ApiClient admin =
                ApiClient.withPassword(URI.create(server.localUrl()), "admin", PASSWORD)) {
            admin.send(
                    "POST", "/api/v1/users", Map.of("user", "mina", "password", "rivers of tea"));
        }
        terminal.type(
                "rivers of tea\n",
                "login",
                server.localUrl(),
                "--user",
                "mina",
                "--password-stdin");
        Terminal.Shown refused = terminal.run("backup");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("only administrators");
        assertThat(terminal.folder).isEmptyDirectory();
    }

    @Test
    void anArchiveThatPointsOutsideIsRefused() throws Exception {
        for (String name : List.of("../outside", "/absolute", "a/../../outside", "../" + "b/c")) {
            Path tar = terminal.folder.resolve("bad.tar");
            Files.write(tar, archive(name));
            Terminal.Shown shown =
                    terminal.run("restore", "bad.tar", "--data", "into" + name.hashCode());
            assertThat(shown.code()).as(name).isEqualTo(1);
            assertThat(shown.err()).contains("outside of the data folder");
        }
        assertThat(terminal.folder.resolve("outside")).doesNotExist();
        Files.writeString(terminal.folder.resolve("bad.tar"), "no archive at all, just words");
        assertThat(terminal.run("restore", "bad.tar", "--data", "new").code()).isEqualTo(1);
    }

    private static byte[] archive(String name) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            byte[] content = "x".getBytes(StandardCharsets.UTF_8);
            TarArchiveEntry entry = new TarArchiveEntry(name, true);
            entry.setSize(content.length);
            tar.putArchiveEntry(entry);
            new ByteArrayInputStream(content).transferTo(tar);
            tar.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }
}
