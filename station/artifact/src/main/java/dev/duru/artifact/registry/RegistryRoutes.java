package dev.duru.artifact.registry;

import dev.duru.kernel.Bounds;
import dev.duru.kernel.Problem;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.oci.Digest;
import dev.duru.oci.OciJson;
import dev.duru.web.RawResponse;
import dev.duru.web.Request;
import dev.duru.web.Router;
import dev.duru.web.Routes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.json.JsonMapper;

/** The distribution API over HTTP: who may, what was asked, what is answered. */
public final class RegistryRoutes implements Routes {
    private static final int MAX_PAGE = 10_000;
    private static final String OCTETS = "application/octet-stream";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Registry registry;

    public RegistryRoutes(Registry registry) {
        this.registry = registry;
    }

    @Override
    public void add(Router router) {
        router.raw("*", "/v2/{path...}", this::handle);
    }

    private void handle(Request request, RawResponse response) throws IOException {
        response.header("Docker-Distribution-Api-Version", "registry/2.0");
        try {
            answer(Endpoint.parse(request.param("path")), request, response);
        } catch (Refusal refusal) {
            refuse(refusal, response);
        } catch (ProblemException e) {
            refuse(translate(e), response);
        }
    }

    private void answer(Endpoint endpoint, Request request, RawResponse response)
            throws IOException {
        switch (endpoint) {
            case Endpoint.Ping() -> ping(request, response);
            case Endpoint.Catalog() -> catalog(request, response);
            case Endpoint.Tags(Repository repository) -> {
                allow(Role.READER, repository, request);
                tags(repository, request, response);
            }
            case Endpoint.Referrers(Repository repository, Digest subject) -> {
                allow(Role.READER, repository, request);
                referrers(repository, subject, request, response);
            }
            case Endpoint.Blob(Repository repository, Digest digest) ->
                    blob(repository, digest, request, response);
            case Endpoint.Manifest(Repository repository, String reference) ->
                    manifest(repository, reference, request, response);
            case Endpoint.NewUpload(Repository repository) -> {
                allow(Role.DEVELOPER, repository, request);
                only(request, "POST");
                start(repository, request, response);
            }
            case Endpoint.Upload(Repository repository, String id) -> {
                allow(Role.DEVELOPER, repository, request);
                upload(repository, id, request, response);
            }
        }
    }

    // ---- who may ----

    /** Clients learn here how to sign in, so nobody is let through without. */
    private static void ping(Request request, RawResponse response) throws IOException {
        if (request.identity().anonymous()) {
            throw new Refusal(
                    ErrorCode.UNAUTHORIZED, "sign in with user and password, or user and token");
        }
        json(response, 200, Map.of());
    }

    private static void allow(Role needed, Repository repository, Request request) {
        Optional<Role> role = request.role(repository.project());
        Bounds bounds = request.identity().bounds();
        if (bounds != null && bounds.project().equals(repository.project())) {
            ofJob(needed, repository, bounds);
            return;
        }
        if (needed != Role.READER && request.identity().readOnly()) {
            throw new Refusal(ErrorCode.DENIED, "this token only reads; use one that may write");
        }
        if (role.isPresent() && role.get().includes(needed)) {
            return;
        }
        if (request.identity().anonymous()) {
            throw new Refusal(
                    ErrorCode.UNAUTHORIZED, "sign in with user and password, or user and token");
        }
        if (role.isEmpty()) {
            throw new Refusal(
                    ErrorCode.NAME_UNKNOWN, "there is no project " + repository.project());
        }
        throw new Refusal(
                ErrorCode.DENIED,
                "this needs the role "
                        + needed.name().toLowerCase(java.util.Locale.ROOT)
                        + " in "
                        + repository.project());
    }

