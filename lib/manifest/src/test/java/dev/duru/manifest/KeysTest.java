package dev.duru.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.yaml.Yaml;
import dev.duru.yaml.YamlMap;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class KeysTest {
    private static final Path DOCS = Path.of("../../docs");

    @Test
    void theSchemaInTheDocsIsTheOneThatIsShipped() throws IOException {
        assertThat(Files.readString(DOCS.resolve("duru.schema.json"))).isEqualTo(shipped());
    }

    @Test
    void theSchemaKnowsExactlyTheKeysOfTheReader() throws IOException {
        YamlMap definitions =
                Yaml.read("schema", shipped()).orThrow().asMap().require("$defs").asMap();
        Keys.all()
                .forEach((what, keys) ->
                        assertThat(
                                        definitions
                                                .require(what)
                                                .asMap()
                                                .require("properties")
                                                .asMap()
                                                .names())
                                .as(what)
                                .isEqualTo(keys));
    }

    @Test
    void theReferenceListsExactlyTheKeysOfTheReader() throws IOException {
        String page = Files.readString(DOCS.resolve("duru-yml.md"));
        Keys.all()
                .forEach((what, keys) -> {
                    String heading = "\n## " + what + "\n";
                    assertThat(page).contains(heading);
                    String rest = page.substring(page.indexOf(heading) + heading.length());
                    int end = rest.indexOf("\n## ");
                    Matcher row =
                            Pattern.compile("(?m)^\\| `(\\w+)` \\|")
                                    .matcher(end < 0 ? rest : rest.substring(0, end));
                    List<String> listed = new ArrayList<>();
                    while (row.find()) {
                        listed.add(row.group(1));
                    }
                    assertThat(listed).as(what).isEqualTo(keys);
                });
    }

    @Test
    void theExampleOfTheReferenceIsRight() throws IOException {
        String page = Files.readString(DOCS.resolve("duru-yml.md"));
        int start = page.indexOf("```yaml\n") + 8;
        String example = page.substring(start, page.indexOf("```", start));
        assertThat(Manifest.parse("duru.yml", example)).isInstanceOf(Parsed.Good.class);
    }

    private static String shipped() throws IOException {
        try (InputStream in = Manifest.class.getResourceAsStream("duru.schema.json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
