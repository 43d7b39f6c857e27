package dev.duru.dialects.conformance;

import dev.duru.dialects.value.Json;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs every suite that needs no engine, prints a table, and writes {@code docs/conformance.md} and
 * {@code target/conformance.json} below the project's root. Suites that need more are run by
 * programs of their own, which leave their scores in {@code target/conformance.d/*.json}, in the
 * same form as the whole.
 */
public final class Conformance {
    private static final int LISTED = 40;

    private Conformance() {}

    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments.length == 0 ? "." : arguments[0]);
        Path corpus = Corpus.folder().orElseThrow(() -> new IllegalStateException(Corpus.ABSENT));
        List<Score> scores =
                new ArrayList<>(
                        List.of(
                                ExpressionSuite.run(corpus),
                                WorkflowCorpusSuite.run(corpus),
                                ActionlintSuite.ok(corpus),
                                ActionlintSuite.err(corpus),
                                ActionlintSuite.examples(corpus),
                                WorkflowParserSuite.run(corpus),
                                RulesIfSuite.run(corpus),
                                GitlabCorpusSuite.run(corpus)));
        scores.addAll(elsewhere(root.resolve("target/conformance.d")));
        notYet(corpus, scores);
        for (Score score : scores) {
            System.out.printf(
                    Locale.ROOT,
                    "%-34s %5d of %5d  %s%n",
                    score.suite(),
                    score.passed(),
                    score.total(),
                    score.reason());
        }
        Files.createDirectories(root.resolve("target"));
        Files.writeString(root.resolve("target/conformance.json"), json(scores) + "\n");
        Files.writeString(root.resolve("docs/conformance.md"), markdown(scores));
    }

    /** Scores that other programs left. */
    private static List<Score> elsewhere(Path folder) {
        List<Score> scores = new ArrayList<>();
        for (Path file : Corpus.files(folder, ".json")) {
            for (Obj.Member suite : ((Obj) Json.parse(Corpus.read(file))).members()) {
                Obj result = (Obj) suite.value();
                List<String> failures = new ArrayList<>();
                if (result.at("failures") instanceof Value.Arr(List<Value> items)) {
                    items.forEach(item -> failures.add(((Value.Str) item).value()));
                }
                int passed = (int) ((Value.Num) result.at("passed")).value();
                int total = (int) ((Value.Num) result.at("total")).value();
                Map<String, Integer> left = new TreeMap<>();
                if (result.at("left") instanceof Obj reasons) {
                    reasons.members()
                            .forEach(one ->
                                    left.put(one.key(), (int) ((Value.Num) one.value()).value()));
                }
                scores.add(Score.of(suite.key(), passed, total, failures).withLeft(left));
            }
        }
        return scores;
    }

    private static void notYet(Path corpus, List<Score> scores) {
        String[][] others = {
            {"suites/act-host", "its runner, tools/conformance.d/act-host, left no score"},
            {
                "suites/gitlab-ci-local",
                "its runner, tools/conformance.d/gitlab-ci-local, left no score"
            },
            {"firecow/gitlab-ci-local", "DURU_GITLAB_CI_LOCAL names no checkout of its repository"},
            {"suites/promql", "its runner, tools/conformance.d/promql, left no score"},
            {"ci/jenkinsfile", "the Jenkins dialect is not there yet"},
            {"ci/circleci", "the CircleCI dialect is not there yet"},
        };
        for (String[] other : others) {
            boolean run = scores.stream().anyMatch(score -> score.suite().equals(other[0]));
            if (!run) {
                int cases = Math.max(1, Corpus.files(corpus.resolve(other[0]), "").size());
                scores.add(Score.notRun(other[0], cases, "not run: " + other[1]));
            }
        }
    }

    private static String json(List<Score> scores) {
        Obj.Builder all = Obj.builder();
        for (Score score : scores) {
            Obj result =
                    Obj.of(
                            "passed",
                            score.passed(),
                            "total",
                            score.total(),
                            "failures",
                            score.failures());
            if (!score.reason().isEmpty()) {
                result = result.with("reason", Value.of(score.reason()));
            }
            all.put(score.suite(), result);
        }
        return Json.write(all.build());
    }

    private static String markdown(List<Score> scores) {
        StringBuilder page = new StringBuilder();
        page.append(
                """
                # Conformance

                Written by `make conformance`, which runs public suites and real CI files against the dialects. The
                suites are not part of this project; `DURU_CORPUS` names their folder. A place that is reported but not
                expected counts as a failure, like one that is expected but not found.

                | suite | passed | cases | |
                | --- | ---: | ---: | --- |
                """);
        for (Score score : scores) {
            page.append(
                    "| `%s` | %d | %d | %s |\n"
                            .formatted(
                                    score.suite(), score.passed(), score.total(), score.reason()));
        }
        scores.forEach(score -> left(score, page));
        for (Score score : scores) {
            if (!score.failures().isEmpty()) {
                page.append("\n## Failures of `").append(score.suite()).append("`\n\n");
                score.failures().stream()
                        .limit(LISTED)
                        .forEach(failure -> page.append("- ").append(line(failure)).append('\n'));
                if (score.failures().size() > LISTED) {
                    page.append("- and %d more\n".formatted(score.failures().size() - LISTED));
                }
            }
        }
        return page.toString();
    }

    private static void left(Score score, StringBuilder page) {
        if (score.left().isEmpty()) {
            return;
        }
        int out = score.left().values().stream().mapToInt(Integer::intValue).sum();
        page.append(
                """

                ## What of `%s` is not compared

                Of its %d tests these %d say nothing about what a pipeline does, or cannot run here.

                | tests | why |
                | ---: | --- |
                """
                        .formatted(score.suite(), score.total() + out, out));
        new TreeMap<>(score.left())
                .forEach((why, count) -> page.append("| %d | %s |\n".formatted(count, why)));
    }

    private static String line(String failure) {
        String line = failure.replaceAll("\\s+", " ").replace("|", "\\|").replace("<", "&lt;");
        return line.length() > 240 ? line.substring(0, 240) + "…" : line;
    }
}
