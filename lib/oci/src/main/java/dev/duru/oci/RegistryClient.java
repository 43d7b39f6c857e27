package dev.duru.oci;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A client of the OCI distribution API (distribution-spec 1.1) on the JDK's HTTP client. Blobs are
 * streamed between disk and network; everything received is checked against its digest. Redirects
 * are followed by hand, so that credentials never leave for another host. Safe for many threads.
 */
public final class RegistryClient implements AutoCloseable {
    private static final long MAX_MANIFEST = 4L * 1024 * 1024;
    private static final int MAX_REDIRECTS = 5;
    private static final Duration TIMEOUT = Duration.ofMinutes(30);

    private final HttpClient http;
    private final URI registry;
    private final RegistryAuth auth;

    /** Who asks; for most registries a token may stand for the password. */
    public record Credentials(String user, String password) {
        @Override
        public String toString() {
            return "Credentials[" + user + "]";
        }
    }

    /** A manifest as the registry gave it: the bytes, and what they say. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Fetched(Descriptor descriptor, byte[] bytes, Manifest manifest) {}

    /**
     * @param registry scheme, host and port, such as {@code https://registry.example}
     * @param credentials null for nobody
     */
    public RegistryClient(URI registry, @Nullable Credentials credentials) {
        this.http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofSeconds(20))
                        .build();
        this.registry = registry;
        this.auth = new RegistryAuth(http, registry, credentials);
    }

    /** Throws unless a registry answers here and lets these credentials in. */
    public void ping() {
        expect(200, send(request("/v2/").GET(), "registry:catalog:*"), "ping");
    }

    /** Fetches a manifest by tag or digest, or nothing where there is none. */
    public Optional<Fetched> manifest(String repository, String reference) {
        HttpResponse<InputStream> response =
                send(
                        request(path(repository, "manifests", reference))
                                .header("Accept", MediaTypes.ACCEPT_MANIFESTS)
                                .GET(),
                        pull(repository));
        byte[] bytes = small(response);
        if (response.statusCode() == 404) {
            return Optional.empty();
        }
        expect(200, response, bytes, "manifest " + repository + ":" + reference);
        String type = response.headers().firstValue("Content-Type").orElse(MediaTypes.OCI_MANIFEST);
        Descriptor descriptor = Descriptor.of(type.split(";", 2)[0].strip(), bytes);
        Digest.tryParse(reference)
                .ifPresent(wanted -> same(wanted, descriptor.digest(), "manifest"));
        return Optional.of(
                new Fetched(
                        descriptor, bytes, OciJson.readManifest(bytes, descriptor.mediaType())));
    }

    /** Whether the repository has the blob. */
    public boolean hasBlob(String repository, Digest digest) {
        HttpResponse<InputStream> response =
                send(
                        request(path(repository, "blobs", digest.toString()))
                                .method("HEAD", BodyPublishers.noBody()),
                        pull(repository));
        byte[] body = small(response);
        if (response.statusCode() == 404) {
            return false;
        }
        expect(200, response, body, "blob " + digest);
        return true;
    }

    /** Fetches a blob into {@code target}, which appears only when size and digest are right. */
    public void pull(String repository, Descriptor blob, Path target) {
        HttpResponse<InputStream> response =
                send(
                        request(path(repository, "blobs", blob.digest().toString())).GET(),
                        pull(repository));
        if (response.statusCode() != 200) {
            expect(200, response, small(response), "blob " + blob.digest());
        }
        try (DigestInput in = new DigestInput(response.body(), blob.size())) {
            Path temp = Files.createTempFile(target.toAbsolutePath().getParent(), ".pull-", "");
            try {
                try (OutputStream out = Files.newOutputStream(temp)) {
                    in.transferTo(out);
                }
                if (in.count() != blob.size()) {
                    throw new OciException(
                            "blob " + blob.digest() + " is cut off at " + in.count());
                }
                same(blob.digest(), in.finish(), "blob");
                Files.move(temp, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temp);
            }
        } catch (IOException e) {
            throw new OciException("cannot pull " + blob.digest() + ": " + e.getMessage(), e);
        }
    }

    /** Sends a blob in one piece; nothing is sent if it is there already. */
    public void push(String repository, Digest digest, Content content) {
        if (hasBlob(repository, digest)) {
            return;
        }
        URI upload = withDigest(startUpload(repository), digest);
        HttpResponse<InputStream> response =
                send(
                        HttpRequest.newBuilder(upload)
                                .header("Content-Type", "application/octet-stream")
                                .PUT(publisher(content)),
                        push(repository));
        expect(201, response, "push of " + digest);
    }

    /**
     * Sends a blob in pieces of {@code chunk} bytes, for registries or proxies that refuse large
     * requests.
     */
    public void pushChunked(String repository, Digest digest, Path file, long chunk) {
        URI upload = startUpload(repository);
        try {
            long size = Files.size(file);
            for (long at = 0; at < size; at += chunk) {
                long length = Math.min(chunk, size - at);
                HttpResponse<InputStream> response =
                        send(
                                HttpRequest.newBuilder(upload)
                                        .header("Content-Type", "application/octet-stream")
                                        .header("Content-Range", at + "-" + (at + length - 1))
                                        .method(
                                                "PATCH",
                                                publisher(Content.slice(file, at, length))),
                                push(repository));
                expect(202, response, "push of " + digest);
                upload = location(upload, response);
            }
        } catch (IOException e) {
            throw new OciException("cannot read " + file + ": " + e.getMessage(), e);
        }
        HttpResponse<InputStream> response =
                send(
                        HttpRequest.newBuilder(withDigest(upload, digest))
                                .PUT(BodyPublishers.noBody()),
                        push(repository));
        expect(201, response, "push of " + digest);
    }

    /**
     * Makes a blob of another repository part of this one without sending it; false if the registry
     * would not.
     */
    public boolean mount(String repository, Digest digest, String from) {
        String query = "?mount=" + encode(digest.toString()) + "&from=" + encode(from);
        HttpResponse<InputStream> response =
                send(
                        request("/v2/" + repository + "/blobs/uploads/" + query)
                                .POST(BodyPublishers.noBody()),
                        "repository:" + repository + ":pull,push");
        byte[] body = small(response);
        if (response.statusCode() == 202) {
            return false;
        }
        expect(201, response, body, "mount of " + digest);
        return true;
    }

    /** Sends a manifest under a tag or its digest; what it refers to must be there. */
    public Digest pushManifest(
            String repository, String reference, String mediaType, byte[] bytes) {
        HttpResponse<InputStream> response =
                send(
                        request(path(repository, "manifests", reference))
                                .header("Content-Type", mediaType)
                                .PUT(BodyPublishers.ofByteArray(bytes)),
                        push(repository));
        expect(201, response, "push of manifest " + repository + ":" + reference);
        return Digest.of(bytes);
    }

    /** All tags, in the registry's order. */
    public List<String> tags(String repository) {
        List<String> tags = new ArrayList<>();
        URI next = registry.resolve("/v2/" + repository + "/tags/list?n=1000");
        while (next != null) {
            HttpResponse<InputStream> response =
                    send(HttpRequest.newBuilder(next).GET(), pull(repository));
            byte[] bytes = small(response);
            expect(200, response, bytes, "tags of " + repository);
            JsonNode body = OciJson.parse(bytes, "tag list");
            tags.addAll(OciJson.texts(body, "tags", "tag list"));
            next = nextPage(next, response);
        }
        return tags;
    }

    @Override
    public void close() {
        http.close();
    }

    private URI startUpload(String repository) {
        HttpRequest.Builder start =
                request("/v2/" + repository + "/blobs/uploads/").POST(BodyPublishers.noBody());
        HttpResponse<InputStream> response = send(start, push(repository));
        expect(202, response, "start of an upload to " + repository);
        return location(registry, response);
    }

    private static @Nullable URI nextPage(URI current, HttpResponse<?> response) {
        String link = response.headers().firstValue("Link").orElse("");
        int open = link.indexOf('<');
        int close = link.indexOf('>', open + 1);
        return open < 0 || close < 0 || !link.contains("rel=\"next\"")
                ? null
                : current.resolve(link.substring(open + 1, close));
    }

    private URI location(URI base, HttpResponse<?> response) {
        String location =
                response.headers()
                        .firstValue("Location")
                        .orElseThrow(() ->
                                new OciException(registry + " names no Location for the upload"));
        return base.resolve(location);
    }

    private static URI withDigest(URI upload, Digest digest) {
        String text = upload.toString();
        return URI.create(
                text + (text.contains("?") ? "&" : "?") + "digest=" + encode(digest.toString()));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(registry.resolve(path));
    }

    private HttpResponse<InputStream> send(HttpRequest.Builder builder, String scope) {
        HttpRequest request = builder.timeout(TIMEOUT).build();
        try {
            HttpResponse<InputStream> response = follow(request, scope);
            if (response.statusCode() == 401 && auth.learn(scope, response)) {
                response.body().close();
                response = follow(request, scope);
            }
            return response;
        } catch (IOException e) {
            throw new RegistryException(0, "cannot reach " + registry + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryException(0, "interrupted while talking to " + registry, e);
        }
    }

    private HttpResponse<InputStream> follow(HttpRequest request, String scope)
            throws IOException, InterruptedException {
        URI uri = request.uri();
        for (int i = 0; i <= MAX_REDIRECTS; i++) {
            HttpRequest.Builder builder = HttpRequest.newBuilder(request, (n, v) -> true).uri(uri);
            if (sameOrigin(uri)) {
                auth.header(scope).ifPresent(value -> builder.setHeader("Authorization", value));
            }
            HttpResponse<InputStream> response =
                    http.send(builder.build(), BodyHandlers.ofInputStream());
            int status = response.statusCode();
            if (!(status == 301
                    || status == 302
                    || status == 303
                    || status == 307
                    || status == 308)) {
                return response;
            }
            response.body().close();
            uri = location(uri, response);
        }
        throw new RegistryException(0, registry + " redirects without end", null);
    }

    private boolean sameOrigin(URI uri) {
        return registry.getScheme().equals(uri.getScheme())
                && registry.getAuthority().equals(uri.getAuthority());
    }

    private static BodyPublisher publisher(Content content) {
        BodyPublisher streamed =
                BodyPublishers.ofInputStream(() -> {
                    try {
                        return content.open();
                    } catch (IOException e) {
                        throw new OciException("cannot read what is pushed: " + e.getMessage(), e);
                    }
                });
        return content.size() == 0
                ? BodyPublishers.noBody()
                : BodyPublishers.fromPublisher(streamed, content.size());
    }

    private void expect(int status, HttpResponse<InputStream> response, String what) {
        expect(status, response, small(response), what);
    }

    private void expect(int status, HttpResponse<?> response, byte[] body, String what) {
        if (response.statusCode() == status) {
            return;
        }
        String text = new String(body, 0, Math.min(body.length, 500), StandardCharsets.UTF_8);
        throw new RegistryException(
                response.statusCode(),
                what + ": " + registry + " answered " + response.statusCode() + ": " + text.strip(),
                null);
    }

    private byte[] small(HttpResponse<InputStream> response) {
        try (InputStream in = response.body()) {
            byte[] bytes = in.readNBytes((int) MAX_MANIFEST + 1);
            if (bytes.length > MAX_MANIFEST) {
                throw new OciException(registry + " sent a document of more than 4 MiB");
            }
            return bytes;
        } catch (IOException e) {
            throw new RegistryException(0, registry + " broke off: " + e.getMessage(), e);
        }
    }

    private static void same(Digest wanted, Digest actual, String what) {
        if (!wanted.equals(actual)) {
            throw new OciException(
                    what + " has wrong content: wanted " + wanted + ", got " + actual);
        }
    }

    private static String path(String repository, String kind, String reference) {
        return "/v2/" + repository + "/" + kind + "/" + reference;
    }

    private static String pull(String repository) {
        return "repository:" + repository + ":pull";
    }

    private static String push(String repository) {
        return "repository:" + repository + ":pull,push";
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
