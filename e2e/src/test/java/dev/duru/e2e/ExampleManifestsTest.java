package dev.duru.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.manifest.Manifest;
import dev.duru.manifest.Parsed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExampleManifestsTest {
    @Test
    void everyExampleHasAManifestWithoutProblems() throws IOException {
        List<Path> manifests;
        try (Stream<Path> files = Files.walk(Path.of("../examples"))) {
            manifests = files.filter(f -> f.endsWith(Manifest.FILE)).toList();
        }
        assertThat(manifests).isNotEmpty();
        for (Path manifest : manifests) {
            assertThat(Manifest.parse(manifest.toString(), Files.readString(manifest)))
                    .isInstanceOf(Parsed.Good.class);
        }
    }

    @Test
    void theShopGoesFromMainOverStagingToProduction() throws IOException {
        Path file = Path.of("../examples/shop/duru.yml");
        Manifest shop = Manifest.parse(file.toString(), Files.readString(file)).orThrow();
        assertThat(shop.takingBranch("main"))
                .extracting(environment -> environment.name())
                .containsExactly("staging");
        assertThat(shop.after("staging"))
                .extracting(environment -> environment.name())
                .containsExactly("production");
    }
}
