package dev.duru.pipeline.toolchain;

import dev.duru.kernel.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/** Reads from the vendors of tools, within limits. */
public final class Downloads {
    private static final int LARGEST_INDEX = 64 << 20;
    private static final long LARGEST_ARCHIVE = 2L << 30;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(10))
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
    }

    /** An index. */
    String text(String url) {
        try (HttpClient client = client();
                InputStream in = open(client, URI.create(url))) {
            byte[] bytes = in.readNBytes(LARGEST_INDEX + 1);
            if (bytes.length > LARGEST_INDEX) {
                throw ProblemException.resource(url + " is larger than 64 MiB");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw unreachable(url, e);
        }
    }

    /**
     * A file, checked.
     *
     * @throws ProblemException RESOURCE when it does not come whole or has another checksum
     */
    void file(URI url, String sha256, Path target) {
        try (HttpClient client = client();
                InputStream in = open(client, url);
                OutputStream out = Files.newOutputStream(target)) {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[64 * 1024];
            long size = 0;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                size += read;
                if (size > LARGEST_ARCHIVE) {
                    throw ProblemException.resource(url + " is larger than 2 GiB");
                }
                sha.update(buffer, 0, read);
                out.write(buffer, 0, read);
            }
            String actual = HexFormat.of().formatHex(sha.digest());
            if (!actual.equalsIgnoreCase(sha256)) {
                throw ProblemException.resource(
                        url
                                + " has the SHA-256 "
                                + actual
                                + ", but its vendor names "
                                + (sha256.isEmpty() ? "none" : sha256)
                                + "; it was not used");
            }
        } catch (IOException e) {
            throw unreachable(url.toString(), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static InputStream open(HttpClient client, URI url) throws IOException {
        try {
            HttpResponse<InputStream> response =
                    client.send(
                            HttpRequest.newBuilder(url).timeout(PATIENCE).build(),
                            HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() != 200) {
                response.body().close();
                throw new IOException("status " + response.statusCode());
            }
            return response.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static ProblemException unreachable(String url, IOException e) {
        return ProblemException.resource(url + " cannot be read: " + e.getMessage());
    }
}
