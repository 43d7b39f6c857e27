package dev.duru.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole story by the program itself, with the file of each dialect: {@code duru demo}. */
class DemoTest {
    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"github", "gitlab"})
    @Timeout(value = 8, unit = TimeUnit.MINUTES)
    void theStoryHolds(String ci) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(DuruProcess.onThisClassPath());
        command.add(1, "-Dduru.home=" + Path.of("..").toAbsolutePath().normalize());
        command.add(1, "-Djava.io.tmpdir=" + folder);
        command.addAll(List.of("demo", "--once", "--json", "--ci", ci));
        Path told = folder.resolve("told.log");
        Process demo = new ProcessBuilder(command).redirectError(told.toFile()).start();
        String output = new String(demo.getInputStream().readAllBytes(), UTF_8);
        assertThat(demo.waitFor(1, TimeUnit.MINUTES)).isTrue();
        String story = Files.readString(told, UTF_8);
        assertThat(demo.exitValue()).as(story).isZero();
        assertThat(story).doesNotContain(" ERROR ");

        JsonNode report = JsonMapper.builder().build().readTree(output);
        assertThat(report.path("verified").asBoolean()).isTrue();
        assertThat(outcomes(report)).containsExactly("live", "rolled_back", "live");
        assertThat(report.path("rollbacks")).hasSize(1);
        assertThat(report.path("quarantined")).hasSize(1);
        assertThat(report.path("quarantined").path(0).asString())
                .isEqualTo(report.path("rollbacks").path(0).path("digest").asString());
        assertThat(report.path("issues")).hasSize(1);
        assertThat(report.path("issues").path(0).path("state").asString()).isEqualTo("closed");
        assertThat(report.path("dora").path("leadTimeSeconds").asDouble()).isPositive();
        assertThat(report.path("dora").path("timeToRestoreSeconds").asDouble()).isPositive();
        assertThat(report.path("failedRequestsOnHealthyReleases").asLong()).isZero();
        assertThat(Files.list(folder).map(Path::getFileName).map(Path::toString))
                .as("nothing left behind")
                .containsExactly("told.log");
    }

    private static List<String> outcomes(JsonNode report) {
        List<String> outcomes = new ArrayList<>();
        report.path("deliveries")
                .forEach(delivery -> outcomes.add(delivery.path("outcome").asString()));
        return outcomes;
    }
}
