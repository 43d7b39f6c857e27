package dev.duru.bench;

import dev.duru.dialects.github.GithubActions;
import dev.duru.dialects.github.Parsed;
import dev.duru.dialects.github.syntax.Workflow;
import dev.duru.dialects.value.Contexts;
import dev.duru.dialects.value.ExpressionException;
import dev.duru.dialects.value.Obj;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How many real workflows a second are read, checked and compiled, on one thread: those of the
 * corpus that {@code DURU_CORPUS} names, or of ../shared/corpus.
 */
public final class CompileBench {
    private static final int ROUNDS = 15;
    private static final int WARM = 3;

    private CompileBench() {}

    public static void main(String[] args) throws IOException {
        String configured = System.getenv().getOrDefault("DURU_CORPUS", "../shared/corpus");
        Path folder = Path.of(configured).resolve("ci/github-actions");
        if (!Files.isDirectory(folder)) {
            System.err.println("bench: no folder " + folder + "; set DURU_CORPUS");
            return;
        }
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                texts.add(Files.readString(file));
            }
        }
        double cold = texts.size() / seconds(texts);
        List<Double> rates = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            double rate = texts.size() / seconds(texts);
            if (round >= WARM) {
                rates.add(rate);
            }
        }
        Figures figures = new Figures("compile");
        figures.add(
                texts.size() + " real GitHub workflows read, checked and compiled, cold : warm",
                Figures.format(cold)
                        + " : "
                        + Figures.format(Figures.quantile(rates, 0.5))
                        + " files/s",
                "");
    }

    private static double seconds(List<String> texts) {
        Contexts contexts =
                Contexts.of(
                        Obj.of("github", Obj.empty(), "inputs", Obj.empty(), "vars", Obj.empty()));
        long begin = System.nanoTime();
        for (String text : texts) {
            Parsed<Workflow> parsed = GithubActions.parse("ci.yml", text);
            if (parsed.isUsable()) {
                compile(parsed.tree().orElseThrow(), contexts);
            }
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    private static void compile(Workflow workflow, Contexts contexts) {
        try {
            GithubActions.compile(workflow, contexts);
        } catch (ExpressionException needsValues) {
            // a matrix of inputs that nobody gives here
            return;
        }
    }
}
