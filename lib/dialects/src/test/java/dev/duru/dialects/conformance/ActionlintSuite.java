package dev.duru.dialects.conformance;

import dev.duru.dialects.github.GithubActions;
import dev.duru.dialects.problem.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code suites/actionlint}: all of ok is accepted without a word; on err each expected place (line
 * and column) is found. A place that is reported but not expected counts as a failed case of its
 * own, except in a file whose expectations name no place. The rules shellcheck and pyflakes do not
 * count.
 */
public final class ActionlintSuite {
    private static final Pattern EXPECTED =
            Pattern.compile("^/?test\\\\?\\.yaml:(\\d+):(\\d+):.*", Pattern.DOTALL);

    private ActionlintSuite() {}

    public static Score ok(Path corpus) {
        Score score = new Score("suites/actionlint/ok");
        for (Path file : Corpus.files(corpus.resolve(score.suite()), ".yaml")) {
            List<Problem> problems = problems(file);
            if (problems.isEmpty()) {
                score.pass();
            } else {
                score.fail(file.getFileName() + " " + problems.getFirst());
            }
        }
        return score;
    }

    public static Score err(Path corpus) {
        return places(corpus, "suites/actionlint/err");
    }

    public static Score examples(Path corpus) {
        return places(corpus, "suites/actionlint/examples");
    }

    private static Score places(Path corpus, String suite) {
        Score score = new Score(suite);
        for (Path file : Corpus.files(corpus.resolve(suite), ".yaml")) {
            String name = String.valueOf(file.getFileName());
            Path out = file.resolveSibling(name.replace(".yaml", ".out"));
            if (Files.exists(out)) {
                compare(score, name, places(problems(file)), expected(out));
            }
        }
        return score;
    }

    private record Place(String at, String what) {}

    private static List<Place> expected(Path out) {
        List<Place> places = new ArrayList<>();
        for (String line : Corpus.read(out).lines().toList()) {
            Matcher matcher = EXPECTED.matcher(line);
            boolean counts = Stream.of("shellcheck", "pyflakes").noneMatch(line::contains);
            if (matcher.matches() && counts) {
                places.add(new Place(matcher.group(1) + ":" + matcher.group(2), line));
            }
        }
        return places;
    }

    private static List<Problem> problems(Path file) {
        return GithubActions.parse("test.yaml", Corpus.read(file)).problems();
    }

    private static List<Place> places(List<Problem> problems) {
        return problems.stream()
                .map(p ->
                        new Place(p.position().line() + ":" + p.position().column(), p.toString()))
                .toList();
    }

    private static void compare(Score score, String name, List<Place> found, List<Place> expected) {
        for (Place place : expected) {
            if (found.stream().anyMatch(f -> f.at().equals(place.at()))) {
                score.pass();
            } else {
                score.fail(name + ": not found: " + place.what());
            }
        }
        boolean placeless = expected.isEmpty();
        for (Place place : found) {
            if (!placeless && expected.stream().noneMatch(e -> e.at().equals(place.at()))) {
                score.fail(name + ": not expected: " + place.what());
            }
        }
    }
}
