package dev.duru.delivery.runtime.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogCaptureTest {
    @TempDir Path folder;

    /** What an engine has of a container's output by now, taken by a Duru of its own. */
    private void capture(String container, String... lines) {
        byte[] all = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        try (LogCapture capture = new LogCapture(new ReplicaFolder(folder))) {
            capture.finish(container, (since, sink) -> sink.bytes(all, 0, all.length));
        }
    }

    private String kept() throws Exception {
        return Files.readString(folder.resolve("output.log"));
    }

    @Test
    void linesOfTheSameSecondAreKeptOnceByTheNextDuru() throws Exception {
        String second = "2026-01-01T00:00:01Z ";
        capture("c", "2026-01-01T00:00:00Z a", second + "b", second + "c");
        capture("c", second + "b", second + "c", second + "d", second + "e");
        capture("c", second + "b", second + "c", second + "d", second + "e");
        capture("c", second + "b", second + "c", second + "d", second + "e", second + "f");
        assertThat(kept()).isEqualTo("a\nb\nc\nd\ne\nf\n");
    }

    @Test
    void anotherContainerOfTheSameSecondIsFollowedFromItsBeginning() throws Exception {
        capture("c", "2026-01-01T00:00:01Z a", "2026-01-01T00:00:01Z b");
        capture("d", "2026-01-01T00:00:01Z a", "2026-01-01T00:00:01.5Z  two words");
        assertThat(kept()).isEqualTo("a\nb\na\n two words\n");
    }
}
