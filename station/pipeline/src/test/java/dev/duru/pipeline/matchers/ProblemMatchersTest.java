package dev.duru.pipeline.matchers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.kernel.ProblemException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemMatchersTest {
    private final ProblemMatchers matchers = new ProblemMatchers();
    private final List<String> warnings = new ArrayList<>();

    private List<Problem> found(String... lines) {
        List<Problem> all = new ArrayList<>();
        for (String line : lines) {
            matchers.match(line, warnings::add).ifPresent(all::add);
        }
        return all;
    }

    private static String one(String owner, String rest) {
        return "{\"problemMatcher\":[{\"owner\":\"" + owner + "\"," + rest + "}]}";
    }

    @Test
    void aLineOfACompilerIsAProblem() {
        matchers.add(
                one(
                        "gcc",
                        """
                        "severity": "warning", "pattern": [{
                          "regexp": "^(.*?):(\\\\d+):(\\\\d*):?\\\\s+(?:fatal\\\\s+)?(warning|error):\\\\s+(.*)$",
                          "file": 1, "line": 2, "column": 3, "severity": 4, "message": 5 }]
                        """));
        assertThat(found("\u001b[1msrc/a.c:3:5: \u001b[31merror: \u001b[0mno ';'", "all well"))
                .containsExactly(new Problem("error", "no ';'", "src/a.c", "", "3", "5", ""));
        matchers.remove("GCC");
        assertThat(found("src/a.c:3:5: error: x")).isEmpty();
    }

    /** ESLint's "stylish": a file, then its problems, as many as there are. */
    @Test
    void theLastOfSeveralPatternsLoops() {
        matchers.add(
                one(
                        "eslint",
                        """
                        "pattern": [
                          { "regexp": "^([^\\\\s].*)$", "file": 1 },
                          { "regexp": "^\\\\s+(\\\\d+):(\\\\d+)\\\\s+(error|warning|info)\\\\s+(.*)\\\\s\\\\s+(.*)$",
                            "line": 1, "column": 2, "severity": 3, "message": 4, "code": 5, "loop": true }]
                        """));
        assertThat(
                        found(
                                "test.js",
                                "  1:0   error  Missing semi  rule/semi",
                                "  5:23  warning  Missing quote  rule/quotes",
                                "",
                                "  9:9  error  Lost  rule/none",
                                "other.js",
                                "  7:1  error  Other  rule/x"))
                .extracting(p -> p.file() + ":" + p.line() + " " + p.severity() + " " + p.code())
                .containsExactly(
                        "test.js:1 error rule/semi",
                        "test.js:5 warning rule/quotes",
                        "other.js:7 error rule/x");
    }

    @Test
    void aChainThatBreaksIsForgotten() {
        matchers.add(
                one(
                        "three",
                        """
                        "pattern": [ { "regexp": "^A (.+)", "file": 1 }, { "regexp": "^B (.+)", "code": 1 },
                          { "regexp": "^C (.+)", "message": 1 }]
                        """));
        assertThat(found("A a", "B b", "C c"))
                .containsExactly(new Problem("error", "c", "a", "", "", "", "b"));
        assertThat(found("A a", "x", "B b", "C c")).isEmpty();
        assertThat(found("A a", "B b", "A z", "C c")).isEmpty();
        assertThat(found("A a")).isEmpty();
        matchers.forget();
        assertThat(found("B b", "C c")).isEmpty();
    }

    @Test
    void theNewestMatcherComesFirstAndReplacesItsNamesake() {
        matchers.add(one("a", "\"pattern\":[{\"regexp\":\"^(.*)$\",\"message\":1}]"));
        matchers.add(
                one(
                        "b",
                        "\"severity\":\"NOTICE\",\"pattern\":[{\"regexp\":\"^E (.*)$\",\"message\":1}]"));
        assertThat(found("E x")).extracting(Problem::severity).containsExactly("notice");
        assertThat(found("y")).extracting(Problem::severity).containsExactly("error");
        matchers.add(one("A", "\"pattern\":[{\"regexp\":\"^Z$\",\"message\":0}]"));
        assertThat(matchers.owners()).containsExactly("A", "b");
        assertThat(found("y")).isEmpty();
        matchers.removeFile(one("b", "\"pattern\":[{\"regexp\":\"x\",\"message\":0}]"));
        assertThat(matchers.owners()).containsExactly("A");
    }

    @Test
    void whatLinearTimeLacksIsBounded() {
        matchers.add(one("look", "\"pattern\":[{\"regexp\":\"^(?!ok)([^[]+)$\",\"message\":1}]"));
        assertThat(found("ok then", "not so", "a [b")).hasSize(1);
        matchers.add(
                one("slow", "\"pattern\":[{\"regexp\":\"^(?=x)(x+x+)+\\\\1y$\",\"message\":1}]"));
        assertThat(found("x".repeat(60))).hasSize(1);
        assertThat(warnings).singleElement().asString().contains("'slow' took too long");
        assertThat(matchers.owners()).containsExactly("look");
        matchers.add(one("fast", "\"pattern\":[{\"regexp\":\"(x+x+)+y\",\"message\":1}]"));
        found("x".repeat(8000));
        assertThat(matchers.owners()).contains("fast");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {                                                            | not JSON
                    []                                                           | must be an object
                    {"problemMatcher": 1}                                        | must be a list
                    {"problemMatcher": [{"pattern": []}]}                        | lacks its 'owner'
                    {"problemMatcher": [{"owner": "x", "pattern": []}]}          | between 1 and 20
                    {"problemMatcher": [{"owner": "x", "pattern": [{}]}]}        | lacks its 'regexp'
                    {"problemMatcher": [{"owner": "x", "pattern": [{"regexp": "("}]}]} | no regular expression
                    {"problemMatcher": [{"owner": "x", "pattern": [{"regexp": "a"}]}]} | the message
                    {"problemMatcher": [{"owner": "x", "pattern": [{"regexp": "a", "message": "1"}]}]} | number of a group
                    {"problemMatcher": [{"owner": "x", "pattern": [{"regexp": "a", "message": 1, "loop": true}]}]} | may loop
                    {"problemMatcher": [{"owner": "x", "severity": "bad", "pattern": [{"regexp": "a", "message": 1}]}]} | the severity
                    """)
    void whatIsWrongWithAFileIsSaid(String json, String said) {
        assertThatThrownBy(() -> matchers.add(json))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(said);
    }
}
