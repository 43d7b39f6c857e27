package dev.duru.observe.rules.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.kernel.ProblemException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same files for Duru and for Debian's promtool. */
class RuleTestsTest {
    private static final Path PROMTOOL = Path.of("/usr/bin/promtool");

    private static Path file(String name) throws URISyntaxException {
        return Path.of(RuleTestsTest.class.getResource("/dev/duru/observe/rules/" + name).toURI());
    }

    private static boolean passes(Path file) {
        try {
            return RuleTests.run(file).isEmpty();
        } catch (ProblemException malformed) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "passes.yml",
                "fails-alert.yml",
                "fails-value.yml",
                "fails-rule.yml",
                "malformed.yml"
            })
    void promtoolSaysTheSame(String name) throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(PROMTOOL), "promtool is not installed");
        Process promtool =
                new ProcessBuilder(PROMTOOL.toString(), "test", "rules", file(name).toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(passes(file(name))).as(said).isEqualTo(promtool.waitFor() == 0);
    }

    @Test
    void whatIsExpectedComesOut() throws Exception {
        assertThat(RuleTests.run(file("passes.yml"))).isEmpty();
    }

    @Test
    void whatCameOutOtherwiseIsNamed() throws Exception {
        assertThat(RuleTests.run(file("fails-alert.yml")))
                .singleElement()
                .asString()
                .contains("test `two of three go`")
                .contains("alert InstanceDown at PT7M")
                .contains("severity=\"page\"")
                .contains("got:      []");
        assertThat(RuleTests.run(file("fails-value.yml"))).hasSize(2);
        assertThat(RuleTests.run(file("fails-rule.yml")).getFirst())
                .contains("rule same at PT0S: vector contains metrics with the same labelset");
        assertThatThrownBy(() -> RuleTests.run(file("malformed.yml")))
                .hasMessageContaining("malformed.yml:21:9: unknown key `expalerts`");
    }
}
