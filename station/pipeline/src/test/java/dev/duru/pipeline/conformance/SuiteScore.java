package dev.duru.pipeline.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** How a public suite went: the cases that were run, and why some failed. */
final class SuiteScore {
    private final String suite;
    private final Map<String, String> failures = new LinkedHashMap<>();
    private final Map<String, Integer> left = new LinkedHashMap<>();
    private int total;

    SuiteScore(String suite) {
        this.suite = suite;
    }

    void passed() {
        total++;
    }

    void failed(String name, String why) {
        total++;
        failures.put(name, why);
    }

    /** Notes how many cases were left out, by the reason. */
    void left(Map<String, Integer> reasons) {
        left.putAll(reasons);
    }

    /** Prints the score, and writes it where {@code tools/conformance.sh} looks for it. */
    void write(Path target) throws IOException {
        JsonMapper json = JsonMapper.builder().build();
        ObjectNode scores = json.createObjectNode();
        ObjectNode score = scores.putObject(suite);
        score.put("passed", total - failures.size());
        score.put("total", total);
        var list = score.putArray("failures");
        failures.forEach((name, why) -> list.add(name + ": " + why));
        ObjectNode reasons = score.putObject("left");
        left.forEach(reasons::put);
        Path folder = target.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(
                target, json.writerWithDefaultPrettyPrinter().writeValueAsString(scores) + "\n");
        System.out.println(suite + ": " + (total - failures.size()) + " of " + total);
    }
}
