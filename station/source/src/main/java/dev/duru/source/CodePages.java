package dev.duru.source;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.source.git.Commit;
import dev.duru.source.git.Differences;
import dev.duru.source.git.History;
import dev.duru.source.git.TreeEntry;
import dev.duru.source.git.Trees;
import dev.duru.web.Access;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import dev.duru.web.Routes;
import dev.duru.web.Tab;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.Repository;

/** The code as people read it: folders, files, commits, branches and tags. */
final class CodePages implements Routes {
    private static final Access READER = Access.project(Role.READER);
    private static final String PROJECT = "/{owner}/{project}";
    private static final int PAGE = 50;

    private final Source source;
    private final Source.Ports ports;
    private final Sheets sheets;

    CodePages(Source source, Source.Ports ports, Sheets sheets) {
        this.source = source;
        this.ports = ports;
        this.sheets = sheets;
    }

    @Override
    public void add(Router router) {
        router.page(PROJECT + "/code/{path...}", READER, this::code)
                .page(PROJECT + "/raw/{path...}", READER, this::raw)
                .page(PROJECT + "/commits/{ref...}", READER, this::commits)
                .page(PROJECT + "/commit/{commit}", READER, this::commit)
                .page(PROJECT + "/branches", READER, this::branches);
    }

    /** What a request looks at. */
    record Sight(CodeLinks links, Commit commit) {
        static Optional<Sight> of(ProjectName project, Repository repository, String ref) {
            History history = new History(repository);
            String standard = history.defaultBranch();
            String wanted = ref.isEmpty() ? standard : ref;
            return history.resolve(wanted)
                    .map(commit ->
                            new Sight(
                                    new CodeLinks(project, wanted, wanted.equals(standard)),
                                    commit));
        }
    }

    private static Sight sight(ProjectName project, Repository repository, String ref) {
        return Sight.of(project, repository, ref)
                .orElseThrow(() ->
                        ProblemException.notFound(
                                project
                                        + " has no branch, tag or commit '"
                                        + ref
                                        + "'; look at its branches"));
    }

    private Reply code(Request request) {
        ProjectName project = request.project();
        String path = trim(request.param("path"));
        String ref = request.query("ref").orElse("");
        return source.read(
                project,
                repository -> {
                    if (ref.isEmpty() && Sight.of(project, repository, "").isEmpty()) {
                        return empty(request, repository);
                    }
                    Sight sight = sight(project, repository, ref);
                    TreeEntry entry =
                            new Trees(repository)
                                    .entry(sight.commit().id(), path)
                                    .orElseThrow(() -> noFile(sight, path));
                    return switch (entry.kind()) {
                        case FOLDER -> folder(request, repository, sight, path);
                        case FILE, EXECUTABLE, LINK -> file(request, repository, sight, entry);
                        case SUBMODULE -> throw noFile(sight, path);
                    };
                });
    }

    private static ProblemException noFile(Sight sight, String path) {
        return ProblemException.notFound(
                "there is no file or folder '" + path + "' at " + sight.links().ref());
    }

    /** A repository whose default branch has no commit yet. */
    private Reply empty(Request request, Repository repository) {
        History history = new History(repository);
        return sheets.page(
                request,
                Tab.CODE,
                sheets.words(request).text("code.title"),
                "empty.jte",
                Map.of(
                        "url",
                        request.origin() + "/" + request.project() + ".git",
                        "project",
                        request.project(),
                        "branch",
                        history.defaultBranch(),
                        "others",
                        !history.empty()));
    }

    private Reply folder(Request request, Repository repository, Sight sight, String path) {
        Trees trees = new Trees(repository);
        String id = sight.commit().id();
        List<TreeEntry> entries = trees.list(id, path);
        Optional<TreeEntry> readme =
                entries.stream()
                        .filter(entry -> entry.name().matches("(?i)readme(\\.(md|txt|markdown))?"))
                        .filter(entry -> entry.kind() == TreeEntry.Kind.FILE)
                        .findFirst();
        Map<String, Object> params = new HashMap<>();
        params.put("links", sight.links());
        params.put("commit", newest(repository, sight, path));
        params.put("path", path);
        params.put("entries", entries);
        params.put("branches", new History(repository).branches());
        params.put("tags", new History(repository).tags());
        params.put("url", request.origin() + "/" + request.project() + ".git");
        params.put("readmeName", readme.map(TreeEntry::name).orElse(""));
        params.put(
                "readme",
                readme.flatMap(entry -> trees.loader(id, entry.path()))
                        .map(FileView::of)
                        .map(view -> view instanceof FileView.Text text ? text.whole() : "")
                        .orElse(""));
        String title = path.isEmpty() ? sheets.words(request).text("code.title") : path;
        return sheets.page(request, Tab.CODE, title, "folder.jte", params);
    }

    private static Commit newest(Repository repository, Sight sight, String path) {
        List<Commit> log =
                path.isEmpty()
                        ? List.of()
                        : new History(repository).log(sight.commit().id(), path, 0, 1);
        return log.isEmpty() ? sight.commit() : log.getFirst();
    }

