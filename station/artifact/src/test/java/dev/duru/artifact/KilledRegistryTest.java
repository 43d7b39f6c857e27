package dev.duru.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.artifact.registry.Registry;
import dev.duru.artifact.registry.Repository;
import dev.duru.artifact.registry.StoredManifest;
import dev.duru.kernel.ChildJvm;
import dev.duru.kernel.Database;
import dev.duru.oci.Descriptor;
import dev.duru.oci.Digest;
import dev.duru.oci.Manifest;
import dev.duru.oci.OciJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The registry is killed with {@code kill -9} while it takes images in, forgets some and collects:
 * what it has acknowledged is whole, and the next collection leaves no file behind that nothing
 * needs.
 */
class KilledRegistryTest {
    private static final int KILLS = Integer.getInteger("duru.kills", 4);

    @TempDir Path folder;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void whatWasAcknowledgedIsWholeAndNothingIsLeftBehind() throws Exception {
        long seed = Long.getLong("duru.seed", System.nanoTime());
        System.out.println("KilledRegistryTest: -Dduru.seed=" + seed);
        Random random = new Random(seed);
        Files.createDirectories(folder.resolve("registry"));
        Map<String, String> acknowledged = new HashMap<>();
        for (int round = 0; round < KILLS; round++) {
            run(round, 10 + random.nextInt(60), acknowledged);
            check(acknowledged, seed);
        }
        assertThat(acknowledged).as("seed %d", seed).isNotEmpty();
    }

    /** Kills a registry after so many pushes, and reads what it had still said. */
    private void run(int round, int pushes, Map<String, String> acknowledged) throws Exception {
        Process process =
                ChildJvm.of(RegistryMain.class, 128, folder, round)
                        .redirectError(folder.resolve("error.log").toFile())
                        .start();
        try (BufferedReader out = process.inputReader()) {
            int seen = 0;
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                String[] words = line.split(" ");
                if (words[0].equals("pushed")) {
                    acknowledged.put(words[1], words[2]);
                    seen++;
                } else if (words[0].equals("forgets")) {
                    acknowledged.remove(words[1]);
                }
                if (seen == pushes) {
                    // Not of the Process itself: that would close what is still to be read.
                    process.toHandle().destroyForcibly();
                }
            }
            assertThat(seen)
                    .as(Files.readString(folder.resolve("error.log")))
                    .isGreaterThanOrEqualTo(pushes);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private void check(Map<String, String> acknowledged, long seed) throws IOException {
        try (Database database = Database.open(folder.resolve("duru.db"), InstantSource.system())) {
            Registry registry = RegistryMain.open(database, folder);
            registry.collect(Instant.now().plus(Duration.ofHours(25)));
            Repository shop = Repository.of(Station.SHOP);
            acknowledged.forEach((tag, digest) -> {
                StoredManifest stored = registry.manifest(shop, tag).orElseThrow();
                assertThat(stored.digest().toString())
                        .as("%s, seed %d", tag, seed)
                        .isEqualTo(digest);
                byte[] bytes = registry.document(stored);
                assertThat(Digest.of(bytes).toString()).isEqualTo(digest);
                Manifest manifest = OciJson.readManifest(bytes, null);
                for (Descriptor blob : manifest.blobs()) {
                    assertThat(registry.blobSize(shop, blob.digest()))
                            .as("%s of %s, seed %d", blob.digest(), tag, seed)
                            .hasValue(blob.size());
                }
            });
            long rows =
                    database.read(sql ->
                            sql.createQuery("select count(*) from registry_blob")
                                    .mapTo(Long.class)
                                    .one());
            try (var files = Files.walk(folder.resolve("registry/blobs/sha256"))) {
                assertThat(files.filter(Files::isRegularFile))
                        .as("seed %d", seed)
                        .hasSize((int) rows);
            }
        }
    }
}
