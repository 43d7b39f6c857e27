package dev.duru.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.artifact.registry.Registry;
import dev.duru.oci.Descriptor;
import dev.duru.oci.Digest;
import dev.duru.oci.ImageManifest;
import dev.duru.oci.MediaTypes;
import dev.duru.oci.OciJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CollectTest {
    private static final byte[] NOTHING = new byte[0];

    @TempDir Path temp;
    private Station station;

    @BeforeEach
    void open() {
        station = new Station(temp);
    }

    @AfterEach
    void close() {
        station.close();
    }

    private Descriptor push(String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        Descriptor blob = Descriptor.of(MediaTypes.OCI_LAYER, bytes);
        String path = "/v2/team/shop/blobs/uploads/?digest=" + blob.digest();
        assertThat(station.call("dev:pw", "POST", path, bytes).statusCode()).isEqualTo(201);
        return blob;
    }

    private int status(Digest blob) {
        return station.get("/v2/team/shop/blobs/" + blob).statusCode();
    }

    private static Instant later() {
        return Instant.now().plus(Duration.ofHours(25));
    }

    @Test
    void onlyOldBlobsThatNothingNeedsAreDeleted() throws Exception {
        Descriptor config = push("{}");
        Descriptor layer = push("needed");
        Descriptor free = push("not needed");
        byte[] manifest =
                OciJson.write(
                        new ImageManifest(
                                MediaTypes.OCI_MANIFEST,
                                null,
                                config,
                                List.of(layer),
                                null,
                                new TreeMap<>()));
        station.call(
                "dev:pw",
                "PUT",
                "/v2/team/shop/manifests/v1",
                manifest,
                "Content-Type",
                MediaTypes.OCI_MANIFEST);

        assertThat(station.artifact.collect(Instant.now())).isEqualTo(new Registry.Collected(0, 0));
        assertThat(status(free.digest())).isEqualTo(200);
        assertThat(station.artifact.collect(later())).isEqualTo(new Registry.Collected(1, 0));
        assertThat(status(free.digest())).isEqualTo(404);
        assertThat(status(layer.digest())).isEqualTo(200);
        assertThat(station.get("/v2/team/shop/manifests/v1").body()).isEqualTo(manifest);

        String digest = Digest.of(manifest).toString();
        station.call("boss:pw", "DELETE", "/v2/team/shop/manifests/" + digest, NOTHING);
        assertThat(station.artifact.collect(later()).blobs()).isEqualTo(3);
        assertThat(status(layer.digest())).isEqualTo(404);
        try (var files = Files.walk(temp.resolve("registry/blobs/sha256"))) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void aBlobThatIsPushedAgainIsYoungAgainAndWhatWasDeletedCanComeBack() {
        Descriptor blob = push("again");
        station.artifact.collect(later());
        assertThat(status(blob.digest())).isEqualTo(404);
        push("again");
        assertThat(status(blob.digest())).isEqualTo(200);
        assertThat(station.artifact.collect(Instant.now()).blobs()).isZero();
    }

    @Test
    void uploadsThatNobodyAddsToAreEnded() throws Exception {
        String location =
                Station.header(
                        station.call("dev:pw", "POST", "/v2/team/shop/blobs/uploads/", NOTHING),
                        "Location");
        station.call("dev:pw", "PATCH", location, new byte[] {1, 2});
        assertThat(station.artifact.collect(Instant.now()).uploads()).isZero();
        assertThat(station.get(location).statusCode()).isEqualTo(204);
        assertThat(station.artifact.collect(later()).uploads()).isEqualTo(1);
        assertThat(station.get(location).statusCode()).isEqualTo(404);
        try (var files = Files.list(temp.resolve("registry/uploads"))) {
            assertThat(files).isEmpty();
        }
    }

    /** The collector, for which everything is old, comes at any moment around a manifest's push. */
    @Test
    void whatWasAcknowledgedStaysWheneverTheCollectorComes() throws Exception {
        long seed = Long.getLong("duru.seed", System.nanoTime());
        Random random = new Random(seed);
        int acknowledged = 0;
        for (int i = 0; i < 40; i++) {
            List<Descriptor> blobs = List.of(push("{}"), push("layer " + i));
            byte[] manifest =
                    OciJson.write(
                            new ImageManifest(
                                    MediaTypes.OCI_MANIFEST,
                                    null,
                                    blobs.getFirst(),
                                    blobs.subList(1, 2),
                                    null,
                                    new TreeMap<>()));
            String path = "/v2/team/shop/manifests/v" + i;
            long delay = random.nextLong(TimeUnit.MILLISECONDS.toNanos(12));
            Thread collector =
                    Thread.ofVirtual()
                            .start(() -> {
                                LockSupport.parkNanos(delay);
                                station.artifact.collect(later());
                            });
            int status =
                    station.call(
                                    "dev:pw",
                                    "PUT",
                                    path,
                                    manifest,
                                    "Content-Type",
                                    MediaTypes.OCI_MANIFEST)
                            .statusCode();
            collector.join();
            assertThat(status).as("seed %d, round %d", seed, i).isIn(201, 404);
            assertThat(station.get(path).statusCode()).isEqualTo(status == 201 ? 200 : 404);
            if (status == 201) {
                acknowledged++;
                blobs.forEach(blob ->
                        assertThat(status(blob.digest())).as("seed %d", seed).isEqualTo(200));
            }
        }
        assertThat(acknowledged).as("seed %d", seed).isPositive();
    }
}
