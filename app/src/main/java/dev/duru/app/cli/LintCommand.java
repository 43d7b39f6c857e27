package dev.duru.app.cli;

import dev.duru.dialects.problem.Problem;
import dev.duru.dialects.problem.Problem.Severity;
import dev.duru.manifest.Manifest;
import dev.duru.manifest.Parsed;
import dev.duru.pipeline.Lint;
import dev.duru.yaml.Position;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code duru lint}. */
@Command(
        name = "lint",
        description = {
            "Lists every problem of the CI files and of duru.yml, as file:line:column.",
            "Ends with 1 when there is an error; warnings alone are 0."
        })
final class LintCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            description = "The repository's folder (default: the current one).")
    private Path folder = Path.of("");

    @Option(names = "--json", description = "Print the problems as JSON.")
    private boolean json;

    LintCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** A problem of any file. */
    private record Found(
            Position position, Severity severity, String rule, String message, String mend) {
        boolean error() {
            return severity == Severity.ERROR;
        }

        String word() {
            return severity.name().toLowerCase(Locale.ROOT);
        }

        Map<String, Object> fields() {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("file", position.file());
            fields.put("line", position.line());
            fields.put("column", position.column());
            fields.put("severity", word());
            fields.put("rule", rule);
            fields.put("message", message);
            fields.put("mend", mend);
            return fields;
        }
    }

    @Override
    public Integer call() {
        Path root = surroundings.folder().resolve(folder).normalize();
        if (!Files.isDirectory(root)) {
            throw new WrongUsage("there is no folder " + root);
        }
        List<Found> found = new ArrayList<>();
        for (Problem problem : Lint.folder(root)) {
            found.add(
                    new Found(
                            problem.position(),
                            problem.severity(),
                            problem.rule(),
                            problem.message(),
                            problem.mend()));
        }
        found.addAll(manifest(root));
        if (json) {
            surroundings.out().println(Json.write(found.stream().map(Found::fields).toList()));
        } else {
            show(found);
        }
        return found.stream().anyMatch(Found::error) ? 1 : 0;
    }

    private void show(List<Found> found) {
        Paint paint = new Paint(surroundings.coloured());
        for (Found each : found) {
            String word =
                    switch (each.severity()) {
                        case ERROR -> paint.bad("error");
                        case WARNING -> paint.warn("warning");
                        case NOTE -> paint.dim("note");
                    };
            String mend = each.mend().isEmpty() ? "" : "; " + each.mend();
            String rule = each.rule().isEmpty() ? "" : " " + paint.dim("[" + each.rule() + "]");
            surroundings
                    .out()
                    .println(each.position() + ": " + word + ": " + each.message() + mend + rule);
        }
        long errors = found.stream().filter(Found::error).count();
        long warnings = found.stream().filter(each -> each.severity() == Severity.WARNING).count();
        long notes = found.size() - errors - warnings;
        surroundings
                .err()
                .println(
                        found.isEmpty()
                                ? "no problems"
                                : errors
                                        + " errors, "
                                        + warnings
                                        + " warnings"
                                        + (notes == 0 ? "" : ", " + notes + " notes"));
    }

    private static List<Found> manifest(Path root) {
        SortedMap<String, String> files = DeclaredFolder.files(root);
        if (files.isEmpty()) {
            return List.of();
        }
        String text = DeclaredFolder.text(files);
        return switch (Manifest.parse(Manifest.FILE, text)) {
            case Parsed.Good _ -> List.of();
            case Parsed.Bad(var problems) ->
                    problems.stream()
                            .map(problem ->
                                    new Found(
                                            problem.position(),
                                            problem.isError() ? Severity.ERROR : Severity.WARNING,
                                            "manifest",
                                            problem.message(),
                                            problem.mend()))
                            .toList();
        };
    }
}
