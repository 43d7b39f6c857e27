package dev.duru.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobsTest {
    @TempDir Path folder;

    @Test
    void aBlobIsFoundByItsDigest() throws IOException {
        Blobs blobs = Blobs.open(folder);
        String digest = blobs.put("hello".getBytes(UTF_8));
        assertThat(digest)
                .isEqualTo(
                        "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
        assertThat(blobs.put("hello".getBytes(UTF_8))).isEqualTo(digest);
        assertThat(blobs.size(digest)).isEqualTo(5);
        try (InputStream in = blobs.read(digest)) {
            assertThat(in.readAllBytes()).asString(UTF_8).isEqualTo("hello");
        }
        assertThat(blobs.list().toList()).containsExactly(digest);
        blobs.delete(digest);
        assertThat(blobs.exists(digest)).isFalse();
    }

    @Test
    void aStreamThatBreaksLeavesNothing() throws IOException {
        Blobs blobs = Blobs.open(folder);
        InputStream broken =
                new InputStream() {
                    private int left = 100_000;

                    @Override
                    public int read() throws IOException {
                        if (left-- <= 0) {
                            throw new IOException("cable out");
                        }
                        return 1;
                    }
                };
        assertThatThrownBy(() -> blobs.put(broken)).hasMessageContaining("cable out");
        assertThat(blobs.list().toList()).isEmpty();
        assertThat(Files.list(folder.resolve("partial")).toList()).isEmpty();
    }

    @Test
    void leftoversOfACrashAreRemovedAtTheNextStart() throws IOException {
        Path scratch = Blobs.open(folder).scratch();
        assertThat(scratch).exists();
        Blobs.open(folder);
        assertThat(scratch).doesNotExist();
    }

    @Test
    void aDigestIsNeverAPath() {
        Blobs blobs = Blobs.open(folder);
        for (String bad :
                new String[] {
                    "", "sha256:..", "sha256:../../etc/passwd", "md5:x", "sha256:" + "A".repeat(64)
                }) {
            assertThatThrownBy(() -> blobs.path(bad)).as(bad).isInstanceOf(ProblemException.class);
        }
    }

    @Test
    void keepingABlobAgainMakesItYoung() throws IOException {
        Blobs blobs = Blobs.open(folder);
        String digest = blobs.put(new byte[] {1});
        Instant old = Instant.parse("2020-01-01T00:00:00Z");
        Files.setLastModifiedTime(blobs.path(digest), FileTime.from(old));
        assertThat(blobs.keptAt(digest)).isEqualTo(old);
        blobs.put(new byte[] {1});
        assertThat(blobs.keptAt(digest)).isAfter(Instant.now().minusSeconds(3600));
    }
}
