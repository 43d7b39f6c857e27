package dev.duru.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.state.State;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that jobs of a local run trust besides those of the machine. */
final class LocalTrustTest {
    private static final String PIPELINE =
            """
            show:
              script:
                - grep -q "$FIRST_LINE" "$SSL_CERT_FILE"
                - test "$CURL_CA_BUNDLE" = "$SSL_CERT_FILE"
            """;

    @TempDir Path folder;

    private RunView run(Path authorities, String line) {
        return new LocalRun(
                        LocalRun.Options.of(folder)
                                .withEnvironment(Map.of("FIRST_LINE", line))
                                .with(
                                        new LocalRun.Details(
                                                Optional.empty(),
                                                Map.of(),
                                                Map.of(),
                                                Optional.of(authorities))))
                .run(LocalRun.Listener.SILENT)
                .getFirst();
    }

    /** One of those that the JDK brings along. */
    private static Certificate any() throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        Path file = Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, null);
        }
        return store.getCertificate(store.aliases().nextElement());
    }

    @Test
    void jobsFindThemInAFile() throws Exception {
        Files.writeString(folder.resolve(".gitlab-ci.yml"), PIPELINE);
        String body =
                Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(any().getEncoded());
        Path file = folder.resolve("ca.pem");
        Files.writeString(
                file, "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n");
        String line = body.lines().findFirst().orElseThrow();
        assertThat(run(file, line).run().state()).isEqualTo(State.SUCCESS);
    }

    @Test
    void aFileOfSomethingElseIsRefused() throws Exception {
        Files.writeString(folder.resolve(".gitlab-ci.yml"), PIPELINE);
        Path file = Files.writeString(folder.resolve("ca.pem"), "hello");
        assertThatThrownBy(() -> run(file, "x"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("certificate");
    }
}
