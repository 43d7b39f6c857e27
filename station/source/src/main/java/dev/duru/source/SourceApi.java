package dev.duru.source;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.source.git.Branch;
import dev.duru.source.git.Commit;
import dev.duru.source.git.CommitDiff;
import dev.duru.source.git.Differences;
import dev.duru.source.git.FileDiff;
import dev.duru.source.git.History;
import dev.duru.source.git.TreeEntry;
import dev.duru.source.git.Trees;
import dev.duru.web.Access;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import dev.duru.web.Routes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/** Projects and their code for programs; described in {@code openapi.json}. */
final class SourceApi implements Routes {
    private static final Access READER = Access.project(Role.READER);
    private static final String PROJECT = "/projects/{owner}/{project}";
    private static final int LARGEST_FILE = 10 << 20;
    private static final int MOST_COMMITS = 100;

    private final Source source;

    SourceApi(Source source) {
        this.source = source;
    }

    record NewProject(@Nullable String name, @JsonProperty("public") boolean isPublic) {}

    record ProjectChange(
            @JsonProperty("public") @Nullable Boolean isPublic, @Nullable String defaultBranch) {}

    record ProjectView(
            String name,
            @JsonProperty("public") boolean isPublic,
            String defaultBranch,
            String createdBy,
            Instant createdAt,
            String cloneUrl) {}

    record RefView(String name, String ref, String commit, String title, Instant committedAt) {
        static RefView of(Branch branch) {
            Commit commit = branch.commit();
            return new RefView(
                    branch.name(), branch.ref(), commit.id(), commit.title(), commit.committedAt());
        }
    }

    record FileChange(String path, String before, String change, int added, int removed) {
        static FileChange of(FileDiff file) {
            int added = file.content() instanceof FileDiff.Lines lines ? lines.added() : 0;
            int removed = file.content() instanceof FileDiff.Lines lines ? lines.removed() : 0;
            return new FileChange(file.path(), file.before(), file.change().name(), added, removed);
        }
    }

    record CommitView(Commit commit, List<FileChange> files, int moreFiles) {}

    record Contents(String path, String commit, long size, String encoding, String content) {}

    @Override
    public void add(Router router) {
        router.api("GET", "/projects", Access.OPEN, this::list)
                .api("POST", "/projects", Access.SIGNED_IN, this::create)
                .api("GET", PROJECT, READER, request -> Reply.json(view(request, project(request))))
                .api("PATCH", PROJECT, Access.project(Role.MAINTAINER), this::change)
                .api("GET", PROJECT + "/branches", READER, this::branches)
                .api("GET", PROJECT + "/tags", READER, this::tags)
                .api("GET", PROJECT + "/commits", READER, this::commits)
                .api("GET", PROJECT + "/commits/{commit}", READER, this::commit)
                .api("GET", PROJECT + "/tree", READER, this::tree)
                .api("GET", PROJECT + "/contents/{path...}", READER, this::contents);
    }

    private Reply list(Request request) {
        return Reply.json(
                ProjectPages.visible(source, request, request.query("q").orElse("")).stream()
                        .map(project -> view(request, project))
                        .toList());
    }

    private Reply create(Request request) {
        NewProject wanted = request.json(NewProject.class);
        if (wanted.name() == null) {
            throw ProblemException.user(
                    "the field 'name' is missing; send {\"name\": \"owner/project\"}");
        }
        ProjectName name = ProjectName.parse(wanted.name());
        Project project = source.createProject(name, wanted.isPublic(), request.identity());
        return Reply.created("/api/v1/projects/" + name, view(request, project));
    }

    private Reply change(Request request) {
        ProjectChange change = request.json(ProjectChange.class);
        ProjectName name = request.project();
        if (change.defaultBranch() != null) {
            source.setDefaultBranch(name, change.defaultBranch());
        }
        if (change.isPublic() != null) {
            source.setPublic(name, change.isPublic());
        }
        return Reply.json(view(request, project(request)));
    }

    private Project project(Request request) {
        return source.project(request.project());
    }

    private ProjectView view(Request request, Project project) {
        return new ProjectView(
                project.name().toString(),
                project.isPublic(),
                source.defaultBranch(project.name()),
                project.createdBy(),
                project.createdAt(),
                request.origin() + "/" + project.name() + ".git");
    }

    private Reply branches(Request request) {
        return source.read(
                request.project(),
                repository ->
                        Reply.json(
                                new History(repository)
                                        .branches().stream().map(RefView::of).toList()));
    }

    private Reply tags(Request request) {
        return source.read(
                request.project(),
                repository ->
                        Reply.json(
                                new History(repository).tags().stream().map(RefView::of).toList()));
    }

    private Reply commits(Request request) {
        String path = CodePages.trim(request.query("path").orElse(""));
        int skip = CodePages.skip(request);
        String wanted = request.query("limit").orElse("50");
        if (!wanted.matches("[1-9][0-9]{0,2}") || Integer.parseInt(wanted) > MOST_COMMITS) {
            throw ProblemException.user("limit must be between 1 and 100, not '" + wanted + "'");
        }
        int limit = Integer.parseInt(wanted);
        return source.read(
                request.project(),
                repository ->
                        Reply.json(
                                new History(repository)
                                        .log(at(request, repository).id(), path, skip, limit)));
    }

    private Reply commit(Request request) {
        return source.read(
                request.project(),
                repository -> {
                    Commit commit =
                            new History(repository)
                                    .resolve(request.param("commit"))
                                    .orElseThrow(() ->
                                            ProblemException.notFound(
                                                    "there is no commit "
                                                            + request.param("commit")));
                    CommitDiff diff = new Differences(repository).of(commit.id());
                    return Reply.json(
                            new CommitView(
                                    commit,
                                    diff.files().stream().map(FileChange::of).toList(),
                                    diff.hidden()));
                });
    }

    private Reply tree(Request request) {
        String path = CodePages.trim(request.query("path").orElse(""));
        return source.read(
                request.project(),
                repository -> {
                    String commit = at(request, repository).id();
                    Trees trees = new Trees(repository);
                    if (trees.entry(commit, path)
                            .filter(entry -> entry.kind() == TreeEntry.Kind.FOLDER)
                            .isEmpty()) {
                        throw ProblemException.notFound("there is no folder '" + path + "'");
                    }
                    return Reply.json(trees.list(commit, path));
                });
    }

    private Reply contents(Request request) {
        String path = CodePages.trim(request.param("path"));
        return source.read(
                request.project(),
                repository -> {
                    String commit = at(request, repository).id();
                    ObjectLoader loader =
                            new Trees(repository)
                                    .loader(commit, path)
                                    .orElseThrow(() ->
                                            ProblemException.notFound(
                                                    "there is no file '" + path + "'"));
                    return Reply.json(contents(path, commit, loader));
                });
    }

    private static Contents contents(String path, String commit, ObjectLoader loader) {
        if (loader.getSize() > LARGEST_FILE) {
            throw ProblemException.user(
                    "'"
                            + path
                            + "' has "
                            + loader.getSize()
                            + " bytes; more than 10 MiB are for git, or for the page's raw link");
        }
        try {
            return new Contents(
                    path,
                    commit,
                    loader.getSize(),
                    "base64",
                    Base64.getEncoder().encodeToString(loader.getBytes(LARGEST_FILE)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Commit at(Request request, Repository repository) {
        String ref = request.query("ref").orElse("HEAD");
        return new History(repository)
                .resolve(ref)
                .orElseThrow(() ->
                        ProblemException.notFound(
                                "there is no branch, tag or commit '" + ref + "'"));
    }
}
