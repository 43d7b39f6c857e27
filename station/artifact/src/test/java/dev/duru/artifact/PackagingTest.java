package dev.duru.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.kernel.Fact;
import dev.duru.kernel.Fact.ImagePublished;
import dev.duru.kernel.Fact.PackagingFailed;
import dev.duru.kernel.Fact.Result;
import dev.duru.kernel.ProblemException;
import dev.duru.oci.Content;
import dev.duru.oci.Descriptor;
import dev.duru.oci.Digest;
import dev.duru.oci.ImageConfig;
import dev.duru.oci.ImageManifest;
import dev.duru.oci.LayerEntry;
import dev.duru.oci.MediaTypes;
import dev.duru.oci.OciJson;
import dev.duru.oci.Platform;
import dev.duru.oci.RunConfig;
import dev.duru.oci.TarWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
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
        ImageConfig config = station.artifact.unpack(Station.SHOP, fact.digest(), root);
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
    void anImageThatSomebodyPushedAndThatLeadsOutsideIsNotUnpacked() throws IOException {
        // The same bytes in another order, so that the checksum still fits.
        byte[] hostile =
                new String(tar(file("x/..y", 0644, "out")), StandardCharsets.ISO_8859_1)
                        .replace("x/..y", "../xy")
                        .getBytes(StandardCharsets.ISO_8859_1);
        byte[] config =
                OciJson.write(
                        new ImageConfig(
                                Platform.current(),
                                null,
                                RunConfig.empty(),
                                List.of(Digest.of(hostile)),
                                List.of()));
        byte[] manifest =
                OciJson.write(
                        new ImageManifest(
                                MediaTypes.OCI_MANIFEST,
                                null,
                                Descriptor.of(MediaTypes.OCI_CONFIG, config),
                                List.of(Descriptor.of(MediaTypes.OCI_LAYER, hostile)),
                                null,
                                new TreeMap<>()));
        for (byte[] blob : List.of(config, hostile)) {
            String path = "/v2/team/shop/blobs/uploads/?digest=" + Digest.of(blob);
            assertThat(station.call("dev:pw", "POST", path, blob).statusCode()).isEqualTo(201);
        }
        station.call(
                "dev:pw",
                "PUT",
                "/v2/team/shop/manifests/evil",
                manifest,
                "Content-Type",
                MediaTypes.OCI_MANIFEST);
        Path root = Files.createDirectories(temp.resolve("around/root"));
        assertThatThrownBy(() ->
                        station.artifact.unpack(Station.SHOP, Digest.of(manifest).toString(), root))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("cannot be unpacked")
                .hasMessageContaining("leads outside");
        assertThat(temp.resolve("around/xy")).doesNotExist();
        assertThatThrownBy(() ->
                        station.artifact.unpack(Station.SHOP, "sha256:" + "0".repeat(64), root))
                .hasMessageContaining("has no image");
        assertThatThrownBy(() -> station.artifact.unpack(Station.SHOP, "main", root))
                .hasMessageContaining("not a digest");
    }
}
