package dev.duru.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.app.cli.ApiClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The document of the REST interface, as a client finds it. */
class ApiDocumentTest {
    @TempDir Path folder;

    @Test
    void everyOperationSaysWhatItDoesAndWhatItAnswers() throws IOException {
        try (DuruProcess duru = DuruProcess.start(folder, DuruProcess.onThisClassPath());
                ApiClient nobody = ApiClient.anonymous(duru.url())) {
            JsonNode document = nobody.read("/api/v1/openapi.json");
            assertThat(document.path("openapi").asString("")).startsWith("3.");
            List<String> incomplete = new ArrayList<>();
            for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
                for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                    if (operation.getKey().equals("parameters")) {
                        continue;
                    }
                    JsonNode body = operation.getValue();
                    if (body.path("summary").asString("").isBlank()
                            || body.path("responses").isEmpty()) {
                        incomplete.add(operation.getKey() + " " + path.getKey());
                    }
                }
            }
            assertThat(document.path("paths").size()).isGreaterThan(20);
            assertThat(incomplete).isEmpty();
        }
    }
}
