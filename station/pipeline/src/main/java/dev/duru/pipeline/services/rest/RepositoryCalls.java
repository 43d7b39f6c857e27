package dev.duru.pipeline.services.rest;

import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.services.http.Answer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The repository itself, its branches, tags, refs and commits. */
final class RepositoryCalls {
    private static final String HEADS = "refs/heads/";
    private static final String TAGS = "refs/tags/";
    private static final int LONGEST_LOG = 10_000;

    private final Code code;

    RepositoryCalls(Code code) {
        this.code = code;
    }

    List<Endpoint> endpoints() {
        Caller.Need read = Caller.Need.read("contents");
        Caller.Need write = Caller.Need.write("contents");
        String root = "/repos/{owner}/{repo}";
        return List.of(
                new Endpoint("GET", root, Caller.Need.read("metadata"), this::repository),
                new Endpoint("GET", root + "/branches", read, this::branches),
                new Endpoint("GET", root + "/branches/{branch...}", read, this::branch),
                new Endpoint("GET", root + "/tags", read, this::tags),
                new Endpoint("GET", root + "/commits", read, this::commits),
                new Endpoint("GET", root + "/compare/{range...}", read, this::compare),
                new Endpoint("GET", root + "/git/ref/{ref...}", read, this::ref),
                new Endpoint("GET", root + "/git/matching-refs/{ref...}", read, this::matchingRefs),
                new Endpoint("POST", root + "/git/refs", write, this::makeRef),
                new Endpoint("PATCH", root + "/git/refs/{ref...}", write, this::moveRef),
                new Endpoint("DELETE", root + "/git/refs/{ref...}", write, this::deleteRef),
                new Endpoint("GET", root + "/git/commits/{sha}", read, this::gitCommit),
                new Endpoint("GET", root + "/commits/{ref...}", read, this::commit));
    }

    private Answer repository(Call call) {
        ProjectName project = call.project();
        return Answer.ok(shown(call, project));
    }

    private Map<String, Object> shown(Call call, ProjectName project) {
        boolean open = code.isPublic(project);
        return Shape.of(
                "id",
                Integer.toUnsignedLong(project.toString().hashCode()),
                "node_id",
                "repository:" + project,
                "name",
                project.name(),
                "full_name",
                project.toString(),
                "private",
                !open,
                "visibility",
                open ? "public" : "private",
                "owner",
                Shape.user(call, project.owner()),
                "html_url",
                call.server() + "/" + project,
                "url",
                call.url(""),
                "clone_url",
                call.server() + "/" + project + ".git",
                "description",
                null,
                "fork",
                false,
                "archived",
                false,
                "disabled",
                false,
                "has_issues",
                true,
                "default_branch",
                code.defaultBranch(project),
                "permissions",
                Map.of("admin", false, "push", true, "pull", true));
    }

    private Answer branches(Call call) {
        return call.page(
                code.refs(call.project(), HEADS),
                refs ->
                        refs.stream()
                                .map(ref ->
                                        Shape.of(
                                                "name",
                                                ref.name().substring(HEADS.length()),
                                                "commit",
                                                pointer(call, ref),
                                                "protected",
                                                false))
                                .toList());
    }

    private static Map<String, Object> pointer(Call call, Code.Ref ref) {
        return Shape.of("sha", ref.commit(), "url", call.url("/commits/" + ref.commit()));
    }

    private Answer branch(Call call) {
        String name = call.param("branch");
        Code.Commit commit =
                code.commit(call.project(), HEADS + name)
                        .orElseThrow(() -> new RestException(404, "Branch not found"));
        boolean isProtected = name.equals(code.defaultBranch(call.project()));
        return Answer.ok(
                Shape.of(
                        "name", name,
                        "commit", Shape.commit(call, commit),
                        "protected", isProtected));
    }

    private Answer tags(Call call) {
        return call.page(
                code.refs(call.project(), TAGS),
                refs ->
                        refs.stream()
                                .map(ref ->
                                        Shape.of(
                                                "name",
                                                ref.name().substring(TAGS.length()),
                                                "commit",
                                                pointer(call, ref)))
                                .toList());
    }

    private Answer commits(Call call) {
        String start =
                call.query("sha").isEmpty()
                        ? code.defaultBranch(call.project())
                        : call.query("sha");
        Code.Commit from = existing(call, start);
        List<Code.Commit> log =
                code.log(call.project(), from.id(), call.query("path"), 0, LONGEST_LOG);
        return call.page(log, page -> page.stream().map(one -> Shape.commit(call, one)).toList());
    }

    private Code.Commit existing(Call call, String name) {
        Optional<Code.Commit> commit = code.commit(call.project(), name);
        return commit.orElseThrow(() -> new RestException(422, "No commit found for SHA: " + name));
    }

    private Answer commit(Call call) {
        Code.Commit commit = existing(call, call.param("ref"));
        if (call.request().header("Accept").orElse("").contains("sha")) {
            return Answer.bytes(
                    "application/vnd.github.sha; charset=utf-8",
                    commit.id().getBytes(StandardCharsets.US_ASCII));
        }
        Map<String, Object> shown = Shape.commit(call, commit);
        String base = commit.parents().isEmpty() ? "" : commit.parents().getFirst();
        changes(call, base, commit.id(), shown);
        return Answer.ok(shown);
    }

