package dev.duru.pipeline.services.rest;

import dev.duru.pipeline.services.http.Answer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Files and folders. */
final class ContentCalls {
    private final Code code;

    ContentCalls(Code code) {
        this.code = code;
    }

    List<Endpoint> endpoints() {
        String path = "/repos/{owner}/{repo}/contents/{path...}";
        return List.of(
                new Endpoint("GET", path, Caller.Need.read("contents"), this::get),
                new Endpoint("PUT", path, Caller.Need.write("contents"), this::put),
                new Endpoint("DELETE", path, Caller.Need.write("contents"), this::delete),
                new Endpoint(
                        "GET",
                        "/repos/{owner}/{repo}/readme",
                        Caller.Need.read("contents"),
                        call -> file(call, commit(call), "README.md")));
    }

    private String commit(Call call) {
        String ref =
                call.query("ref").isEmpty()
                        ? code.defaultBranch(call.project())
                        : call.query("ref");
        return code.commit(call.project(), ref)
                .map(Code.Commit::id)
                .orElseThrow(() -> new RestException(404, "No commit found for the ref " + ref));
    }

    private Answer get(Call call) {
        String commit = commit(call);
        String path = call.param("path");
        List<Code.Entry> entries = code.entries(call.project(), commit, path);
        if (!entries.isEmpty()) {
            return Answer.ok(
                    entries.stream()
                            .map(entry -> entry(call, entry.path(), entry.type(), entry.size()))
                            .toList());
        }
        return file(call, commit, path);
    }

    private Answer file(Call call, String commit, String path) {
        byte[] bytes = code.file(call.project(), commit, path).orElseThrow(RestException::notFound);
        String accept = call.request().header("Accept").orElse("");
        if (accept.contains("raw")) {
            return Answer.bytes("application/vnd.github.raw; charset=utf-8", bytes);
        }
        Map<String, Object> shown = entry(call, path, "file", bytes.length);
        shown.put("sha", blobId(bytes));
        shown.put("encoding", "base64");
        shown.put(
                "content",
                Base64.getMimeEncoder(60, "\n".getBytes(StandardCharsets.US_ASCII))
                                .encodeToString(bytes)
                        + "\n");
        return Answer.ok(shown);
    }

    private static Map<String, Object> entry(Call call, String path, String type, long size) {
        return Shape.of(
                "type",
                type,
                "name",
                path.substring(path.lastIndexOf('/') + 1),
                "path",
                path,
                "size",
                size,
                "url",
                call.url("/contents/" + path),
                "html_url",
                call.server() + "/" + call.project() + "/src/" + path);
    }

    private Answer put(Call call) {
        String message = call.required("Content", "message");
        byte[] content;
        try {
            content = Base64.getMimeDecoder().decode(call.text("content"));
        } catch (IllegalArgumentException e) {
            throw new RestException(422, "content is not valid Base64");
        }
        Optional<byte[]> before = before(call);
        Code.Commit commit = write(call, message, content);
        Map<String, Object> shown = entry(call, call.param("path"), "file", content.length);
        shown.put("sha", blobId(content));
        Map<String, Object> body = Shape.of("content", shown, "commit", made(call, commit));
        return before.isPresent() ? Answer.ok(body) : Answer.created(body);
    }

    private static Map<String, Object> made(Call call, Code.Commit commit) {
        return Shape.of(
                "sha", commit.id(),
                "message", commit.message(),
                "html_url", call.server() + "/" + call.project() + "/commit/" + commit.id());
    }

    private Answer delete(Call call) {
        String message = call.required("Content", "message");
        if (before(call).isEmpty()) {
            throw RestException.notFound();
        }
        Code.Commit commit = write(call, message, null);
        return Answer.ok(Shape.of("content", null, "commit", made(call, commit)));
    }

    /** What lies at the path now; a caller that changes it must have seen just that. */
    private Optional<byte[]> before(Call call) {
        Optional<byte[]> before =
                code.commit(call.project(), "refs/heads/" + branch(call))
                        .flatMap(tip -> code.file(call.project(), tip.id(), call.param("path")));
        if (before.isPresent()) {
            String sha = call.text("sha");
            if (sha.isEmpty()) {
                throw new RestException(422, "Invalid request.\n\n\"sha\" wasn't supplied.");
            }
            if (!sha.equals(blobId(before.get()))) {
                throw new RestException(409, call.param("path") + " does not match " + sha);
            }
        }
        return before;
    }

    private String branch(Call call) {
        String branch = call.text("branch");
        return branch.isEmpty()
                ? code.defaultBranch(call.project())
                : branch.replaceFirst("^refs/heads/", "");
    }

    private Code.Commit write(Call call, String message, byte @Nullable [] content) {
        return code.write(
                call.project(),
                new Code.Edit(branch(call), call.param("path"), content, message, call.by()));
    }

    /** The id that Git gives to a file's bytes. */
    static String blobId(byte[] bytes) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(("blob " + bytes.length + "\0").getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(sha1.digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
