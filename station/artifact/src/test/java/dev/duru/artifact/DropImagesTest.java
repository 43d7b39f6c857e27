package dev.duru.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.duru.kernel.Fact;
import dev.duru.kernel.Fact.ImagePublished;
import dev.duru.kernel.ImageFact;
import dev.duru.oci.Content;
import dev.duru.oci.LayerEntry;
import dev.duru.oci.TarWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of the images that Duru built go, and what stays of them. */
class DropImagesTest {
    private static final String A = "a".repeat(40);
    private static final String B = "b".repeat(40);
    private static final String MANIFEST =
            """
            package: { files: { app: build }, run: app }
            environments: { staging: { from: main } }
            """;

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

    private static byte[] output() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(out, Instant.EPOCH)) {
            tar.write(
                    new LayerEntry.File(
                            "build", 0755, Content.bytes(new byte[] {1, 2, 3, 4, 5, 6, 7, 8})));
        }
        return out.toByteArray();
    }

    private String publish(String commit, int run) throws Exception {
        built(commit, run);
        return station.await(ImagePublished.class, fact -> fact.commit().equals(commit)).digest();
    }

    private void built(String commit, int run) throws IOException {
        station.files.put(commit + " duru.yml", MANIFEST.getBytes(StandardCharsets.UTF_8));
        station.ready(commit, output());
        station.finish(commit, run, "main", Fact.Result.SUCCESS);
    }

    private static Instant later() {
        return Instant.now().plus(Duration.ofDays(91));
    }

    private int status(String reference) {
        return station.get("/v2/team/shop/manifests/" + reference).statusCode();
    }

    @Test
    void anOldOneThatNobodyWantsGoesAndWhatOthersShareStays() throws Exception {
        String old = publish(A, 1);
        String newest = publish(B, 2);
        assertThat(old).isNotEqualTo(newest);
        assertThat(station.artifact.drop(Instant.now())).isEmpty();
        assertThat(station.artifact.drop(later())).containsExactly(old);
        ImageFact.ImageDropped dropped = station.await(ImageFact.ImageDropped.class, f -> true);
        assertThat(dropped.commit()).isEqualTo(A);
        assertThat(dropped.digest()).isEqualTo(old);
        assertThat(dropped.bytes()).isPositive();
        assertThat(status(old)).isEqualTo(404);
        assertThat(status(A.substring(0, 12))).isEqualTo(404);
        assertThat(station.artifact.drop(later())).isEmpty();
        // Its manifest and its config; the layer is in the other image too.
        assertThat(station.artifact.collect(later()).blobs()).isEqualTo(2);
        copyOut(newest);

        built(A, 3);
        String marker = publish("c".repeat(40), 4);
        assertThat(status(old)).isEqualTo(200);
        assertThat(status(marker)).isEqualTo(200);
        assertThat(station.ledger.ofChange(Station.SHOP, A))
                .filteredOn(entry -> entry.fact() instanceof ImagePublished)
                .as("what was built again is not delivered by itself")
                .hasSize(1);
    }

    private void copyOut(String digest) throws Exception {
        assumeTrue(installed("skopeo"), "skipped: skopeo is not installed");
        skopeo(
                "copy",
                "-q",
                "--src-tls-verify=false",
                "--src-creds=eve:pw",
                here() + "@" + digest,
                "oci:" + temp.resolve("out") + ":v1");
        assertThat(Files.readString(temp.resolve("out/index.json"))).contains(digest);
    }

    @Test
    void whatSomebodyMayRunOrHasTaggedStays() throws Exception {
        String first = publish(A, 1);
        String second = publish(B, 2);
        publish("c".repeat(40), 3);
        station.wanted.add(first);
        assertThat(station.artifact.drop(later())).containsExactly(second);
        station.wanted.clear();
        byte[] manifest = station.get("/v2/team/shop/manifests/" + first).body();
        assertThat(station.putManifest("team/shop", "v1", manifest).statusCode()).isEqualTo(201);
        assertThat(station.artifact.drop(later())).isEmpty();
        assertThat(status(first)).isEqualTo(200);
        station.call("boss:pw", "DELETE", "/v2/team/shop/manifests/v1", new byte[0]);
        assertThat(station.artifact.drop(later())).containsExactly(first);
    }

    private String here() {
        return "docker://" + station.host() + "/team/shop";
    }

    private void skopeo(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("skopeo", "--insecure-policy"));
        command.addAll(List.of(words));
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(temp.resolve("skopeo.log").toFile())
                        .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(temp.resolve("skopeo.log"))).isZero();
    }

    private static boolean installed(String program) {
        return List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
