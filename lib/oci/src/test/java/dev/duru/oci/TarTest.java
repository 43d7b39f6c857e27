package dev.duru.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarTest {
    private static final String LONG = "folder-with-a-long-name/".repeat(9) + "파일 이름.txt";

    @TempDir Path temp;

    private static byte[] tar(LayerEntry... entries) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(out, Instant.ofEpochSecond(1_700_000_000))) {
            for (LayerEntry entry : entries) {
                tar.write(entry);
            }
        }
        return out.toByteArray();
    }

    private static LayerEntry file(String path, String content) {
        return new LayerEntry.File(
                path, 0644, Content.bytes(content.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void readsBackWhatItWrote() throws IOException {
        byte[] archive =
                tar(file("a.txt", "hello"), file(LONG, "x"), new LayerEntry.Symlink("l", LONG));
        try (TarReader reader = new TarReader(new ByteArrayInputStream(archive))) {
            TarReader.Entry a = reader.next().orElseThrow();
            assertThat(a.name()).isEqualTo("a.txt");
            assertThat(a.mtime()).isEqualTo(1_700_000_000);
            assertThat(reader.content().readAllBytes()).asString().isEqualTo("hello");
            assertThat(reader.next().orElseThrow().name()).isEqualTo(LONG);
            TarReader.Entry link = reader.next().orElseThrow();
            assertThat(link.kind()).isEqualTo(TarReader.Kind.SYMLINK);
            assertThat(link.linkName()).isEqualTo(LONG);
            assertThat(reader.next()).isEmpty();
        }
    }

    @Test
    void paxRecordsOfEveryLengthAreWellFormed() throws IOException {
        for (int length = 101; length < 1100; length++) {
            String name =
                    ("n".repeat(99) + "/").repeat(length / 100) + "m".repeat(1 + length % 100);
            byte[] archive = tar(file(name, "x"));
            try (TarReader reader = new TarReader(new ByteArrayInputStream(archive))) {
                assertThat(reader.next().map(TarReader.Entry::name)).isEqualTo(Optional.of(name));
            }
        }
    }

    @Test
    void gnuTarReadsItAndItReadsGnuTar() throws Exception {
        Path archive = temp.resolve("ours.tar");
        Files.write(
                archive,
                tar(file("d/a", "1"), file(LONG, "2"), new LayerEntry.Symlink("s", "d/a")));
        Path into = Files.createDirectory(temp.resolve("into"));
        run("tar", "-xf", archive.toString(), "-C", into.toString());
        assertThat(into.resolve(LONG)).hasContent("2");
        assertThat(into.resolve("s")).hasContent("1");
        for (String format : List.of("gnu", "pax", "ustar", "v7")) {
            Path theirs = temp.resolve(format + ".tar");
            String from = format.equals("v7") || format.equals("ustar") ? "d" : ".";
            run("tar", "-cf", theirs.toString(), "--format=" + format, "-C", into.toString(), from);
            List<LayerEntry> entries = TarIndex.read(theirs);
            assertThat(entries).extracting(LayerEntry::path).contains("d/a");
            if (from.equals(".")) {
                assertThat(entries).extracting(LayerEntry::path).contains(LONG, "s");
            }
        }
    }

    @Test
    void indexGivesContentsWithoutUnpacking() throws IOException {
        Path archive = temp.resolve("x.tar");
        Files.write(
                archive,
                new TarBytes()
                        .file("./a", "old")
                        .file("a", "new")
                        .entry("run", '0', 0750, "sh".getBytes(StandardCharsets.UTF_8), "")
                        .hardlink("copy", "run")
                        .bytes());
        List<LayerEntry> entries = TarIndex.read(archive);
        assertThat(entries).hasSize(3);
        for (LayerEntry entry : entries) {
            LayerEntry.File file = (LayerEntry.File) entry;
            String content =
                    new String(file.content().open().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(content).isEqualTo(file.path().equals("a") ? "new" : "sh");
            assertThat(file.mode()).isEqualTo(file.path().equals("a") ? 0644 : 0755);
        }
    }

    @Test
    void indexRefusesWhatLeadsOutside() throws IOException {
        Path archive = temp.resolve("x.tar");
        Files.write(archive, new TarBytes().symlink("app/l", "../../etc/passwd").bytes());
        assertThatThrownBy(() -> TarIndex.read(archive)).hasMessageContaining("leads outside");
        Files.write(archive, new TarBytes().file("../x", "").bytes());
        assertThatThrownBy(() -> TarIndex.read(archive)).hasMessageContaining("leads outside");
    }

    @Test
    void contentThatChangesItsSizeIsAnError() throws IOException {
        Path file = Files.writeString(temp.resolve("f"), "12345");
        LayerEntry entry = new LayerEntry.File("f", 0644, Content.file(file));
        Files.writeString(file, "123");
        assertThatThrownBy(() -> tar(entry)).hasMessageContaining("changed its size");
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}