    private Answer gitCommit(Call call) {
        Code.Commit commit = existing(call, call.param("sha"));
        Map<String, Object> author =
                Shape.of(
                        "name", commit.author(),
                        "email", commit.email(),
                        "date", Shape.time(commit.at()));
        return Answer.ok(
                Shape.of(
                        "sha", commit.id(),
                        "message", commit.message(),
                        "author", author,
                        "committer", author,
                        "parents",
                                commit.parents().stream().map(id -> Map.of("sha", id)).toList()));
    }

    private void changes(Call call, String base, String head, Map<String, Object> into) {
        List<Code.Change> changes = code.changes(call.project(), base, head);
        into.put(
                "stats",
                Map.of(
                        "additions", changes.stream().mapToInt(Code.Change::added).sum(),
                        "deletions", changes.stream().mapToInt(Code.Change::removed).sum()));
        into.put("files", changes.stream().map(RepositoryCalls::shown).toList());
    }

    static Map<String, Object> shown(Code.Change change) {
        return Shape.of(
                "filename", change.path(),
                "status", change.status(),
                "additions", change.added(),
                "deletions", change.removed(),
                "changes", change.added() + change.removed());
    }

    private Answer compare(Call call) {
        String[] ends = call.param("range").split("\\.\\.\\.?", 2);
        if (ends.length != 2) {
            throw RestException.notFound();
        }
        Code.Commit base =
                code.commit(call.project(), ends[0]).orElseThrow(RestException::notFound);
        Code.Commit head =
                code.commit(call.project(), ends[1]).orElseThrow(RestException::notFound);
        List<Code.Commit> ahead = code.between(call.project(), base.id(), head.id());
        List<Code.Commit> behind = code.between(call.project(), head.id(), base.id());
        String status =
                base.id().equals(head.id())
                        ? "identical"
                        : behind.isEmpty() ? "ahead" : ahead.isEmpty() ? "behind" : "diverged";
        Map<String, Object> shown =
                Shape.of(
                        "status", status,
                        "ahead_by", ahead.size(),
                        "behind_by", behind.size(),
                        "total_commits", ahead.size(),
                        "base_commit", Shape.commit(call, base),
                        "commits",
                                ahead.reversed().stream()
                                        .map(one -> Shape.commit(call, one))
                                        .toList());
        changes(call, base.id(), head.id(), shown);
        return Answer.ok(shown);
    }

    private Answer ref(Call call) {
        String name = "refs/" + call.param("ref");
        return code.refs(call.project(), name).stream()
                .filter(ref -> ref.name().equals(name))
                .findFirst()
                .map(ref -> Answer.ok(shown(call, ref)))
                .orElseThrow(RestException::notFound);
    }

    private Answer matchingRefs(Call call) {
        String prefix = "refs/" + call.param("ref");
        return call.page(
                code.refs(call.project(), "refs/").stream()
                        .filter(ref -> ref.name().startsWith(prefix))
                        .toList(),
                refs -> refs.stream().map(ref -> shown(call, ref)).toList());
    }

    private static Map<String, Object> shown(Call call, Code.Ref ref) {
        return Shape.of(
                "ref", ref.name(),
                "node_id", ref.name(),
                "url", call.url("/git/" + ref.name()),
                "object",
                        Shape.of(
                                "type", "commit",
                                "sha", ref.commit(),
                                "url", call.url("/git/commits/" + ref.commit())));
    }

    private Answer makeRef(Call call) {
        String name = call.required("Reference", "ref");
        String sha = call.required("Reference", "sha");
        if (!name.startsWith(HEADS) && !name.startsWith(TAGS)) {
            throw new RestException(
                    422, "Reference name must start with refs/heads/ or refs/tags/");
        }
        if (code.commit(call.project(), name).isPresent()) {
            throw new RestException(422, "Reference already exists");
        }
        if (!sha.matches("[0-9a-f]{40}") || code.commit(call.project(), sha).isEmpty()) {
            throw new RestException(422, "Object does not exist");
        }
        code.move(call.project(), call.by(), name, sha, false);
        return Answer.created(shown(call, new Code.Ref(name, sha)));
    }

    private Answer moveRef(Call call) {
        String name = "refs/" + call.param("ref");
        String sha = call.required("Reference", "sha");
        if (code.commit(call.project(), name).isEmpty()) {
            throw new RestException(422, "Reference does not exist");
        }
        code.move(call.project(), call.by(), name, sha, call.body().path("force").asBoolean(false));
        return Answer.ok(shown(call, new Code.Ref(name, sha)));
    }

    private Answer deleteRef(Call call) {
        String name = "refs/" + call.param("ref");
        if (code.commit(call.project(), name).isEmpty()) {
            throw new RestException(422, "Reference does not exist");
        }
        code.move(call.project(), call.by(), name, "", true);
        return Answer.noContent();
    }
}