    /** What a job's own token may do in its project's repositories. */
    private static void ofJob(Role needed, Repository repository, Bounds bounds) {
        boolean allowed =
                switch (needed) {
                    case READER -> bounds.reads(repository.project(), Bounds.Area.PACKAGES);
                    case DEVELOPER -> bounds.writes(repository.project(), Bounds.Area.PACKAGES);
                    case APPROVER, MAINTAINER, ADMIN -> false;
                };
        if (!allowed) {
            throw new Refusal(
                    ErrorCode.DENIED,
                    needed == Role.READER
                            ? "this token may not read packages; give the job `packages: read`"
                            : "this token may not do that; give the job `packages: write`");
        }
    }

    private static void only(Request request, String... methods) {
        if (!List.of(methods).contains(request.method())) {
            throw new Refusal(ErrorCode.UNSUPPORTED, request.method() + " is not for this path");
        }
    }

    // ---- blobs ----

    private void blob(Repository repository, Digest digest, Request request, RawResponse response)
            throws IOException {
        if (request.method().equals("DELETE")) {
            allow(Role.MAINTAINER, repository, request);
            registry.deleteBlob(repository, digest);
            empty(response, 202);
            return;
        }
        only(request, "GET", "HEAD");
        allow(Role.READER, repository, request);
        OptionalLong size = registry.blobSize(repository, digest);
        if (size.isEmpty()) {
            throw new Refusal(ErrorCode.BLOB_UNKNOWN, repository + " has no blob " + digest);
        }
        Optional<ByteRange> range =
                ByteRange.of(request.header("Range").orElse(null), size.getAsLong());
        ByteRange part = range.orElse(new ByteRange(0, size.getAsLong() - 1));
        response.status(range.isPresent() ? 206 : 200)
                .header("Content-Type", OCTETS)
                .header("Docker-Content-Digest", digest.toString())
                .header("ETag", '"' + digest.toString() + '"')
                .header("Accept-Ranges", "bytes")
                .header("Cache-Control", "private, max-age=31536000, immutable")
                .header("Content-Length", Long.toString(part.length()));
        if (range.isPresent()) {
            response.header(
                    "Content-Range",
                    "bytes " + part.from() + "-" + part.to() + "/" + size.getAsLong());
        }
        if (!request.method().equals("HEAD")) {
            copy(registry.blobFile(repository, digest), part, response.outputStream());
        }
    }

    private static void copy(Path file, ByteRange part, OutputStream out) throws IOException {
        try (FileChannel channel = FileChannel.open(file);
                InputStream in = Channels.newInputStream(channel.position(part.from()))) {
            byte[] buffer = new byte[64 * 1024];
            long left = part.length();
            while (left > 0) {
                int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (n < 0) {
                    throw new IOException(
                            "blob " + file.getFileName() + " is shorter than its row says");
                }
                out.write(buffer, 0, n);
                left -= n;
            }
        }
    }

    // ---- uploads ----

    private void start(Repository repository, Request request, RawResponse response)
            throws IOException {
        String by = request.identity().user();
        Optional<Digest> mount = request.query("mount").flatMap(Digest::tryParse);
        if (mount.isPresent() && mounted(repository, mount.get(), request)) {
            created(repository, "blobs", mount.get(), response);
            return;
        }
        Optional<String> digest = request.query("digest");
        if (digest.isPresent()) {
            Digest expected = digest(digest.get());
            String id = registry.uploads().start(repository, by);
            finish(repository, id, expected, request, response);
            return;
        }
        String id = registry.uploads().start(repository, by);
        progress(repository, id, 0, 202, response);
    }

    private boolean mounted(Repository repository, Digest digest, Request request) {
        Optional<Repository> from = request.query("from").map(Repository::parse);
        return from.isPresent()
                && request.role(from.get().project()).isPresent()
                && registry.mount(repository, from.get(), digest);
    }

    private void upload(Repository repository, String id, Request request, RawResponse response)
            throws IOException {
        Uploads uploads = registry.uploads();
        switch (request.method()) {
            case "GET", "HEAD" ->
                    progress(repository, id, uploads.received(repository, id), 204, response);
            case "PATCH" -> {
                long received =
                        uploads.append(repository, id, request.bodyStream(), piece(request));
                progress(repository, id, received, 202, response);
            }
            case "PUT" -> {
                Digest expected = digest(request.query("digest").orElse(""));
                finish(repository, id, expected, request, response);
            }
            case "DELETE" -> {
                uploads.cancel(repository, id);
                empty(response, 204);
            }
            default -> only(request, "GET", "HEAD", "PATCH", "PUT", "DELETE");
        }
    }