    private Reply file(Request request, Repository repository, Sight sight, TreeEntry entry) {
        ObjectLoader loader =
                new Trees(repository)
                        .loader(sight.commit().id(), entry.path())
                        .orElseThrow(() -> noFile(sight, entry.path()));
        Map<String, Object> params = new HashMap<>();
        params.put("links", sight.links());
        params.put("commit", newest(repository, sight, entry.path()));
        params.put("entry", entry);
        params.put("view", FileView.of(loader));
        params.put("image", RawType.isImage(entry.name()));
        params.put("remarks", remarks(request, sight.commit().id()));
        return sheets.page(request, Tab.CODE, entry.path(), "file.jte", params);
    }

    private RemarksView remarks(Request request, String commit) {
        return new RemarksView(ports.remarks().of(request.project(), commit));
    }

    private Reply raw(Request request) {
        ProjectName project = request.project();
        String path = trim(request.param("path"));
        String ref = request.query("ref").orElse("");
        return source.read(
                project,
                repository -> {
                    Sight sight = sight(project, repository, ref);
                    String commit = sight.commit().id();
                    ObjectLoader loader =
                            new Trees(repository)
                                    .loader(commit, path)
                                    .orElseThrow(() -> noFile(sight, path));
                    RawType type = RawType.of(path, loader);
                    Reply reply =
                            Reply.stream(
                                            type.contentType(),
                                            out -> copy(project, commit, path, out))
                                    .withHeader("Content-Length", Long.toString(loader.getSize()))
                                    .withHeader(
                                            "Content-Security-Policy",
                                            "default-src 'none'; sandbox");
                    return type.download()
                            ? reply.withHeader("Content-Disposition", "attachment")
                            : reply;
                });
    }

    /** The reply is written after the handler's repository was closed. */
    private void copy(ProjectName project, String commit, String path, java.io.OutputStream out) {
        source.<Boolean>read(
                project,
                repository -> {
                    try {
                        Optional<ObjectLoader> loader = new Trees(repository).loader(commit, path);
                        if (loader.isPresent()) {
                            loader.get().copyTo(out);
                        }
                        return loader.isPresent();
                    } catch (java.io.IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    private Reply commits(Request request) {
        ProjectName project = request.project();
        String path = trim(request.query("path").orElse(""));
        int skip = skip(request);
        return source.read(
                project,
                repository -> {
                    String ref = trim(request.param("ref"));
                    if (ref.isEmpty() && Sight.of(project, repository, "").isEmpty()) {
                        return empty(request, repository);
                    }
                    Sight sight = sight(project, repository, ref);
                    List<Commit> log =
                            new History(repository).log(sight.commit().id(), path, skip, PAGE + 1);
                    Map<String, Object> params = new HashMap<>();
                    params.put("links", sight.links());
                    params.put("path", path);
                    params.put("commits", log.subList(0, Math.min(PAGE, log.size())));
                    params.put("newer", skip > 0 ? sight.links().commits(path, skip - PAGE) : "");
                    params.put(
                            "older",
                            log.size() > PAGE ? sight.links().commits(path, skip + PAGE) : "");
                    return sheets.page(
                            request,
                            Tab.CODE,
                            sheets.words(request).text("commits.title"),
                            "commits.jte",
                            params);
                });
    }

    /** How many commits to pass over; a page's worth at a time, so that links stay whole. */
    static int skip(Request request) {
        String text = request.query("skip").orElse("0");
        if (!text.matches("[0-9]{1,7}")) {
            throw ProblemException.user("skip must be a number, not '" + text + "'");
        }
        return Integer.parseInt(text);
    }

    private Reply commit(Request request) {
        ProjectName project = request.project();
        return source.read(
                project,
                repository -> {
                    Sight sight = sight(project, repository, request.param("commit"));
                    Commit commit = sight.commit();
                    return sheets.page(
                            request,
                            Tab.CODE,
                            commit.title(),
                            "commit.jte",
                            Map.of(
                                    "links",
                                    sight.links().at(commit.id()),
                                    "commit",
                                    commit,
                                    "diff",
                                    new Differences(repository).of(commit.id()),
                                    "statuses",
                                    ports.statuses().of(project, commit.id()),
                                    "remarks",
                                    remarks(request, commit.id())));
                });
    }

    private Reply branches(Request request) {
        ProjectName project = request.project();
        return source.read(
                project,
                repository -> {
                    History history = new History(repository);
                    return sheets.page(
                            request,
                            Tab.CODE,
                            sheets.words(request).text("branches.title"),
                            "branches.jte",
                            Map.of(
                                    "links",
                                    new CodeLinks(project, "", false),
                                    "standard",
                                    history.defaultBranch(),
                                    "branches",
                                    history.branches(),
                                    "tags",
                                    history.tags()));
                });
    }

    static String trim(String path) {
        int start = 0;
        int end = path.length();
        while (start < end && path.charAt(start) == '/') {
            start++;
        }
        while (end > start && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(start, end);
    }
}
