package dev.duru.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.kernel.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
    @TempDir Path folder;

    @Test
    void aFlagWinsOverTheEnvironmentWhichWinsOverTheFile() throws IOException {
        Path file =
                file(
                        "http:\n  port: 1\n  address: 0.0.0.0\nedge: { port: 1 }\nobserve: { every: 250ms }\n");
        Config config =
                ConfigReader.read(
                        Optional.of(file),
                        Map.of(
                                "DURU_HTTP_PORT",
                                "2",
                                "DURU_EDGE_PORT",
                                "2",
                                "HOME",
                                "/x",
                                "DURU_TOKEN",
                                "t"),
                        Map.of("edge.port", "3"));
        assertThat(config.http().address()).isEqualTo("0.0.0.0");
        assertThat(config.http().port()).isEqualTo(2);
        assertThat(config.edge().port()).isEqualTo(3);
        assertThat(config.watch().every()).isEqualTo(Duration.ofMillis(250));
        assertThat(config.limits().pushBytes()).isEqualTo(2L << 30);
        assertThat(config.limits().jobs()).isPositive();
    }

    @Test
    void anUnknownKeyIsAnErrorWithItsLine() throws IOException {
        assertProblem(
                "http:\n  port: 1\n  prot: 2\n", "duru.yml:3:3: there is no setting 'http.prot'");
        assertProblem("htpp:\n  port: 1\n", "duru.yml:1:1: there is no setting 'htpp'");
        assertThatThrownBy(() ->
                        ConfigReader.read(
                                Optional.empty(), Map.of("DURU_HTTP_PROT", "1"), Map.of()))
                .hasMessageContaining("variable DURU_HTTP_PROT");
        assertThatThrownBy(() -> ConfigReader.read(Optional.empty(), Map.of(), Map.of("prot", "1")))
                .hasMessageContaining("--prot");
    }

    @Test
    void aWrongValueIsNamedWithItsPlace() throws IOException {
        assertProblem(
                "http: { port: eighty }", "duru.yml:1:15: http.port: 'eighty' is not a number");
        assertProblem("http: { port: 70000 }", "expected a number from 0 to 65535");
        assertProblem("http: 8080", "duru.yml:1:7: http takes keys of its own: http.address");
        assertProblem("data: [a]", "duru.yml:1:7: data takes one value");
        assertProblem("git: { max-push: lots }", "expected a size such as 500MB");
        assertProblem("observe: { every: 1 }", "expected a time such as");
        assertProblem("http: { url: 'ftp://x' }", "expected http://");
        assertProblem("- a", "duru.yml:1:1: expected keys and values");
        assertProblem(
                "edge: { trusted: '10.0.0.0/8, home' }",
                "duru.yml:1:18: edge.trusted: '10.0.0.0/8, home': expected addresses and networks");
        assertProblem("edge: { proxy-header: true }", "edge.proxy-header without edge.trusted");
        assertProblem("keep: { releases: 0 }", "expected a number from 1");
    }

    @Test
    void proxiesBeforeTheEdgeAreBelievedByName() throws IOException {
        Config config =
                ConfigReader.read(
                        Optional.of(
                                file("edge: { trusted: '10.0.0.0/8, ::1', proxy-header: true }")),
                        Map.of(),
                        Map.of());
        assertThat(config.edge().proxies().trusted()).containsExactly("10.0.0.0/8", "::1");
        assertThat(config.edge().proxies().header()).isTrue();
    }

    @Test
    void anEmptyFileIsTheDefaults() throws IOException {
        assertThat(ConfigReader.read(Optional.of(file("")), Map.of(), Map.of()).http().port())
                .isEqualTo(8080);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("duru.yml"), text);
    }

    private void assertProblem(String text, String message) throws IOException {
        Path file = file(text);
        assertThatThrownBy(() -> ConfigReader.read(Optional.of(file), Map.of(), Map.of()))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(message);
    }
}
