package dev.duru.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.manifest.Manifest;
import dev.duru.manifest.Packaging;
import dev.duru.manifest.Parsed;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StarterTest {
    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Dockerfile | FROM scratch | Dockerfile |",
                "Procfile | web: bundle exec puma -p $PORT | Procfile | bundle exec puma -p $PORT",
                "Procfile | web: \"./a b\": c # d | Procfile | \"./a b\": c # d",
                "pom.xml | <project/> | Maven | java -jar app/*.jar",
                "build.gradle.kts | plugins | Gradle | java -jar app/*.jar",
                "package.json | {} | npm | cd app && exec npm start --silent",
                "go.mod | module example.org/team/server | Go | app/server",
                "main.py | print() | static files | python3 -m http.server $PORT --directory app",
                "requirements.txt | flask | Python | cd app && exec python3 app.py",
                "index.html | <p> | static files | python3 -m http.server $PORT --directory app"
            })
    void aStarterIsAManifestWithoutProblems(String file, String content, String kind, String run)
            throws Exception {
        Files.writeString(folder.resolve(file), content + "\n");
        Starter starter = Starter.detect(folder);
        assertThat(starter.kind()).isEqualTo(kind);
        assertThat(Manifest.parse("duru.yml", starter.text()))
                .isInstanceOfSatisfying(
                        Parsed.Good.class,
                        parsed -> {
                            Packaging packaging = parsed.manifest().packaging();
                            assertThat(packaging.run()).isEqualTo(run);
                            assertThat(parsed.manifest().environments()).hasSize(2);
                        });
    }

    @Test
    void initWritesOnceUnlessForced() throws Exception {
        Terminal terminal = new Terminal(folder, folder);
        assertThat(terminal.run("init").code()).isZero();
        Terminal.Shown again = terminal.run("init");
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err()).contains("--force");
        Files.writeString(folder.resolve("Dockerfile"), "FROM scratch\n");
        assertThat(terminal.run("init", "--force", "--json").json().path("kind").asString())
                .isEqualTo("Dockerfile");
        assertThat(folder.resolve("duru.yml")).content().contains("dockerfile: Dockerfile");
    }
}
