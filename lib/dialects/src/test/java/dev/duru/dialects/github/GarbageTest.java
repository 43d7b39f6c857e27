package dev.duru.dialects.github;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.dialects.github.expr.GhaEvaluator;
import dev.duru.dialects.github.expr.GhaParser;
import dev.duru.dialects.github.expr.GhaTemplate;
import dev.duru.dialects.github.expr.SyntaxException;
import dev.duru.dialects.github.syntax.Workflow;
import dev.duru.dialects.github.trigger.Filter;
import dev.duru.dialects.problem.Problem;
import dev.duru.dialects.value.Contexts;
import dev.duru.dialects.value.ExpressionException;
import dev.duru.dialects.value.Obj;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Whatever comes in, out come a result or problems with places: no crash, and no endless loop. */
final class GarbageTest {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private Random random;

    @BeforeEach
    void seed(TestInfo test) {
        long seed = Long.getLong("garbage.seed", System.nanoTime());
        System.out.println("GarbageTest " + test.getDisplayName() + " seed " + seed);
        random = new Random(seed);
    }

    private String of(String[] words, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most); i >= 0; i--) {
            text.append(words[random.nextInt(words.length)]);
        }
        return text.toString();
    }

    private static final String[] CODE = {
        "github",
        ".",
        "*",
        "[",
        "]",
        "(",
        ")",
        "'",
        "'a'",
        "1",
        "-",
        "+",
        "0x",
        "e",
        "!",
        "!=",
        "=",
        "==",
        "<",
        ">=",
        "&&",
        "||",
        "&",
        ",",
        " ",
        "null",
        "true",
        "NaN",
        "contains(",
        "format('{0}",
        "fromJSON('",
        "join",
        "toJson(github)",
        "é",
        "😀",
        "\n",
        "\"",
        "{",
        "}",
        "}}",
        "${{",
        "case(",
        "always()",
        "hashFiles('x')",
        "\u0000",
        "_a-b"
    };

    @Test
    void expressions() {
        Obj roots = Obj.of("github", Obj.of("a", 1, "b", List.of("x", Obj.of("c", true))));
        Assertions.assertTimeoutPreemptively(
                LIMIT,
                () -> {
                    for (int i = 0; i < 60_000; i++) {
                        String code = of(CODE, 20);
                        try {
                            assertThat(
                                            GhaEvaluator.evaluate(
                                                    GhaParser.parse(code), Contexts.of(roots)))
                                    .isNotNull();
                        } catch (SyntaxException bad) {
                            assertThat(bad.offset()).as(code).isBetween(0, code.length());
                        } catch (ExpressionException bad) {
                            assertThat(bad.detail()).as(code).isNotEmpty();
                        }
                        template(code);
                    }
                });
    }

    private static void template(String text) {
        try {
            GhaTemplate.split(text).forEach(part -> assertThat(part.offset()).isNotNegative());
        } catch (SyntaxException open) {
            assertThat(text.substring(open.offset())).startsWith("${{");
        }
    }

    @Test
    void deepExpressions() {
        for (String nested :
                List.of(
                        "(".repeat(20_000),
                        "!".repeat(20_000) + "true",
                        "a[".repeat(5_000),
                        "a" + ".b".repeat(5_000),
                        "format(".repeat(3_000),
                        "1==".repeat(5_000) + "1",
                        "'".repeat(20_001))) {
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> GhaParser.parse(nested))
                    .isInstanceOf(SyntaxException.class);
        }
    }

    @Test
    void patterns() {
        String[] parts = {"*", "**", "/", "a", "b", "?", "+", "[a-c]", "[", "]", "\\", "!", "a+"};
        Assertions.assertTimeoutPreemptively(
                LIMIT,
                () -> {
                    for (int i = 0; i < 30_000; i++) {
                        new Filter(List.of(of(parts, 30))).accepts("a/b/".repeat(20) + "ccc");
                    }
                    new Filter(List.of("a+".repeat(2_000) + "b")).accepts("a".repeat(2_000));
                    new Filter(List.of("**/*".repeat(500))).accepts("a/".repeat(1_000));
                });
    }

    @Test
    void workflows() throws Exception {
        List<String> seeds =
                GoldenTest.files().map(GarbageTest::read).map(t -> t.split("-{10}")[0]).toList();
        String[] words = {
            "{", "}", "[", "]", ":", "- ", "\n", "  ", "*x", "&x ", "|", ">", "'", "\"", "${{ ",
            " }}", "matrix", "needs", "on", "jobs", "0", "null", "true", "<<", "include", "#",
            "!!int ", "\t"
        };
        Assertions.assertTimeoutPreemptively(
                LIMIT,
                () -> {
                    for (int i = 0; i < 6_000; i++) {
                        String text = seeds.get(random.nextInt(seeds.size()));
                        for (int j = random.nextInt(4); j >= 0; j--) {
                            text = mutated(text, words);
                        }
                        check(text);
                    }
                });
    }

    private String mutated(String text, String[] words) {
        int from = random.nextInt(text.length() + 1);
        int to = Math.min(text.length(), from + random.nextInt(12));
        String middle = random.nextBoolean() ? words[random.nextInt(words.length)] : "";
        return text.substring(0, from) + middle + text.substring(to);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void check(String text) {
        Parsed<Workflow> parsed = GithubActions.parse("w.yml", text);
        long lines = text.lines().count() + 1;
        for (Problem problem : parsed.problems()) {
            assertThat((long) problem.position().line()).as(text).isBetween(1L, lines + 1);
            assertThat(problem.position().column()).as(text).isPositive();
            assertThat(problem.message()).as(text).isNotBlank();
        }
        if (parsed.isUsable()) {
            try {
                GithubActions.compile(
                        parsed.tree().orElseThrow(),
                        Contexts.of(Obj.of("github", Obj.empty(), "inputs", Obj.empty())));
            } catch (ExpressionException bad) {
                assertThat(bad.position()).as(text).isNotNull();
            }
        }
        GithubActions.parseAction("action.yml", text);
    }
}