    private void finish(
            Repository repository,
            String id,
            Digest expected,
            Request request,
            RawResponse response)
            throws IOException {
        registry.uploads()
                .finish(
                        repository,
                        id,
                        expected,
                        new Uploads.Body(request.bodyStream(), piece(request)),
                        (file, size) -> registry.keep(repository, expected, file, size));
        created(repository, "blobs", expected, response);
    }

    private static Uploads.@org.jspecify.annotations.Nullable Piece piece(Request request) {
        return ByteRange.piece(request.header("Content-Range").orElse(null));
    }

    private static void progress(
            Repository repository, String id, long received, int status, RawResponse response)
            throws IOException {
        response.header("Location", "/v2/" + repository + "/blobs/uploads/" + id)
                .header("Range", "0-" + Math.max(0, received - 1))
                .header("Docker-Upload-UUID", id);
        empty(response, status);
    }

    // ---- manifests ----

    private void manifest(
            Repository repository, String reference, Request request, RawResponse response)
            throws IOException {
        switch (request.method()) {
            case "GET", "HEAD" -> {
                allow(Role.READER, repository, request);
                send(repository, reference, response);
            }
            case "PUT" -> {
                allow(Role.DEVELOPER, repository, request);
                push(repository, reference, request, response);
            }
            case "DELETE" -> {
                allow(Role.MAINTAINER, repository, request);
                registry.delete(repository, reference);
                empty(response, 202);
            }
            default -> only(request, "GET", "HEAD", "PUT", "DELETE");
        }
    }

    private void send(Repository repository, String reference, RawResponse response) {
        StoredManifest manifest =
                registry.manifest(repository, reference)
                        .orElseThrow(() ->
                                new Refusal(
                                        ErrorCode.MANIFEST_UNKNOWN,
                                        repository + " has no manifest " + reference));
        response.status(200)
                .header("Content-Type", manifest.mediaType())
                .header("Docker-Content-Digest", manifest.digest().toString())
                .header("ETag", '"' + manifest.digest().toString() + '"');
        response.send(registry.document(manifest));
    }

    private void push(
            Repository repository, String reference, Request request, RawResponse response)
            throws IOException {
        byte[] bytes = request.bodyStream().readNBytes(Registry.MAX_MANIFEST + 1);
        if (bytes.length > Registry.MAX_MANIFEST) {
            throw new Refusal(
                    ErrorCode.SIZE_INVALID,
                    413,
                    "a manifest may have " + Registry.MAX_MANIFEST + " bytes at most");
        }
        String type =
                request.header("Content-Type")
                        .map(value -> value.split(";", 2)[0].strip())
                        .orElseThrow(() ->
                                new Refusal(
                                        ErrorCode.MANIFEST_INVALID,
                                        "say the manifest's media type in Content-Type"));
        Registry.Pushed pushed =
                registry.push(repository, reference, type, bytes, request.identity().user());
        pushed.subject().ifPresent(subject -> response.header("OCI-Subject", subject.toString()));
        created(repository, "manifests", pushed.digest(), response);
    }

    // ---- lists ----

    private void tags(Repository repository, Request request, RawResponse response)
            throws IOException {
        only(request, "GET", "HEAD");
        int n = pageSize(request);
        List<String> tags = registry.tags(repository, request.query("last").orElse(""), n + 1);
        List<String> page = tags.subList(0, Math.min(n, tags.size()));
        if (tags.size() > n && n > 0) {
            link("/v2/" + repository + "/tags/list", n, page.getLast(), response);
        }
        json(response, 200, new TagList(repository.name(), page));
    }

    /** The answer of tags/list. */
    private record TagList(String name, List<String> tags) {}

