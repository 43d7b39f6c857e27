package dev.duru.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.duru.oci.BuiltImage;
import dev.duru.oci.Content;
import dev.duru.oci.Digest;
import dev.duru.oci.ImageBuilder;
import dev.duru.oci.ImageSpec;
import dev.duru.oci.LayerEntry;
import dev.duru.oci.LayerWriter;
import dev.duru.oci.MediaTypes;
import dev.duru.oci.OciLayout;
import dev.duru.oci.Platform;
import dev.duru.oci.RegistryClient;
import dev.duru.oci.RegistryException;
import dev.duru.oci.RunConfig;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The registry as its real clients use it: skopeo, podman, and our own. */
class RegistryClientsTest {
    private static final Path BUSYBOX = Path.of("/bin/busybox");

    @TempDir Path temp;
    private Station station;

    @BeforeEach
    void open() {
        station = new Station(temp.resolve("duru"));
    }

    @AfterEach
    void close() {
        station.close();
    }

    @Test
    void skopeoCopiesInAndOut() throws Exception {
        assumeTrue(installed("skopeo"), "skipped: skopeo is not installed");
        BuiltImage image = image("hello", 300_000);
        OciLayout.create(temp.resolve("layout")).put(image, "v1");
        String here = "docker://" + station.host() + "/team/shop:v1";
        run(
                "skopeo",
                "--insecure-policy",
                "copy",
                "-q",
                "--dest-tls-verify=false",
                "--dest-creds=dev:pw",
                "oci:" + temp.resolve("layout") + ":v1",
                here);
        assertThat(run("skopeo", "inspect", "--tls-verify=false", "--creds=eve:pw", here))
                .contains(image.digest().toString())
                .contains("\"v1\"");
        assertThat(
                        run(
                                "skopeo",
                                "list-tags",
                                "--tls-verify=false",
                                "--creds=eve:pw",
                                "docker://" + station.host() + "/team/shop"))
                .contains("v1");
        run(
                "skopeo",
                "--insecure-policy",
                "copy",
                "-q",
                "--src-tls-verify=false",
                "--src-creds=eve:pw",
                here,
                "oci:" + temp.resolve("out") + ":v1");
        assertThat(OciLayout.open(temp.resolve("out")).resolve("v1").orElseThrow().digest())
                .isEqualTo(image.digest());
        run(
                "skopeo",
                "--insecure-policy",
                "copy",
                "-q",
                "--format=v2s2",
                "--src-tls-verify=false",
                "--dest-tls-verify=false",
                "--src-creds=dev:pw",
                "--dest-creds=dev:pw",
                here,
                "docker://" + station.host() + "/team/open:docker");
        assertThat(
                        run(
                                "skopeo",
                                "inspect",
                                "--raw",
                                "--tls-verify=false",
                                "docker://" + station.host() + "/team/open:docker"))
                .contains(MediaTypes.DOCKER_MANIFEST);
        run("skopeo", "delete", "--tls-verify=false", "--creds=boss:pw", here);
        assertThat(fail("skopeo", "inspect", "--tls-verify=false", "--creds=eve:pw", here))
                .contains("manifest unknown");
    }

    @Test
    void skopeoIsToldWhy() throws Exception {
        assumeTrue(installed("skopeo"), "skipped: skopeo is not installed");
        OciLayout.create(temp.resolve("layout")).put(image("hello", 10), "v1");
        String from = "oci:" + temp.resolve("layout") + ":v1";
        String shop = "docker://" + station.host() + "/team/shop:v1";
        assertThat(
                        fail(
                                "skopeo",
                                "--insecure-policy",
                                "copy",
                                "--dest-tls-verify=false",
                                "--dest-creds=eve:pw",
                                from,
                                shop))
                .contains("needs the role developer in team/shop");
        assertThat(
                        fail(
                                "skopeo",
                                "--insecure-policy",
                                "copy",
                                "--dest-tls-verify=false",
                                "--dest-creds=dev:no",
                                from,
                                shop))
                .contains("authentication required");
        assertThat(fail("skopeo", "inspect", "--tls-verify=false", shop)).contains("sign in");
    }

