package dev.duru.pipeline.toolchain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.files.Archives;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tools from vendors that this test plays itself, with small archives. */
class ToolShedTest {
    private static final String ARCH = ToolShed.architecture();

    @TempDir Path folder;
    private final Map<String, byte[]> pages = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
    private HttpServer server;
    private String url;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    String path = exchange.getRequestURI().getPath();
                    asked.add(path);
                    byte[] page = pages.get(path);
                    exchange.sendResponseHeaders(
                            page == null ? 404 : 200, page == null ? -1 : page.length);
                    if (page != null) {
                        exchange.getResponseBody().write(page);
                    }
                    exchange.close();
                });
        server.start();
        url = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private ToolShed shed() {
        return new ToolShed(
                folder.resolve("tools"),
                new Vendors.Settings(url + "/node", url + "/java", url + "/go"));
    }

    private byte[] archive(String top, String program) throws IOException {
        Path tree = folder.resolve("make-" + top);
        Path file = tree.resolve(top).resolve("bin").resolve(program);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\necho " + top + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            Archives.tar(tree, List.of(file), gzip);
        }
        return bytes.toByteArray();
    }

    private static String sha(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private void page(String path, String text) {
        pages.put(path, text.getBytes(UTF_8));
    }

    private void node(String version, String lts) throws Exception {
        String name = "node-v" + version + "-linux-" + ARCH;
        byte[] archive = archive(name, "node");
        pages.put("/node/v" + version + "/" + name + ".tar.gz", archive);
        page(
                "/node/v" + version + "/SHASUMS256.txt",
                "0000  other.tar.gz\n" + sha(archive) + "  " + name + ".tar.gz\n");
        String before =
                new String(pages.getOrDefault("/node/index.json", "[]".getBytes(UTF_8)), UTF_8);
        String entry =
                "{\"version\":\"v%s\",\"files\":[\"linux-%s\"],\"lts\":%s}"
                        .formatted(version, ARCH, lts);
        String rest = before.substring(1);
        page("/node/index.json", "[" + entry + (rest.equals("]") ? "" : ",") + rest);
    }

    @Test
    void aVersionIsFetchedOnceCheckedAndCopiedIntoEachJob() throws Exception {
        node("20.9.0", "\"Iron\"");
        node("20.10.0", "\"Iron\"");
        node("21.0.0", "false");
        ToolShed shed = shed();
        Path job = folder.resolve("job");
        ToolShed.Placed placed = shed.place("node", "^20", false, job).orElseThrow();
        assertThat(placed.version()).isEqualTo("20.10.0");
        assertThat(placed.home()).isEqualTo(job.resolve("node/20.10.0/" + ARCH));
        assertThat(placed.home().resolve("bin/node")).isExecutable();
        assertThat(job.resolve("node/20.10.0/" + ARCH + ".complete")).exists();
        asked.clear();
        Optional<ToolShed.Placed> again =
                shed().place("node", "20.x", false, folder.resolve("job2"));
        assertThat(again.orElseThrow().version()).isEqualTo("20.10.0");
        assertThat(asked).as("the second needs no network").isEmpty();
    }

    @Test
    void namesOfLongTermVersionsAreTheVendors() throws Exception {
        node("18.19.0", "\"Hydrogen\"");
        node("20.10.0", "\"Iron\"");
        node("21.0.0", "false");
        Path job = folder.resolve("job");
        assertThat(shed().place("node", "lts/*", false, job).orElseThrow().version())
                .isEqualTo("20.10.0");
        assertThat(shed().place("node", "lts/-1", false, job).orElseThrow().version())
                .isEqualTo("18.19.0");
        assertThat(shed().place("node", "lts/hydrogen", false, job).orElseThrow().version())
                .isEqualTo("18.19.0");
        assertThat(shed().place("node", "latest", false, job).orElseThrow().version())
                .isEqualTo("21.0.0");
        assertThat(shed().place("node", "99", false, job)).isEmpty();
    }

    @Test
    void checkLatestAsksEvenWhenOneIsHere() throws Exception {
        node("20.9.0", "\"Iron\"");
        Path job = folder.resolve("job");
        assertThat(shed().place("node", "20", false, job).orElseThrow().version())
                .isEqualTo("20.9.0");
        node("20.11.0", "\"Iron\"");
        assertThat(shed().place("node", "20", false, job).orElseThrow().version())
                .isEqualTo("20.9.0");
        assertThat(shed().place("node", "20", true, job).orElseThrow().version())
                .isEqualTo("20.11.0");
    }

    @Test
    void anArchiveWithAnotherChecksumIsNotUsed() throws Exception {
        node("20.9.0", "false");
        pages.put("/node/v20.9.0/node-v20.9.0-linux-" + ARCH + ".tar.gz", archive("evil", "node"));
        assertThatThrownBy(() -> shed().place("node", "20", false, folder.resolve("job")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("has the SHA-256")
                .hasMessageContaining("it was not used");
        assertThat(folder.resolve("tools/node")).doesNotExist();
        assertThat(folder.resolve("job")).doesNotExist();
    }

    @Test
    void jdksAndGoComeByTheirOwnIndexes() throws Exception {
        byte[] jdk = archive("jdk-21.0.4+7", "java");
        pages.put("/jdk.tar.gz", jdk);
        page(
                "/java/v3/assets/latest/21/hotspot",
                """
                [{"binary":{"package":{"link":"%s/jdk.tar.gz","checksum":"%s"}},
                  "version":{"semver":"21.0.4+7.0.LTS"}}]
                """
                        .formatted(url, sha(jdk)));
        byte[] go = archive("go", "go");
        String goArch = ARCH.equals("x64") ? "amd64" : "arm64";
        pages.put("/go/go1.22.5.tar.gz", go);
        page(
                "/go/",
                """
                [{"version":"go1.23rc1","stable":false,"files":[]},
                 {"version":"go1.22.5","stable":true,"files":[{"filename":"go1.22.5.tar.gz",
                  "os":"linux","arch":"%s","kind":"archive","sha256":"%s"}]}]
                """
                        .formatted(goArch, sha(go)));
        Path job = folder.resolve("job");
        assertThat(shed().place("java", "21", false, job).orElseThrow().home().resolve("bin/java"))
                .isExecutable();
        assertThat(shed().place("go", "stable", false, job).orElseThrow().version())
                .isEqualTo("1.22.5");
        assertThat(shed().place("go", "^1.22.1", false, job).orElseThrow().version())
                .isEqualTo("1.22.5");
    }

    @Test
    void withoutTheNetworkTheVendorIsNamed() {
        server.stop(0);
        assertThatThrownBy(() -> shed().place("node", "20", false, folder.resolve("job")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("/node/index.json cannot be read");
        assertThat(
                        new ToolShed(folder, Vendors.Settings.NONE)
                                .place("node", "20", false, folder.resolve("job")))
                .isEmpty();
    }
}
