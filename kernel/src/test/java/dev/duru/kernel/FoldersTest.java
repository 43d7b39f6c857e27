package dev.duru.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {
    @TempDir Path folder;

    @Test
    void aLinkGoesAndWhatItPointsToStays() throws Exception {
        Path kept = Files.createDirectories(folder.resolve("kept"));
        Files.writeString(kept.resolve("file"), "mine");
        Path gone = Files.createDirectories(folder.resolve("gone/inner"));
        Files.createSymbolicLink(gone.resolve("link"), kept);
        Folders.delete(folder.resolve("gone"));
        assertThat(folder.resolve("gone")).doesNotExist();
        assertThat(kept.resolve("file")).hasContent("mine");
        Path link = Files.createSymbolicLink(folder.resolve("link"), kept);
        Folders.delete(link);
        assertThat(Files.exists(link, LinkOption.NOFOLLOW_LINKS)).isFalse();
        assertThat(kept.resolve("file")).hasContent("mine");
    }

    @Test
    void whatIsNotThereIsNoError() throws Exception {
        Folders.delete(folder.resolve("never"));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void foldersDeeperThanAPathMayBeLongGoToo() throws Exception {
        Path deep = Files.createDirectories(folder.resolve("deep"));
        // Each shell goes down and makes the next, since no whole path could name the last.
        String down = "for n in $(seq 40); do mkdir " + "d".repeat(200) + "; cd d*; done; : >file";
        Process shell = new ProcessBuilder("sh", "-c", down).directory(deep.toFile()).start();
        assertThat(shell.waitFor()).isZero();
        Folders.delete(deep);
        assertThat(deep).doesNotExist();
    }
}
