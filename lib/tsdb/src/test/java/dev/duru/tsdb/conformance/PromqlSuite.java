package dev.duru.tsdb.conformance;

import dev.duru.tsdb.number.NumberText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Runs all scripts of a folder and writes the score. */
public final class PromqlSuite {
    private PromqlSuite() {}

    /**
     * What came of a folder.
     *
     * @param failures with script, line and query
     */
    record Score(int passed, int total, List<String> failures) {}

    /** Runs a folder's scripts: {@code PromqlSuite FOLDER [TARGET.json [NAME]]}. */
    public static void main(String[] arguments) throws IOException {
        Score score = run(Path.of(arguments[0]));
        score.failures().forEach(System.out::println);
        System.out.printf(Locale.ROOT, "%d of %d%n", score.passed(), score.total());
        if (arguments.length > 1) {
            String name = arguments.length > 2 ? arguments[2] : "suites/promql";
            Path target = Path.of(arguments[1]);
            Path folder = target.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            List<String> failures = score.failures().stream().map(NumberText::quoted).toList();
            Files.writeString(
                    target,
                    "{\"%s\": {\"passed\": %d, \"total\": %d, \"failures\": [%s]}}\n"
                            .formatted(
                                    name,
                                    score.passed(),
                                    score.total(),
                                    String.join(", ", failures)));
        }
    }

    static Score run(Path folder) throws IOException {
        List<String> failures = new ArrayList<>();
        int total = 0;
        List<Path> scripts;
        try (Stream<Path> files = Files.list(folder)) {
            scripts = files.filter(f -> f.toString().endsWith(".test")).sorted().toList();
        }
        for (Path script : scripts) {
            for (Script.Outcome outcome : new Script(Files.readString(script)).run()) {
                total++;
                if (!outcome.passed()) {
                    failures.add(
                            script.getFileName() + ":" + outcome.line() + ": " + outcome.problem());
                }
            }
        }
        return new Score(total - failures.size(), total, failures);
    }
}
