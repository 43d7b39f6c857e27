package dev.duru.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.oci.BuiltImage;
import dev.duru.oci.Content;
import dev.duru.oci.ImageBuilder;
import dev.duru.oci.ImageSpec;
import dev.duru.oci.LayerEntry;
import dev.duru.oci.LayerWriter;
import dev.duru.oci.MediaTypes;
import dev.duru.oci.OciException;
import dev.duru.oci.Platform;
import dev.duru.oci.RegistryClient;
import dev.duru.oci.RunConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Images are pushed while Duru is killed with {@code kill -9} at random moments. What was
 * acknowledged can be pulled, byte for byte; what was not can be pushed again.
 */
class RegistryKillTest {
    private static final int KILLS = 5;
    private static final long LONGEST_PUSH = TimeUnit.MILLISECONDS.toNanos(400);
    private static final int LAYER_BYTES = 4_000_000;
    private static final int CHUNK = 500_000;
    private static final String REPOSITORY = "mina/hello";

    @TempDir Path folder;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void whatWasAcknowledgedCanBePulled() throws Exception {
        long seed = Long.getLong("duru.seed", System.nanoTime());
        System.out.println("RegistryKillTest: -Dduru.seed=" + seed);
        Random random = new Random(seed);
        try (DuruProcess duru = DuruProcess.start(folder, DuruProcess.onThisClassPath())) {
            String password = duru.addUser("mina");
            WorkTree tree =
                    new WorkTree(
                            Files.createDirectories(folder.resolve("tree")), duru.url(), password);
            tree.commit(0);
            tree.push();
            RegistryClient.Credentials mina = new RegistryClient.Credentials("mina", password);
            List<BuiltImage> acknowledged = new ArrayList<>();
            for (int round = 1; round <= KILLS; round++) {
                BuiltImage image = image(round, random);
                long delay = random.nextLong(LONGEST_PUSH);
                Thread killer = Thread.ofVirtual().start(() -> kill(duru, delay));
                boolean done = tryPush(duru, mina, image, "v" + round);
                killer.join();
                duru.restart();
                if (!done) {
                    push(duru, mina, image, "v" + round);
                }
                acknowledged.add(image);
                check(duru, mina, acknowledged);
            }
        }
    }

    private void check(
            DuruProcess duru, RegistryClient.Credentials by, List<BuiltImage> acknowledged)
            throws Exception {
        try (RegistryClient client = new RegistryClient(duru.url(), by)) {
            for (int i = 0; i < acknowledged.size(); i++) {
                BuiltImage image = acknowledged.get(i);
                RegistryClient.Fetched manifest =
                        client.manifest(REPOSITORY, "v" + (i + 1)).orElseThrow();
                assertThat(manifest.bytes()).isEqualTo(image.manifestBytes());
                LayerWriter.Layer layer = image.layers().getFirst();
                Path pulled = folder.resolve("pulled");
                client.pull(REPOSITORY, layer.descriptor(), pulled);
                assertThat(pulled).hasSameBinaryContentAs(layer.file());
                Files.delete(pulled);
            }
        }
    }

    private static boolean tryPush(
            DuruProcess duru, RegistryClient.Credentials by, BuiltImage image, String tag) {
        try {
            push(duru, by, image, tag);
            return true;
        } catch (OciException e) {
            return false;
        }
    }

    private static void push(
            DuruProcess duru, RegistryClient.Credentials by, BuiltImage image, String tag) {
        try (RegistryClient client = new RegistryClient(duru.url(), by)) {
            LayerWriter.Layer layer = image.layers().getFirst();
            client.pushChunked(REPOSITORY, layer.descriptor().digest(), layer.file(), CHUNK);
            client.push(REPOSITORY, image.config().digest(), Content.bytes(image.configBytes()));
            client.pushManifest(REPOSITORY, tag, MediaTypes.OCI_MANIFEST, image.manifestBytes());
        }
    }

    private BuiltImage image(int round, Random random) {
        byte[] noise = new byte[LAYER_BYTES];
        random.nextBytes(noise);
        return ImageBuilder.build(
                ImageSpec.of(
                        Platform.current(),
                        Instant.EPOCH,
                        RunConfig.empty().withCmd(List.of("sh")),
                        List.of(new LayerEntry.File("noise", 0644, Content.bytes(noise)))),
                folder.resolve("image-" + round));
    }

    private static void kill(DuruProcess duru, long delay) {
        try {
            LockSupport.parkNanos(delay);
            duru.kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
