package dev.duru.pipeline.services.gitlab;

import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.services.http.Answer;
import dev.duru.pipeline.services.http.Shapes;
import dev.duru.pipeline.services.rest.Code;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Branches, tags, commits, folders and files. */
final class RepositoryCalls {
    private static final String HEADS = "refs/heads/";
    private static final String TAGS = "refs/tags/";
    private static final int LONGEST_LOG = 10_000;

    private final Code code;

    RepositoryCalls(Code code) {
        this.code = code;
    }

    List<Offer> offers() {
        Client.Need read = Client.Need.read("contents");
        Client.Need write = Client.Need.write("contents");
        String root = "/projects/{id}/repository";
        return List.of(
                new Offer("GET", root + "/branches", read, ask -> refs(ask, HEADS)),
                new Offer("POST", root + "/branches", write, this::makeBranch),
                new Offer("GET", root + "/branches/{name}", read, ask -> ref(ask, HEADS)),
                new Offer("DELETE", root + "/branches/{name}", write, ask -> delete(ask, HEADS)),
                new Offer("GET", root + "/tags", read, ask -> refs(ask, TAGS)),
                new Offer("POST", root + "/tags", write, this::makeTag),
                new Offer("GET", root + "/tags/{name}", read, ask -> ref(ask, TAGS)),
                new Offer("DELETE", root + "/tags/{name}", write, ask -> delete(ask, TAGS)),
                new Offer("GET", root + "/commits", read, this::commits),
                new Offer("GET", root + "/commits/{name}", read, this::commit),
                new Offer("GET", root + "/tree", read, this::tree),
                new Offer("GET", root + "/files/{path}/raw", read, this::raw),
                new Offer("GET", root + "/files/{path}", read, this::file));
    }

    private Answer refs(Ask ask, String prefix) {
        ProjectName project = ask.project();
        String search = ask.text("search");
        List<Code.Ref> all =
                code.refs(project, prefix).stream()
                        .filter(ref -> ref.name().substring(prefix.length()).contains(search))
                        .toList();
        return ask.page(all, ref -> shown(ask, project, prefix, ref));
    }

    private Map<String, Object> shown(Ask ask, ProjectName project, String prefix, Code.Ref ref) {
        String name = ref.name().substring(prefix.length());
        boolean main = prefix.equals(HEADS) && name.equals(code.defaultBranch(project));
        return Shapes.of(
                "name",
                name,
                "target",
                ref.commit(),
                "message",
                "",
                "default",
                main,
                "protected",
                main,
                "commit",
                code.commit(project, ref.commit())
                        .map(commit -> View.commit(ask, project, commit))
                        .orElse(null),
                "web_url",
                ask.page(project, "/tree/" + name));
    }

    private Answer ref(Ask ask, String prefix) {
        ProjectName project = ask.project();
        return Answer.ok(shown(ask, project, prefix, existing(ask, prefix)));
    }

    private Code.Ref existing(Ask ask, String prefix) {
        String full = prefix + ask.param("name");
        return code.refs(ask.project(), full).stream()
                .filter(ref -> ref.name().equals(full))
                .findFirst()
                .orElseThrow(
                        () -> GitlabException.notFound(prefix.equals(HEADS) ? "Branch" : "Tag"));
    }

    private Answer makeBranch(Ask ask) {
        return make(ask, HEADS, ask.required("branch"), "Branch already exists");
    }

    private Answer makeTag(Ask ask) {
        return make(ask, TAGS, ask.required("tag_name"), "Tag already exists");
    }

    private Answer make(Ask ask, String prefix, String name, String taken) {
        ProjectName project = ask.project();
        String from = ask.required("ref");
        Code.Commit commit =
                code.commit(project, from)
                        .orElseThrow(() -> GitlabException.bad("Invalid reference name: " + from));
        if (code.commit(project, prefix + name).isPresent()) {
            throw GitlabException.bad(taken);
        }
        code.move(project, ask.by(), prefix + name, commit.id(), false);
        return Answer.created(
                shown(ask, project, prefix, new Code.Ref(prefix + name, commit.id())));
    }

    private Answer delete(Ask ask, String prefix) {
        code.move(ask.project(), ask.by(), existing(ask, prefix).name(), "", true);
        return Answer.noContent();
    }

    private Code.Commit named(Ask ask, String name) {
        String wanted = name.isEmpty() ? code.defaultBranch(ask.project()) : name;
        return code.commit(ask.project(), wanted)
                .orElseThrow(() -> GitlabException.notFound("Commit"));
    }

    private Answer commits(Ask ask) {
        ProjectName project = ask.project();
        Code.Commit from = named(ask, ask.text("ref_name"));
        return ask.page(
                code.log(project, from.id(), ask.text("path"), 0, LONGEST_LOG),
                commit -> View.commit(ask, project, commit));
    }

    private Answer commit(Ask ask) {
        return Answer.ok(View.commit(ask, ask.project(), named(ask, ask.param("name"))));
    }

    private Answer tree(Ask ask) {
        String commit = named(ask, ask.text("ref")).id();
        return ask.page(
                code.entries(ask.project(), commit, ask.text("path")),
                entry ->
                        Shapes.of(
                                "name",
                                entry.path().substring(entry.path().lastIndexOf('/') + 1),
                                "path",
                                entry.path(),
                                "type",
                                entry.type().equals("dir") ? "tree" : "blob"));
    }

    private byte[] bytes(Ask ask, String commit) {
        return code.file(ask.project(), commit, ask.param("path"))
                .orElseThrow(() -> GitlabException.notFound("File"));
    }

    private Answer raw(Ask ask) {
        byte[] bytes = bytes(ask, named(ask, ask.text("ref")).id());
        return Answer.bytes("application/octet-stream", bytes);
    }

    private Answer file(Ask ask) {
        Code.Commit commit = named(ask, ask.text("ref"));
        byte[] bytes = bytes(ask, commit.id());
        String path = ask.param("path");
        return Answer.ok(
                Shapes.of(
                        "file_name", path.substring(path.lastIndexOf('/') + 1),
                        "file_path", path,
                        "size", bytes.length,
                        "encoding", "base64",
                        "content", Base64.getEncoder().encodeToString(bytes),
                        "content_sha256", sha256(bytes),
                        "ref", ask.text("ref"),
                        "commit_id", commit.id(),
                        "last_commit_id",
                                code.log(ask.project(), commit.id(), path, 0, 1).stream()
                                        .map(Code.Commit::id)
                                        .findFirst()
                                        .orElse(commit.id())));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
