package dev.duru.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.kernel.Fact;
import dev.duru.kernel.Fact.ImagePublished;
import dev.duru.kernel.Fact.PackagingFailed;
import dev.duru.kernel.Fact.Result;
import dev.duru.manifest.Manifest;
import dev.duru.manifest.Packaging;
import dev.duru.oci.Content;
import dev.duru.oci.Descriptor;
import dev.duru.oci.ImageConfig;
import dev.duru.oci.ImageManifest;
import dev.duru.oci.LayerEntry;
import dev.duru.oci.LayerUnpacker;
import dev.duru.oci.OciJson;
import dev.duru.oci.TarWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackagingTest {
    private static final String A = "a".repeat(40);
    private static final String B = "b".repeat(40);
    private static final Instant COMMITTED = Instant.parse("2026-05-01T10:00:00Z");
    private static final String MANIFEST =
            """
            app: shop
            package:
              files:
                app/: build/
                etc/shop.conf: config/production.conf
              run: java -jar app/shop.jar
              health: /healthz
              env: { LOG_LEVEL: debug }
            environments:
              staging: { from: main }
              preview: { from: "preview/*" }
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

    private static byte[] tar(LayerEntry... entries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(out, Instant.now())) {
            for (LayerEntry entry : entries) {
                tar.write(entry);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static LayerEntry file(String path, int mode, String content) {
        return new LayerEntry.File(
                path, mode, Content.bytes(content.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] output() {
        return tar(
                new LayerEntry.Directory("build", 0700),
                file("build/shop.jar", 0640, "the jar"),
                file("build/bin/start", 0744, "#!/bin/sh"),
                file("config/production.conf", 0600, "a = 1"),
                file("src/Main.java", 0644, "not for the image"));
    }

    private void push(String commit, String manifest) {
        station.files.put(commit + " duru.yml", manifest.getBytes(StandardCharsets.UTF_8));
        station.database.update(tx ->
                tx.append(
                        new Fact.CommitPushed(
                                Station.SHOP,
                                commit,
                                "refs/heads/main",
                                "",
                                "dev",
                                "title",
                                "Dev",
                                COMMITTED)));
    }

    private ImagePublished published(String commit) throws InterruptedException {
        return station.await(ImagePublished.class, fact -> fact.commit().equals(commit));
    }

    private PackagingFailed failed(String commit) throws InterruptedException {
        return station.await(PackagingFailed.class, fact -> fact.commit().equals(commit));
    }

    @Test
    void aSuccessfulRunBecomesAnImageThatCanBeUnpacked() throws Exception {
        push(A, MANIFEST);
        station.ready(A, output());
        station.finish(A, 7, "main", Result.SUCCESS);
        ImagePublished fact = published(A);
        assertThat(fact.repository()).isEqualTo("team/shop");
        assertThat(fact.ref()).isEqualTo("refs/heads/main");
        assertThat(fact.runNumber()).isEqualTo(7);
        assertThat(fact.bytes()).isPositive();
        assertThat(station.artifact.digestOf(Station.SHOP, A)).contains(fact.digest());

        ImageView.Detail detail = station.artifact.image(Station.SHOP, "main");
        assertThat(detail.image().digest()).isEqualTo(fact.digest());
        assertThat(detail.image().commit()).isEqualTo(A);
        assertThat(detail.image().tags()).containsExactlyInAnyOrder("main", A.substring(0, 12));

        Path root = Files.createDirectory(temp.resolve("root"));
        ImageConfig config = unpack(fact.digest(), root);
        assertThat(root.resolve("app/shop.jar")).hasContent("the jar");
        assertThat(Files.isExecutable(root.resolve("app/bin/start"))).isTrue();
        assertThat(root.resolve("etc/shop.conf")).hasContent("a = 1");
        assertThat(root.resolve("src")).doesNotExist();
        assertThat(config.created()).isEqualTo(COMMITTED);
        assertThat(config.config().cmd()).containsExactly("java", "-jar", "app/shop.jar");
        assertThat(config.config().env()).containsExactly("LOG_LEVEL=debug");
        assertThat(config.config().workingDir()).isEqualTo("/");
        assertThat(config.config().labels())
                .containsEntry(ImageRecipe.HEALTH, "/healthz")
                .containsEntry(ImageRecipe.HEALTH_TIMEOUT, "60")
                .containsEntry("org.opencontainers.image.revision", A);
        try (var left = Files.list(temp.resolve("duru/registry/work"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void theSameCommitIsBuiltOnceAndToldOnceForEachBranch() throws Exception {
        push(A, MANIFEST);
        station.ready(A, output());
        station.finish(A, 1, "main", Result.SUCCESS);
        String digest = published(A).digest();
        station.finish(A, 2, "main", Result.SUCCESS);
        station.finish(A, 3, "preview/x", Result.SUCCESS);
        ImagePublished second = published(A);
        assertThat(second.ref()).isEqualTo("refs/heads/preview/x");
        assertThat(second.digest()).isEqualTo(digest);
        assertThat(station.artifact.image(Station.SHOP, "preview-x").image().digest())
                .isEqualTo(digest);
        assertThat(
                        station.ledger.ofChange(Station.SHOP, A).stream()
                                .filter(entry -> entry.fact() instanceof ImagePublished))
                .hasSize(2);
    }

    @Test
    void mergeRequestsThatHaveEnvironmentsMakeImages() throws Exception {
        push(A, MANIFEST);
        push(B, MANIFEST + "  review/*: { from: merge requests }\n");
        station.ready(A, output());
        station.ready(B, output());
        station.finishOn(A, 1, "refs/merge-requests/7/head", Result.SUCCESS);
        station.finishOn(B, 2, "refs/pull/7/merge", Result.SUCCESS);
        ImagePublished fact = station.await(ImagePublished.class, any -> true);
        assertThat(fact.commit()).isEqualTo(B);
        assertThat(fact.ref()).isEqualTo("refs/pull/7/merge");
        assertThat(station.artifact.image(Station.SHOP, "merge-request-7").image().digest())
                .isEqualTo(fact.digest());
        station.finish(B, 3, "feature", Result.SUCCESS);
        assertThat(station.await(ImagePublished.class, any -> true).ref())
                .isEqualTo("refs/heads/feature");
    }

    @Test
    void theSameOutputOnAnotherMachineHasTheSameDigest() throws Exception {
        push(A, MANIFEST);
        station.ready(A, output());
        station.finish(A, 1, "main", Result.SUCCESS);
        String digest = published(A).digest();
        station.close();
        station = new Station(temp.resolve("other"));
        push(A, MANIFEST);
        station.ready(
                A,
                tar(
                        file("config/production.conf", 0644, "a = 1"),
                        file("build/bin/start", 0755, "#!/bin/sh"),
                        file("build/shop.jar", 0644, "the jar")));
        station.finish(A, 9, "main", Result.SUCCESS);
        assertThat(published(A).digest()).isEqualTo(digest);
    }

    @Test
    void anotherBranchAFailureOrNoManifestMakesNothing() throws Exception {
        push(A, MANIFEST);
        station.ready(A, output());
        station.finish(A, 1, "feature", Result.SUCCESS);
        station.finish(A, 2, "main", Result.FAILED);
        station.finish(B, 3, "main", Result.SUCCESS);
        station.finish(A, 4, "main", Result.SUCCESS);
        assertThat(published(A).runNumber()).isEqualTo(4);
        assertThat(station.ledger.ofChange(Station.SHOP, B)).hasSize(1);
    }

    @Test
    void itWaitsForTheCommitsOtherRuns() throws Exception {
        push(A, MANIFEST);
        station.finish(A, 1, "main", Result.SUCCESS);
        push(B, MANIFEST);
        station.outputs.put(B, new BuildOutput.Output.Failed("run 2 failed"));
        station.finish(B, 2, "main", Result.SUCCESS);
        station.outputs.put(B, new BuildOutput.Output.Missing(List.of("config/production.conf")));
        station.finish(B, 3, "main", Result.SUCCESS);
        failed(B);
        station.ready(A, output());
        station.finish(A, 4, "main", Result.SUCCESS);
        assertThat(published(A).runNumber()).isEqualTo(4);
    }

    @Test
    void reasonsNameThePlaceAndTheMend() throws Exception {
        push(A, MANIFEST);
        station.outputs.put(A, new BuildOutput.Output.Missing(List.of("config/production.conf")));
        station.finish(A, 1, "main", Result.SUCCESS);
        assertThat(failed(A).reason())
                .startsWith(
                        "duru.yml:5:5: no job of this commit left `config/production.conf` behind");

        push(B, MANIFEST);
        station.ready(B, tar(file("config/production.conf", 0644, "x")));
        station.finish(B, 2, "main", Result.SUCCESS);
        assertThat(failed(B).reason())
                .startsWith("duru.yml:4:5: no job of this commit left `build/` behind");
    }

    @Test
    void patternsTakeTheFilesThatFit() throws Exception {
        push(A, MANIFEST.replace("app/: build/", "app/: \"build/*.jar\""));
        station.ready(A, output());
        station.finish(A, 1, "main", Result.SUCCESS);
        Path root = Files.createDirectory(temp.resolve("root"));
        unpack(published(A).digest(), root);
        assertThat(root.resolve("app/shop.jar")).hasContent("the jar");
        assertThat(root.resolve("app/bin")).doesNotExist();
    }

    @Test
    void whatMustBeKeptForAnImage() {
        Packaging packaging =
                Manifest.parse(
                                "duru.yml",
                                """
                                package:
                                  files: { a/: build/, b/: "build/*.jar", c/: "*.txt", d/: "x/y?/z", e/: build/, f: one }
                                  run: x
                                """)
                        .orThrow()
                        .packaging();
        assertThat(ImageRecipe.sources(packaging))
                .containsExactly("build/", "build", ".", "x", "one");
    }

    @Test
    void whatCannotBePackagedSaysWhy() throws Exception {
        push(
                A,
                "app: shop\npackage: { dockerfile: Dockerfile }\nenvironments:\n  staging: { from: main }\n");
        station.finish(A, 1, "main", Result.SUCCESS);
        assertThat(failed(A).reason())
                .startsWith("duru.yml:2:")
                .contains("container engine")
                .contains("`files` and `run`");
        push(A, "app: shop\nenvironments:\n  staging: { from: main }\n");
        station.finish(A, 2, "main", Result.SUCCESS);
        assertThat(failed(A).reason()).contains("add `package:`");
        push(A, "app: shop\npakage: 1\n");
        station.finish(A, 3, "main", Result.SUCCESS);
        assertThat(failed(A).reason()).startsWith("duru.yml:2:1:");
        push(B, MANIFEST);
        station.ready(B, "not a tar archive at all".repeat(100).getBytes(StandardCharsets.UTF_8));
        station.finish(B, 4, "main", Result.SUCCESS);
        assertThat(failed(B).reason()).contains("cannot be packaged").contains("tar:");
        assertThat(station.ledger.parked()).isEmpty();
    }

    @Test
    void anImageThatWasReleasedCannotBeDeleted() throws Exception {
        push(A, MANIFEST);
        station.ready(A, output());
        station.finish(A, 1, "main", Result.SUCCESS);
        String digest = published(A).digest();
        var refused =
                station.call("boss:pw", "DELETE", "/v2/team/shop/manifests/" + digest, new byte[0]);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(Station.text(refused)).contains("rollback");
    }

    @Test
    void whatWasInTheMakingWhenDuruWasKilledIsMadeAgain() throws Exception {
        Path work = temp.resolve("duru/registry/work");
        station.close();
        Files.writeString(
                Files.createDirectory(work.resolve("image-1")).resolve("layer-0.tar.gz"), "half");
        Files.writeString(work.resolve("config-1.json"), "half");
        station = new Station(temp.resolve("duru"));
        assertThat(work).isEmptyDirectory();
    }

    @Test
    void partsOfImagesAreReadByRepositoryAndDigest() {
        String none = "sha256:" + "0".repeat(64);
        assertThatThrownBy(() -> station.artifact.manifest("team/shop", none))
                .hasMessageContaining("has no image");
        assertThatThrownBy(() -> station.artifact.blob("team/shop", none))
                .hasMessageContaining("has no blob");
        assertThatThrownBy(() -> station.artifact.blob("team/shop", "../../etc"))
                .hasMessageContaining("has no blob");
        assertThatThrownBy(() -> station.artifact.manifest("../x", none))
                .hasMessageContaining("no repository");
    }

    /** As a runtime of processes does it. */
    private ImageConfig unpack(String digest, Path root) throws IOException {
        ImageManifest manifest =
                (ImageManifest)
                        OciJson.readManifest(station.artifact.manifest("team/shop", digest), null);
        ImageConfig config;
        try (InputStream in =
                station.artifact.blob("team/shop", manifest.config().digest().toString())) {
            config = OciJson.readConfig(in.readAllBytes());
        }
        LayerUnpacker unpacker = new LayerUnpacker(root, LayerUnpacker.Limits.generous());
        for (int i = 0; i < manifest.layers().size(); i++) {
            Descriptor layer = manifest.layers().get(i);
            try (InputStream in = station.artifact.blob("team/shop", layer.digest().toString())) {
                unpacker.unpack(in, layer.mediaType(), config.diffIds().get(i));
            }
        }
        return config;
    }
}