    private void catalog(Request request, RawResponse response) throws IOException {
        only(request, "GET", "HEAD");
        int n = pageSize(request);
        List<String> visible = new ArrayList<>();
        String last = request.query("last").orElse("");
        while (visible.size() <= n) {
            List<String> batch = registry.repositories(last, 1000);
            for (String name : batch) {
                ProjectName project = Repository.parse(name).project();
                if (request.role(project).isPresent()) {
                    visible.add(name);
                }
            }
            if (batch.size() < 1000) {
                break;
            }
            last = batch.getLast();
        }
        List<String> page = visible.subList(0, Math.min(n, visible.size()));
        if (visible.size() > n && n > 0) {
            link("/v2/_catalog", n, page.getLast(), response);
        }
        json(response, 200, Map.of("repositories", page));
    }

    private void referrers(
            Repository repository, Digest subject, Request request, RawResponse response) {
        only(request, "GET", "HEAD");
        String type = request.query("artifactType").orElse("");
        byte[] index = OciJson.write(registry.referrers(repository, subject, type));
        if (!type.isEmpty()) {
            response.header("OCI-Filters-Applied", "artifactType");
        }
        response.status(200).header("Content-Type", dev.duru.oci.MediaTypes.OCI_INDEX);
        response.send(index);
    }

    private static int pageSize(Request request) {
        Optional<String> n = request.query("n");
        if (n.isPresent() && !n.get().matches("\\d{1,9}")) {
            throw new Refusal(ErrorCode.PAGINATION_NUMBER_INVALID, "n must be a number from 0");
        }
        return n.map(text -> Math.min(Integer.parseInt(text), MAX_PAGE)).orElse(MAX_PAGE);
    }

    private static void link(String path, int n, String last, RawResponse response) {
        String query = "?n=" + n + "&last=" + URLEncoder.encode(last, StandardCharsets.UTF_8);
        response.header("Link", "<" + path + query + ">; rel=\"next\"");
    }

    // ---- answers ----

    private static Digest digest(String text) {
        return Digest.tryParse(text)
                .orElseThrow(() ->
                        new Refusal(
                                ErrorCode.DIGEST_INVALID,
                                "say the digest as digest=sha256:<64 hex digits>"));
    }

    private static void created(
            Repository repository, String kind, Digest digest, RawResponse response) {
        response.header("Location", "/v2/" + repository + "/" + kind + "/" + digest)
                .header("Docker-Content-Digest", digest.toString());
        empty(response, 201);
    }

    private static void empty(RawResponse response, int status) {
        response.status(status);
        response.send(new byte[0]);
    }

    private static void json(RawResponse response, int status, Object body) {
        response.status(status).header("Content-Type", "application/json");
        response.send(JSON.writeValueAsBytes(body));
    }

    private static Refusal translate(ProblemException e) {
        return switch (e.code()) {
            case UNAUTHENTICATED -> new Refusal(ErrorCode.UNAUTHORIZED, e.detail());
            case FORBIDDEN -> new Refusal(ErrorCode.DENIED, e.detail());
            case NOT_FOUND -> new Refusal(ErrorCode.NAME_UNKNOWN, e.detail());
            case USER, CONFLICT, RESOURCE, INTERNAL ->
                    new Refusal(ErrorCode.UNKNOWN, status(e.code()), e.detail());
        };
    }

    private static int status(Problem.Code code) {
        return code.status();
    }

    private static void refuse(Refusal refusal, RawResponse response) {
        if (refusal.code() == ErrorCode.UNAUTHORIZED) {
            response.header("WWW-Authenticate", "Basic realm=\"duru\"");
        }
        if (refusal.offset() >= 0) {
            response.header("Range", "0-" + Math.max(0, refusal.offset() - 1));
        }
        Map<String, String> error =
                Map.of(
                        "code",
                        refusal.code().name(),
                        "message",
                        String.valueOf(refusal.getMessage()));
        json(response, refusal.status(), Map.of("errors", List.of(error)));
    }
}
