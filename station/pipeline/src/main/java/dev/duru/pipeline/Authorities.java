package dev.duru.pipeline;

import dev.duru.kernel.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Certificate authorities that jobs trust besides those of the machine. */
final class Authorities {
    /** Where systems keep those that they trust. */
    private static final List<Path> OF_MACHINE =
            List.of(
                    Path.of("/etc/ssl/certs/ca-certificates.crt"),
                    Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
                    Path.of("/etc/ssl/cert.pem"));

    private Authorities() {}

    /**
     * Writes one file with those of the machine and those of another file.
     *
     * @param more certificates in PEM
     * @throws ProblemException USER when it is no such file
     */
    static Path write(Path more, Path target) {
        try {
            String text = Files.readString(more, StandardCharsets.ISO_8859_1);
            if (!text.contains("-----BEGIN CERTIFICATE-----")) {
                throw ProblemException.user(
                        more + " has no certificate in it; give a file of such in PEM");
            }
            StringBuilder all = new StringBuilder(text).append('\n');
            for (Path file : OF_MACHINE) {
                if (Files.isRegularFile(file)) {
                    all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
                    break;
                }
            }
            return Files.writeString(target, all, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw ProblemException.user(more + " cannot be read: " + e);
        }
    }
}
