package dev.duru.pipeline.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.cgroups.Cgroups;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of limits where no control groups can be made; what the others do: LimitsTest. */
class UnenforcedLimitsTest {
    @TempDir Path folder;

    @Test
    void aSandboxSaysWhatIsNotEnforced() throws Exception {
        Path job = Files.createDirectories(folder.resolve("job"));
        try (Sandboxes sandboxes = new Sandboxes(Sandboxes.Kind.PLAIN, Cgroups.none());
                Sandbox sandbox =
                        sandboxes.open(
                                new Sandboxes.View(
                                        job,
                                        List.of(),
                                        List.of(),
                                        List.of(),
                                        new JobLimits(1.5, 64 << 20, 10, 0, 0),
                                        "limits-" + System.nanoTime()))) {
            assertThat(sandbox.unenforced())
                    .hasSize(3)
                    .anyMatch(line -> line.contains("jobs.memory holds for each process by itself"))
                    .anyMatch(line -> line.contains("jobs.processes is not enforced"))
                    .anyMatch(line -> line.contains("jobs.cpus is not enforced"));
        }
    }
}
