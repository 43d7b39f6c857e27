package dev.duru.pipeline.services.results;

import dev.duru.kernel.Blobs;
import dev.duru.kernel.ProblemException;
import dev.duru.web.RawResponse;
import dev.duru.web.Request;
import dev.duru.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The part of Azure's Blob service that GitHub's toolkit uses at signed URLs (REST API, version
 * 2019-12-12 and later): Put Blob, Put Block, Put Block List, Append Block, Get Blob with ranges,
 * Get Blob Properties.
 */
final class BlobEndpoint {
    private static final String VERSION = "2021-12-02";
    private static final String OCTETS = "application/octet-stream";

    private final Uploads uploads;
    private final Tickets tickets;
    private final Blobs blobs;
    private final long limit;

    /** {@code limit} is the most bytes that one upload may have. */
    BlobEndpoint(Uploads uploads, Tickets tickets, Blobs blobs, long limit) {
        this.uploads = uploads;
        this.tickets = tickets;
        this.blobs = blobs;
        this.limit = limit;
    }

    void add(Router router) {
        router.raw("*", "/_results/blobs/{id}", this::handle);
    }

    private void handle(Request request, RawResponse response) throws IOException {
        response.header("x-ms-version", VERSION)
                .header("x-ms-request-id", UUID.randomUUID().toString());
        request.header("x-ms-client-request-id")
                .filter(id -> id.matches("[\\x21-\\x7e]{1,200}"))
                .ifPresent(id -> response.header("x-ms-client-request-id", id));
        try {
            String secret = request.query("sig").orElse("");
            switch (request.method()) {
                case "PUT" -> put(upload(secret), request, response);
                case "GET", "HEAD" -> get(secret, request, response);
                default ->
                        throw new Refusal(
                                405, "UnsupportedHttpVerb", request.method() + " is not for blobs");
            }
        } catch (Refusal refusal) {
            refuse(refusal, response);
        } catch (ProblemException e) {
            refuse(new Refusal(400, "InvalidInput", e.detail()), response);
        } catch (Staging.TooLargeException e) {
            refuse(
                    new Refusal(
                            413,
                            "RequestBodyTooLarge",
                            "an upload may have " + limit + " bytes at most"),
                    response);
        }
    }

    private Upload upload(String secret) throws Refusal {
        return uploads.bySecret(secret)
                .orElseThrow(() ->
                        new Refusal(
                                403,
                                "AuthenticationFailed",
                                "the signature does not fit, or its upload has ended"));
    }

    private void put(Upload upload, Request request, RawResponse response)
            throws IOException, Refusal {
        Staging staging = uploads.staging(upload);
        String comp = request.query("comp").orElse("");
        switch (comp) {
            case "" -> putBlob(staging, request, response);
            case "block" -> {
                String id = request.query("blockid").orElse("");
                if (id.isEmpty() || id.length() > 128) {
                    throw new Refusal(400, "InvalidQueryParameterValue", "blockid is missing");
                }
                created(staging.block(id, request.bodyStream(), limit), response);
            }
            case "blocklist" -> {
                List<String> missing = staging.join(BlockList.read(request.bodyStream()));
                if (!missing.isEmpty()) {
                    throw new Refusal(
                            400, "InvalidBlockList", "there is no block " + missing.getFirst());
                }
                created(response);
            }
            case "appendblock" -> {
                long offset = staging.append(request.bodyStream(), limit);
                response.header("x-ms-blob-append-offset", Long.toString(offset));
                created(response);
            }
            default ->
                    throw new Refusal(
                            400,
                            "InvalidQueryParameterValue",
                            "comp=" + comp + " is not offered here");
        }
    }

    private void putBlob(Staging staging, Request request, RawResponse response)
            throws IOException, Refusal {
        String type = request.header("x-ms-blob-type").orElse("");
        switch (type) {
            case "BlockBlob", "AppendBlob" ->
                    created(staging.whole(request.bodyStream(), limit), response);
            default ->
                    throw new Refusal(
                            400, "InvalidHeaderValue", "x-ms-blob-type must be BlockBlob");
        }
    }

    private static void created(Staging.Written written, RawResponse response) {
        response.header("Content-MD5", Base64.getEncoder().encodeToString(written.md5()));
        created(response);
    }

