package dev.duru.artifact;

import dev.duru.artifact.registry.Refusal;
import dev.duru.artifact.registry.Registry;
import dev.duru.artifact.registry.Repository;
import dev.duru.kernel.Blobs;
import dev.duru.kernel.Database;
import dev.duru.oci.Descriptor;
import dev.duru.oci.Digest;
import dev.duru.oci.ImageManifest;
import dev.duru.oci.MediaTypes;
import dev.duru.oci.OciJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A registry to be killed: it takes images, forgets some, and collects all the time as if a day had
 * gone by. It prints what it has acknowledged, and before it forgets one, that it will.
 */
public final class RegistryMain {
    private final Path folder;
    private final Database database;
    private final Registry registry;
    private final Repository repository = Repository.of(Station.SHOP);
    private final ConcurrentLinkedQueue<String> tags = new ConcurrentLinkedQueue<>();

    private RegistryMain(Path folder) {
        this.folder = folder;
        database = Database.open(folder.resolve("duru.db"), InstantSource.system());
        registry = open(database, folder);
    }

    static Registry open(Database database, Path folder) {
        database.migrate("artifact", Artifact.class.getClassLoader());
        return new Registry(
                database,
                Blobs.open(folder.resolve("registry/blobs")),
                folder.resolve("registry/uploads"));
    }

    /** The folder, and a number that no other such process has. */
    public static void main(String[] args) {
        RegistryMain main = new RegistryMain(Path.of(args[0]));
        Random random = new Random(Long.parseLong(args[1]));
        Thread.ofPlatform().start(() -> main.forget(new Random(random.nextLong())));
        for (int n = 0; ; n++) {
            main.push("t" + args[1] + "-" + n, random.nextInt(20));
        }
    }

    private void push(String tag, int layer) {
        try {
            byte[] manifest =
                    OciJson.write(
                            new ImageManifest(
                                    MediaTypes.OCI_MANIFEST,
                                    null,
                                    keep("{\"tag\":\"" + tag + "\"}", MediaTypes.OCI_CONFIG),
                                    List.of(keep("layer " + layer, MediaTypes.OCI_LAYER)),
                                    null,
                                    new TreeMap<>()));
            Digest digest = Digest.of(manifest);
            registry.keepDocument(digest, manifest);
            database.update(tx ->
                    registry.record(
                            tx,
                            repository,
                            Descriptor.of(MediaTypes.OCI_MANIFEST, manifest),
                            OciJson.readManifest(manifest, null),
                            List.of(tag),
                            "dev"));
            System.out.println("pushed " + tag + " " + digest);
            tags.add(tag);
        } catch (Refusal collectedMeanwhile) {
            System.out.println("refused " + tag);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Descriptor keep(String content, String type) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        Descriptor blob = Descriptor.of(type, bytes);
        Path file = Files.createTempFile(folder.resolve("registry"), "blob", "");
        Files.write(file, bytes);
        registry.keep(repository, blob.digest(), file, bytes.length);
        return blob;
    }

    private void forget(Random random) {
        for (int round = 0; ; round++) {
            LockSupport.parkNanos(random.nextLong(TimeUnit.MILLISECONDS.toNanos(30)));
            String tag = round % 3 == 0 ? tags.poll() : null;
            if (tag != null) {
                System.out.println("forgets " + tag);
                Digest digest = registry.manifest(repository, tag).orElseThrow().digest();
                database.update(tx -> registry.forget(tx, repository, digest, List.of(tag)));
            }
            registry.collect(Instant.now().plus(Duration.ofHours(25)));
        }
    }
}