    @Test
    void podmanPushesAndPulls() throws Exception {
        for (String tool : List.of("podman", "runc", "skopeo")) {
            assumeTrue(installed(tool), "skipped: " + tool + " is not installed");
        }
        assumeTrue(Files.isExecutable(BUSYBOX), "skipped: busybox-static is not installed");
        OciLayout.create(temp.resolve("layout")).put(runnable(), "v1");
        String name = station.host() + "/team/open:v1";
        run(
                "skopeo",
                "--insecure-policy",
                "copy",
                "-q",
                "oci:" + temp.resolve("layout") + ":v1",
                "containers-storage:" + name);
        run("podman", "login", "--tls-verify=false", "-u", "dev", "-p", "pw", station.host());
        run("podman", "push", "-q", "--tls-verify=false", name);
        run("podman", "logout", station.host());
        run("podman", "rmi", "-f", name);
        run("podman", "pull", "-q", "--tls-verify=false", name);
        assertThat(run("podman", "run", "--rm", "--network=none", name)).isEqualTo("it runs\n");
    }

    @Test
    void ourOwnClientPushesInPiecesMountsAndPulls() throws IOException {
        BuiltImage image = image("hello", 3_000_000);
        LayerWriter.Layer layer = image.layers().getFirst();
        try (RegistryClient client = client("dev", "pw");
                RegistryClient reader = client("eve", "pw")) {
            client.ping();
            client.pushChunked("team/shop", layer.descriptor().digest(), layer.file(), 1_000_000);
            client.push("team/shop", image.config().digest(), Content.bytes(image.configBytes()));
            client.pushManifest("team/shop", "v1", MediaTypes.OCI_MANIFEST, image.manifestBytes());
            assertThat(client.mount("team/open", layer.descriptor().digest(), "team/shop"))
                    .isTrue();
            assertThat(client.mount("team/open", Digest.of(new byte[] {5}), "team/shop")).isFalse();
            assertThat(reader.manifest("team/shop", "v1").orElseThrow().descriptor().digest())
                    .isEqualTo(image.digest());
            reader.pull("team/shop", layer.descriptor(), temp.resolve("pulled"));
            assertThat(temp.resolve("pulled")).hasSameBinaryContentAs(layer.file());
            assertThatThrownBy(() ->
                            reader.push(
                                    "team/shop",
                                    Digest.of(new byte[] {5}),
                                    Content.bytes(new byte[] {5})))
                    .isInstanceOf(RegistryException.class)
                    .hasMessageContaining("DENIED");
        }
    }

    @Test
    void aLargeBlobGoesThroughASmallHeap() throws IOException {
        int mebibytes = 256;
        Content zeros =
                new Content() {
                    @Override
                    public long size() {
                        return (long) mebibytes << 20;
                    }

                    @Override
                    public InputStream open() {
                        return new Zeros(size());
                    }
                };
        MessageDigest hash = Digest.sha256();
        byte[] block = new byte[1 << 20];
        for (int i = 0; i < mebibytes; i++) {
            hash.update(block);
        }
        Digest digest = Digest.finish(hash);
        System.gc();
        List<MemoryPoolMXBean> heap =
                ManagementFactory.getMemoryPoolMXBeans().stream()
                        .filter(pool -> pool.getType() == MemoryType.HEAP)
                        .toList();
        long before = heap.stream().mapToLong(pool -> pool.getUsage().getUsed()).sum();
        heap.forEach(MemoryPoolMXBean::resetPeakUsage);
        try (RegistryClient client = client("dev", "pw")) {
            client.push("team/shop", digest, zeros);
            assertThat(client.hasBlob("team/shop", digest)).isTrue();
        }
        long peak = heap.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
        assertThat(peak - before).isLessThan(zeros.size() / 2);
    }