    private static void created(RawResponse response) {
        response.status(201)
                .header("ETag", "\"0x" + UUID.randomUUID().toString().replace("-", "") + "\"")
                .header("Last-Modified", httpTime(Instant.now()))
                .header("x-ms-request-server-encrypted", "false")
                .header("Content-Length", "0");
    }

    private static String httpTime(Instant at) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(at.atOffset(ZoneOffset.UTC));
    }

    private void get(String secret, Request request, RawResponse response)
            throws IOException, Refusal {
        Optional<Tickets.Opened> ticket = tickets.find(secret);
        Path file;
        String etag;
        if (ticket.isPresent()) {
            file = blobs.path(ticket.get().digest());
            etag = ticket.get().digest().substring("sha256:".length());
            response.header("Content-Type", ticket.get().mime())
                    .header("Content-Disposition", disposition(ticket.get().name()));
        } else {
            Upload upload = upload(secret);
            Optional<Path> whole = uploads.staging(upload).whole();
            etag = "upload-" + upload.id();
            file = whole.orElseThrow(() -> new Refusal(404, "BlobNotFound", "nothing is here yet"));
            response.header("Content-Type", OCTETS);
        }
        if (!Files.isRegularFile(file)) {
            throw new Refusal(404, "BlobNotFound", "the blob is gone");
        }
        send(file, etag, request, response);
    }

    private static void send(Path file, String etag, Request request, RawResponse response)
            throws IOException, Refusal {
        long size = Files.size(file);
        Optional<String> asked = request.header("x-ms-range").or(() -> request.header("Range"));
        Optional<Span> span = asked.map(header -> Span.of(header, size)).orElse(Span.of("", size));
        if (span.isEmpty()) {
            response.header("Content-Range", "bytes */" + size);
            throw new Refusal(416, "InvalidRange", "the range lies outside of the blob");
        }
        Span part = span.get();
        boolean partial = asked.isPresent() && part.length() < size;
        response.status(partial ? 206 : 200)
                .header("Accept-Ranges", "bytes")
                .header("ETag", "\"" + etag + "\"")
                .header("Last-Modified", httpTime(Files.getLastModifiedTime(file).toInstant()))
                .header("x-ms-blob-type", "BlockBlob")
                .header("x-ms-lease-status", "unlocked")
                .header("x-ms-lease-state", "available")
                .header("x-ms-server-encrypted", "false")
                .header("Cache-Control", "private")
                .header("Content-Length", Long.toString(part.length()));
        if (partial) {
            response.header("Content-Range", "bytes " + part.from() + "-" + part.to() + "/" + size);
        }
        if (!request.method().equals("HEAD") && part.length() > 0) {
            copy(file, part, response.outputStream());
        }
    }

    private static void copy(Path file, Span part, OutputStream out) throws IOException {
        try (FileChannel channel = FileChannel.open(file);
                InputStream in = Channels.newInputStream(channel.position(part.from()))) {
            byte[] buffer = new byte[64 * 1024];
            long left = part.length();
            while (left > 0) {
                int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (n < 0) {
                    throw new IOException(file.getFileName() + " became shorter");
                }
                out.write(buffer, 0, n);
                left -= n;
            }
        }
    }

    /** RFC 6266, with a plain name for clients that know no other. */
    private static String disposition(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9 ._()-]", "_");
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + encoded;
    }

    private static void refuse(Refusal refusal, RawResponse response) {
        String body =
                "<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>"
                        + refusal.code()
                        + "</Code><Message>"
                        + refusal.getMessage().replace("&", "&amp;").replace("<", "&lt;")
                        + "</Message></Error>";
        response.status(refusal.status())
                .header("x-ms-error-code", refusal.code())
                .header("Content-Type", "application/xml")
                .send(body.getBytes(StandardCharsets.UTF_8));
    }

    /** A refusal in Azure's form. */
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1;

        private final int status;
        private final String code;
        private final String words;

        Refusal(int status, String code, String words) {
            super(words);
            this.status = status;
            this.code = code;
            this.words = words;
        }

        int status() {
            return status;
        }

        String code() {
            return code;
        }

        @Override
        public String getMessage() {
            return words;
        }
    }
}
