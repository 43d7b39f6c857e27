package dev.duru.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Programs of the system as clients, and certificates that OpenSSL makes. */
final class Tool {
    private Tool() {}

    static void needs(String program) {
        boolean there =
                List.of(System.getenv("PATH").split(":")).stream()
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        Assumptions.assumeTrue(there, program + " is not installed");
    }

    /** Runs it to its end; the output, both streams. */
    static String run(String... command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .start();
        byte[] output = process.getInputStream().readAllBytes();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new String(output, StandardCharsets.UTF_8);
    }

    /** A self-signed certificate for hosts in NAME.pem and its key in NAME.key. */
    static FrontSettings.Pair certificate(Path folder, String name, String... hosts)
            throws IOException, InterruptedException {
        needs("openssl");
        Path certificate = folder.resolve(name + ".pem");
        Path key = folder.resolve(name + ".key");
        String alternatives =
                String.join(",", List.of(hosts).stream().map(host -> "DNS:" + host).toList());
        Path fresh = folder.resolve(name + ".new");
        Path freshKey = folder.resolve(name + ".newkey");
        String said =
                run(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:prime256v1",
                        "-nodes",
                        "-days",
                        "30",
                        "-subj",
                        "/CN=" + name,
                        "-addext",
                        "subjectAltName=" + alternatives,
                        "-keyout",
                        freshKey.toString(),
                        "-out",
                        fresh.toString());
        assertThat(fresh).as(said).exists();
        Files.move(freshKey, key, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Files.move(fresh, certificate, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        return new FrontSettings.Pair(certificate.toString(), key.toString());
    }
}
