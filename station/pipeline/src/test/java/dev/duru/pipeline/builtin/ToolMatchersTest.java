package dev.duru.pipeline.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.pipeline.matchers.Problem;
import dev.duru.pipeline.matchers.ProblemMatchers;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The problem matchers of tools read what the tools print. */
class ToolMatchersTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    node   | src/a.ts(3,14): error TS2304: Cannot find name 'x'.           | src/a.ts 3 14 error TS2304 Cannot find name 'x'.
                    node   | src/a.ts:3:14 - warning TS6133: 'y' is never read.            | src/a.ts 3 14 warning TS6133 'y' is never read.
                    node   | /w/lib/b.js: line 7, col 2, Error - Missing semicolon. (semi) | /w/lib/b.js 7 2 error semi Missing semicolon.
                    node   | /w/lib/c.js~  4:9  warning  'z' is unused  no-unused-vars     | /w/lib/c.js 4 9 warning no-unused-vars 'z' is unused
                    go     | ./main.go:5:2: undefined: fmt                                 | ./main.go 5 2 error  undefined: fmt
                    go     | vet: cmd/x.go:12: unreachable code                            | cmd/x.go 12  error  unreachable code
                    python | '  File "app/m.py", line 12, in go~    raise ValueError("bad")' | app/m.py 12  error  "bad"
                    java   | src/A.java:9: error: ';' expected                             | src/A.java 9  error  ';' expected
                    java   | [ERROR] /w/src/A.java:[9,4] cannot find symbol                | /w/src/A.java 9 4 error  cannot find symbol
                    java   | src/A.java:2: warning: [removal] x() has been deprecated      | src/A.java 2  warning  [removal] x() has been deprecated
                    """)
    void aLineIsAProblemAtAPlace(String tool, String lines, String expected) throws Exception {
        ProblemMatchers matchers = new ProblemMatchers();
        try (InputStream in =
                ToolMatchers.class.getResourceAsStream("matchers/" + tool + ".json")) {
            matchers.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        Optional<Problem> found = Optional.empty();
        for (String line : lines.split("~")) {
            found = matchers.match(line, warning -> assertThat(warning).isNull());
        }
        Problem problem = found.orElseThrow();
        assertThat(
                        "%s %s %s %s %s %s"
                                .formatted(
                                        problem.file(),
                                        problem.line(),
                                        problem.column(),
                                        problem.severity(),
                                        problem.code(),
                                        problem.message()))
                .isEqualTo(expected);
    }
}