    @Test
    void whatArrivedBeforeTheClientWentAwayStays() throws Exception {
        String location =
                Station.header(
                        station.call("dev:pw", "POST", "/v2/team/shop/blobs/uploads/", new byte[0]),
                        "Location");
        try (Socket socket = new Socket("127.0.0.1", station.server.port())) {
            String head =
                    "PATCH "
                            + location
                            + " HTTP/1.1\r\nHost: x\r\nAuthorization: "
                            + Station.basic("dev:pw")
                            + "\r\nContent-Type: application/octet-stream\r\nContent-Length: 1000000\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write("half".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            awaitRange(location, "0-3");
        }
        Digest digest = Digest.of("half and half".getBytes(StandardCharsets.UTF_8));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        int status = 409;
        while (status == 409 && System.nanoTime() < end) {
            status =
                    station.call(
                                    "dev:pw",
                                    "PATCH",
                                    location,
                                    " and ".getBytes(StandardCharsets.UTF_8),
                                    "Content-Range",
                                    "4-8")
                            .statusCode();
        }
        assertThat(status).isEqualTo(202);
        assertThat(
                        station.call(
                                        "dev:pw",
                                        "PUT",
                                        location + "?digest=" + digest,
                                        "half".getBytes(StandardCharsets.UTF_8))
                                .statusCode())
                .isEqualTo(201);
    }

    private void awaitRange(String location, String range) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        String now = "";
        while (!now.equals(range) && System.nanoTime() < end) {
            now = Station.header(station.get(location), "Range");
        }
        assertThat(now).isEqualTo(range);
    }

    private RegistryClient client(String user, String password) {
        return new RegistryClient(
                URI.create("http://" + station.host()),
                new RegistryClient.Credentials(user, password));
    }

    private BuiltImage image(String name, int size) {
        byte[] noise = new byte[size];
        new Random(name.hashCode()).nextBytes(noise);
        return ImageBuilder.build(
                ImageSpec.of(
                        Platform.linux("amd64"),
                        Instant.EPOCH,
                        RunConfig.empty().withCmd(List.of("sh")),
                        List.of(new LayerEntry.File("app/" + name, 0644, Content.bytes(noise)))),
                temp.resolve("build-" + name));
    }

    private BuiltImage runnable() throws IOException {
        return ImageBuilder.build(
                ImageSpec.of(
                        Platform.current(),
                        Instant.EPOCH,
                        RunConfig.empty().withCmd(List.of("/bin/busybox", "echo", "it runs")),
                        List.of(new LayerEntry.File("bin/busybox", 0755, Content.file(BUSYBOX)))),
                temp.resolve("build-runnable"));
    }

    private String run(String... command) throws Exception {
        Process process = start(command);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(Files.readString(temp.resolve("stderr"))).isZero();
        return output;
    }

    private String fail(String... command) throws Exception {
        Process process = start(command);
        process.getInputStream().readAllBytes();
        assertThat(process.waitFor()).isNotZero();
        return Files.readString(temp.resolve("stderr"));
    }

    private Process start(String... command) throws IOException {
        Path conf = temp.resolve("conf");
        Files.createDirectories(conf);
        Files.writeString(
                conf.resolve("storage.conf"),
                """
                [storage]
                driver = "vfs"
                runroot = "%1$s/run"
                graphroot = "%1$s/graph"
                """
                        .formatted(conf));
        Files.writeString(
                conf.resolve("containers.conf"),
                """
                [containers]
                default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
                log_driver = "k8s-file"
                [engine]
                runtime = "runc"
                cgroup_manager = "cgroupfs"
                events_logger = "file"
                tmp_dir = "%s/tmp"
                """
                        .formatted(conf));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(temp.resolve("stderr").toFile());
        builder.environment()
                .putAll(
                        Map.of(
                                "CONTAINERS_STORAGE_CONF", conf.resolve("storage.conf").toString(),
                                "CONTAINERS_CONF", conf.resolve("containers.conf").toString(),
                                "REGISTRY_AUTH_FILE", conf.resolve("auth.json").toString()));
        return builder.start();
    }

    private static boolean installed(String program) {
        return List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static final class Zeros extends InputStream {
        private long left;

        Zeros(long size) {
            left = size;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (left <= 0) {
                return -1;
            }
            int n = (int) Math.min(length, left);
            java.util.Arrays.fill(into, offset, offset + n, (byte) 0);
            left -= n;
            return n;
        }
    }
}
