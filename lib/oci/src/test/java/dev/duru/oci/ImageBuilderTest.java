package dev.duru.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageBuilderTest {
    private static final Instant COMMIT = Instant.parse("2026-03-01T12:00:00.123Z");

    @TempDir Path temp;

    private static LayerEntry file(String path, String content) {
        return new LayerEntry.File(
                path, 0644, Content.bytes(content.getBytes(StandardCharsets.UTF_8)));
    }

    private static ImageSpec spec(List<LayerEntry> entries) {
        RunConfig run =
                RunConfig.empty()
                        .withCmd(List.of("sh", "-c", "java -jar app/x.jar"))
                        .withEnv(Map.of("B", "2", "A", "1"))
                        .withWorkingDir("/")
                        .withExposedPorts(List.of("8080/tcp"))
                        .withLabels(Map.of("org.opencontainers.image.revision", "abc"));
        return ImageSpec.of(Platform.linux("amd64"), COMMIT, run, entries);
    }

    @Test
    void sameInputSameDigestWhateverTheOrder() {
        List<LayerEntry> entries = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            entries.add(file("app/lib/" + i, "content ".repeat(i)));
        }
        entries.add(new LayerEntry.Symlink("app/current", "lib/7"));
        BuiltImage first = ImageBuilder.build(spec(entries), temp.resolve("1"));
        Collections.shuffle(entries, new Random(1));
        BuiltImage second = ImageBuilder.build(spec(entries), temp.resolve("2"));
        assertThat(second.digest()).isEqualTo(first.digest());
        assertThat(second.manifestBytes()).isEqualTo(first.manifestBytes());
        assertThat(second.layers().getFirst().file())
                .hasSameBinaryContentAs(first.layers().getFirst().file());
    }

    /**
     * The bytes of today: if this changes, images of the same commit change their digest with an
     * upgrade.
     */
    @Test
    void theDigestIsTheSameOnEveryMachine() {
        BuiltImage image =
                ImageBuilder.build(spec(List.of(file("app/x", "hello"))), temp.resolve("1"));
        assertThat(
                        List.of(
                                image.layers().getFirst().diffId(),
                                image.layers().getFirst().descriptor().digest(),
                                image.digest()))
                .extracting(Digest::toString)
                .containsExactly(
                        "sha256:57243bb9c3c494a7ccd60d7b53ded34f2225c68b59889c914fb2c1ab49eb5a06",
                        "sha256:e2a73dfbf5c4381b4ba43a34ce00c4a1ba325bb5212ea904cd42555339bf8bb9",
                        "sha256:53aa4b7d5c77af367a21c0a1b95424847acdad62d9e1340c803d1c52b3d953c5");
    }

    @Test
    void writesAndReadsALayoutAndUnpacksIt() throws IOException {
        BuiltImage image =
                ImageBuilder.build(
                        spec(
                                List.of(
                                        file("app/x", "hello"),
                                        new LayerEntry.Directory("tmp", 0777))),
                        temp.resolve("build"));
        OciLayout.create(temp.resolve("layout")).put(image, "v1");
        OciLayout layout = OciLayout.open(temp.resolve("layout"));
        Descriptor found = layout.resolve("v1").orElseThrow();
        assertThat(found.digest()).isEqualTo(image.digest());
        ImageManifest manifest = (ImageManifest) layout.manifest(found);
        ImageConfig config = layout.config(manifest);
        assertThat(config.config().cmd()).containsExactly("sh", "-c", "java -jar app/x.jar");
        assertThat(config.config().env()).containsExactly("A=1", "B=2");
        assertThat(config.config().exposedPorts()).containsExactly("8080/tcp");
        assertThat(config.created()).isEqualTo(Instant.parse("2026-03-01T12:00:00Z"));
        Path root = Files.createDirectory(temp.resolve("root"));
        LayerUnpacker unpacker = new LayerUnpacker(root, LayerUnpacker.Limits.generous());
        for (int i = 0; i < manifest.layers().size(); i++) {
            Descriptor layer = manifest.layers().get(i);
            try (InputStream in = Files.newInputStream(layout.blob(layer.digest()))) {
                unpacker.unpack(in, layer.mediaType(), config.diffIds().get(i));
            }
        }
        assertThat(root.resolve("app/x")).hasContent("hello");
        assertThat(root.resolve("tmp")).isEmptyDirectory();
    }

    @Test
    void aTagMovesAndADamagedBlobIsNoticed() throws IOException {
        OciLayout layout = OciLayout.create(temp.resolve("layout"));
        BuiltImage one = ImageBuilder.build(spec(List.of(file("a", "1"))), temp.resolve("1"));
        BuiltImage two = ImageBuilder.build(spec(List.of(file("a", "2"))), temp.resolve("2"));
        layout.put(one, "main");
        layout.put(two, "main");
        assertThat(layout.index().manifests()).hasSize(1);
        Descriptor found = layout.resolve("main").orElseThrow();
        assertThat(found.digest()).isEqualTo(two.digest());
        Files.writeString(layout.blob(two.digest()), "{}");
        assertThatThrownBy(() -> layout.manifest(found)).hasMessageContaining("damaged");
        assertThatThrownBy(() ->
                        layout.put(
                                Digest.of(new byte[] {9}),
                                new ByteArrayInputStream(new byte[] {8})))
                .hasMessageContaining("wrong content");
        assertThat(layout.has(Digest.of(new byte[] {9}))).isFalse();
        assertThatThrownBy(
                        () -> layout.tag("x", Descriptor.of(MediaTypes.OCI_MANIFEST, new byte[3])))
                .hasMessageContaining("not in");
    }

    @Test
    void contradictionsAreErrors() {
        assertThatThrownBy(() ->
                        ImageBuilder.build(
                                spec(List.of(file("a", "1"), file("./a", "2"))), temp.resolve("1")))
                .hasMessageContaining("two entries");
        assertThatThrownBy(() ->
                        ImageBuilder.build(
                                spec(List.of(file("a", "1"), file("a/b", "2"))), temp.resolve("2")))
                .hasMessageContaining("needs the folder 'a'");
        assertThatThrownBy(() -> file("/a", "1")).hasMessageContaining("absolute");
        assertThatThrownBy(() -> file("../a", "1")).hasMessageContaining("leads outside");
    }
}
