package dev.duru.observe.query;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A server that answers queries in place of the own store.
 *
 * @param url up to and without {@code /api/v1}, such as {@code http://127.0.0.1:9090}
 * @param tokenFile holds a bearer token; null for none
 * @param user who asks, with the password of a file; empty for nobody
 * @param passwordFile holds that password; null for an empty one
 * @param caFile certificates (PEM) of the authorities that the server's own must come from; null
 *     for those that the machine trusts
 */
public record QueryServer(
        URI url,
        @Nullable Path tokenFile,
        String user,
        @Nullable Path passwordFile,
        @Nullable Path caFile) {
    /** A server that asks nobody who he is. */
    public static QueryServer open(URI url) {
        return new QueryServer(url, null, "", null, null);
    }

    /** The address of a part of its API. */
    URI at(String path) {
        return URI.create(url.toString().replaceAll("/+$", "") + "/api/v1" + path);
    }

    /** The value of the header {@code Authorization}, or {@code ""}; the files are read anew. */
    String authorization() throws IOException {
        if (tokenFile != null) {
            return "Bearer " + Files.readString(tokenFile).strip();
        }
        if (user.isEmpty()) {
            return "";
        }
        String password = passwordFile == null ? "" : Files.readString(passwordFile).strip();
        return "Basic "
                + Base64.getEncoder()
                        .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** A client that trusts whom it should. */
    HttpClient client() {
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10));
        if (caFile != null) {
            builder.sslContext(trusting(caFile));
        }
        return builder.build();
    }

    private static SSLContext trusting(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate each :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca" + number++, each);
            }
            TrustManagerFactory managers =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw dev.duru.kernel.ProblemException.user(
                    file + " holds no certificates that can be read: " + e.getMessage());
        }
    }
}
