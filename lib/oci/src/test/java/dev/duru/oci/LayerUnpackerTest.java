package dev.duru.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LayerUnpackerTest {
    @TempDir Path temp;
    private Path root;
    private Path outside;

    @BeforeEach
    void folders() throws IOException {
        root = Files.createDirectories(temp.resolve("in/root"));
        outside = Files.writeString(temp.resolve("in/secret"), "untouched");
    }

    private void unpack(TarBytes... layers) {
        LayerUnpacker unpacker =
                new LayerUnpacker(root, new LayerUnpacker.Limits(1000, 1024 * 1024));
        for (TarBytes layer : layers) {
            unpacker.unpack(new ByteArrayInputStream(layer.bytes()), MediaTypes.OCI_LAYER, null);
        }
    }

    static Stream<Arguments> hostile() {
        return Stream.concat(namesAndLinks(), kindsAndSizes());
    }

    private static Stream<Arguments> namesAndLinks() {
        return Stream.of(
                Arguments.of("dot dot", new TarBytes().file("../secret", "x"), "leads outside"),
                Arguments.of(
                        "inner dot dot",
                        new TarBytes().file("a/../../secret", "x"),
                        "leads outside"),
                Arguments.of("absolute", new TarBytes().file("/etc/evil", "x"), "is absolute"),
                Arguments.of(
                        "absolute link", new TarBytes().symlink("l", "/etc/passwd"), "is absolute"),
                Arguments.of(
                        "link outside",
                        new TarBytes().symlink("a/l", "../../secret"),
                        "leads outside"),
                Arguments.of(
                        "link that later means outside",
                        new TarBytes().symlink("a/z", "q/../.."),
                        "'..' after a name"),
                Arguments.of(
                        "write through a link",
                        new TarBytes().dir("d").symlink("l", "d").file("l/f", "x"),
                        "through the symbolic link"),
                Arguments.of(
                        "whiteout through a link",
                        new TarBytes().dir("d").symlink("l", "d").file("l/.wh.f", ""),
                        "through the symbolic link"));
    }

    private static Stream<Arguments> kindsAndSizes() {
        return Stream.of(
                Arguments.of(
                        "hard link outside",
                        new TarBytes().hardlink("h", "../secret"),
                        "leads outside"),
                Arguments.of(
                        "hard link absolute",
                        new TarBytes().hardlink("h", "/etc/passwd"),
                        "is absolute"),
                Arguments.of(
                        "hard link to nothing", new TarBytes().hardlink("h", "no"), "is no file"),
                Arguments.of(
                        "hard link through a link",
                        new TarBytes()
                                .dir("d")
                                .file("d/f", "x")
                                .symlink("l", "d")
                                .hardlink("h", "l/f"),
                        "through the symbolic link"),
                Arguments.of(
                        "hard link to a link",
                        new TarBytes().symlink("l", "f").hardlink("h", "l"),
                        "is no file"),
                Arguments.of(
                        "device",
                        new TarBytes().entry("null", '3', 0666, new byte[0], ""),
                        "device or pipe"),
                Arguments.of(
                        "pipe",
                        new TarBytes().entry("p", '6', 0666, new byte[0], ""),
                        "device or pipe"),
                Arguments.of(
                        "unknown type",
                        new TarBytes().entry("s", 'S', 0, new byte[0], ""),
                        "type 'S'"),
                Arguments.of(
                        "whiteout of ..", new TarBytes().file(".wh...", ""), "malformed whiteout"),
                Arguments.of(
                        "whiteout of nothing",
                        new TarBytes().file("a/.wh.", ""),
                        "malformed whiteout"),
                Arguments.of("root as a file", new TarBytes().file(".", "x"), "root of the image"),
                Arguments.of(
                        "claimed size",
                        new TarBytes().header("big", '0', 0644, 2L << 30, ""),
                        "more than 1048576 bytes"),
                Arguments.of("cut off", new TarBytes().header("f", '0', 0644, 5000, ""), "cut off"),
                Arguments.of(
                        "endless name",
                        new TarBytes().header("n", 'L', 0, 1L << 31, ""),
                        "too long"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void hostileLayersAreRefusedAndNothingIsWrittenOutside(
            String name, TarBytes layer, String message) throws IOException {
        assertThatThrownBy(() -> unpack(layer))
                .isInstanceOf(OciException.class)
                .hasMessageContaining(message);
        assertThat(outside).hasContent("untouched");
        try (Stream<Path> around = Files.list(root.getParent())) {
            assertThat(around).containsExactlyInAnyOrder(root, outside);
        }
    }

    @Test
    void tooManyEntriesAreRefused() {
        TarBytes layer = new TarBytes();
        for (int i = 0; i < 1001; i++) {
            layer.file("f" + i, "");
        }
        assertThatThrownBy(() -> unpack(layer)).hasMessageContaining("more than 1000 entries");
    }

    @Test
    void garbageIsNoArchive() {
        byte[] noise = new byte[4096];
        new Random(7).nextBytes(noise);
        assertThatThrownBy(() ->
                        new LayerUnpacker(root, LayerUnpacker.Limits.generous())
                                .unpack(
                                        new ByteArrayInputStream(noise),
                                        MediaTypes.OCI_LAYER,
                                        null))
                .isInstanceOf(OciException.class);
    }

    @Test
    void aWrongDiffIdIsRefused() throws IOException {
        byte[] tar = new TarBytes().file("f", "x").bytes();
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(tar);
        }
        LayerUnpacker unpacker = new LayerUnpacker(root, LayerUnpacker.Limits.generous());
        unpacker.unpack(
                new ByteArrayInputStream(zipped.toByteArray()),
                MediaTypes.DOCKER_LAYER_GZIP,
                Digest.of(tar));
        assertThat(root.resolve("f")).hasContent("x");
        assertThatThrownBy(() ->
                        unpacker.unpack(
                                new ByteArrayInputStream(zipped.toByteArray()),
                                MediaTypes.DOCKER_LAYER_GZIP,
                                Digest.of(new byte[0])))
                .hasMessageContaining("wrong content");
    }

    @Test
    void laterLayersReplaceAndRemove() throws IOException {
        unpack(
                new TarBytes()
                        .file("etc/old", "1")
                        .file("etc/keep", "1")
                        .file("var/a/1", "1")
                        .file("var/a/2", "1")
                        .file("becomes-dir", "1")
                        .file("becomes-file/x", "1"),
                new TarBytes()
                        .file("var/a/new", "2")
                        .file("var/a/.wh..wh..opq", "")
                        .file("etc/.wh.old", "")
                        .file("becomes-dir/y", "2")
                        .file("becomes-file", "2"));
        assertThat(root.resolve("etc/old")).doesNotExist();
        assertThat(root.resolve("etc/keep")).hasContent("1");
        assertThat(root.resolve("var/a")).isDirectoryNotContaining("glob:**/{1,2}");
        assertThat(root.resolve("var/a/new")).hasContent("2");
        assertThat(root.resolve("becomes-dir/y")).hasContent("2");
        assertThat(root.resolve("becomes-file")).hasContent("2");
    }

    @Test
    void aFileReplacesALinkAndDoesNotWriteThroughIt() throws IOException {
        unpack(
                new TarBytes()
                        .file("target", "1")
                        .symlink("name", "target")
                        .hardlink("hard", "target"),
                new TarBytes().file("name", "2").file("hard", "3"));
        assertThat(root.resolve("target")).hasContent("1");
        assertThat(root.resolve("name")).hasContent("2");
        assertThat(Files.isSymbolicLink(root.resolve("name"))).isFalse();
        assertThat(root.resolve("hard")).hasContent("3");
    }

    @Test
    void linksInsideWorkAndSetIdBitsAreDropped() throws IOException {
        unpack(
                new TarBytes()
                        .entry("bin/tool", '0', 04755, new byte[] {1}, "")
                        .symlink("bin/link", "../lib/./x")
                        .entry("closed/", '5', 0, new byte[0], "")
                        .file("closed/f", "1"));
        assertThat(Files.readSymbolicLink(root.resolve("bin/link")))
                .isEqualTo(Path.of("../lib/./x"));
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(root.resolve("bin/tool"))))
                .isEqualTo("rwxr-xr-x");
        assertThat(
                        (int)
                                        Files.getAttribute(
                                                root.resolve("bin/tool"),
                                                "unix:mode",
                                                LinkOption.NOFOLLOW_LINKS)
                                & 07000)
                .isZero();
        assertThat(root.resolve("closed/f")).hasContent("1");
    }

    @Test
    void timesThatNoFileCanHaveAreClamped() throws IOException {
        byte[] tar = new TarBytes().file("f", "x").bytes();
        // GNU's binary form of a number near the largest there is, and the checksum made to fit.
        tar[136] = (byte) 0x80;
        for (int i = 137; i < 148; i++) {
            tar[i] = i < 141 ? 0 : (byte) 0x7f;
        }
        java.util.Arrays.fill(tar, 148, 156, (byte) ' ');
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += tar[i] & 0xff;
        }
        byte[] octal =
                String.format("%06o\0 ", sum).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        System.arraycopy(octal, 0, tar, 148, octal.length);
        new LayerUnpacker(root, LayerUnpacker.Limits.generous())
                .unpack(new ByteArrayInputStream(tar), MediaTypes.OCI_LAYER, null);
        assertThat(root.resolve("f")).hasContent("x");
    }

    @Test
    void unknownCompressionIsNamed() {
        assertThatThrownBy(() ->
                        new LayerUnpacker(root, LayerUnpacker.Limits.generous())
                                .unpack(
                                        new ByteArrayInputStream(new byte[0]),
                                        MediaTypes.OCI_LAYER_ZSTD,
                                        null))
                .hasMessageContaining("zstd")
                .hasMessageContaining("push it gzipped");
    }

    @Test
    void randomDamageNeverWritesOutside() throws IOException {
        long seed = Long.getLong("duru.seed", System.nanoTime());
        Random random = new Random(seed);
        byte[] good =
                new TarBytes()
                        .file("a/b/c", "1")
                        .symlink("l", "a/b")
                        .hardlink("h", "a/b/c")
                        .file("a/.wh.b", "")
                        .bytes();
        for (int i = 0; i < 300; i++) {
            byte[] bad = good.clone();
            for (int flip = 0; flip < 1 + random.nextInt(4); flip++) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            try {
                new LayerUnpacker(root, new LayerUnpacker.Limits(100, 10_000))
                        .unpack(new ByteArrayInputStream(bad), MediaTypes.OCI_LAYER, null);
            } catch (OciException expected) {
                assertThat(expected.getMessage()).isNotBlank();
            }
            assertThat(List.of(root.getParent().toFile().list()))
                    .as("seed %d, round %d", seed, i)
                    .containsExactlyInAnyOrder("root", "secret");
        }
        assertThat(outside).hasContent("untouched");
    }
}
