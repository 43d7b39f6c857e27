package dev.duru.source;

import dev.duru.kernel.Ledger;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.source.git.Branch;
import dev.duru.source.git.Commit;
import dev.duru.source.git.History;
import dev.duru.web.Access;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import dev.duru.web.Routes;
import dev.duru.web.Tab;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The list of projects, making one, and the settings of its repository. */
final class ProjectPages implements Routes {
    private static final int SHOWN = 200;
    private static final int FACTS = 60;
    private static final String SETTINGS = "/{owner}/{project}/settings/repository";

    private final Source source;
    private final Ledger ledger;
    private final Sheets sheets;

    ProjectPages(Source source, Ledger ledger, Sheets sheets) {
        this.source = source;
        this.ledger = ledger;
        this.sheets = sheets;
    }

    @Override
    public void add(Router router) {
        router.page("/", Access.OPEN, this::list)
                .page("/new", Access.SIGNED_IN, request -> form(request, "", ""))
                .form("/new", Access.SIGNED_IN, this::create)
                .page(SETTINGS, Access.project(Role.MAINTAINER), request -> settings(request, ""))
                .form(SETTINGS, Access.project(Role.MAINTAINER), this::change);
    }

    /** The projects that somebody may see and whose names hold all words of a search. */
    static List<Project> visible(Source source, Request request, String search) {
        List<String> words = List.of(search.toLowerCase(Locale.ROOT).strip().split("\\s+"));
        return source.projects().stream()
                .filter(project -> words.stream().allMatch(project.name().toString()::contains))
                .filter(project -> request.role(project.name()).isPresent())
                .toList();
    }

    private Reply list(Request request) {
        String search = request.query("q").orElse("");
        List<Project> found = visible(source, request, search);
        List<ProjectLine> lines = new ArrayList<>();
        for (Project project : found.subList(0, Math.min(SHOWN, found.size()))) {
            String state =
                    ProjectState.of(ledger.ofProject(project.name(), Long.MAX_VALUE, FACTS))
                            .orElse("");
            lines.add(new ProjectLine(project, newest(project.name()), state));
        }
        return sheets.page(
                request,
                Tab.PROJECTS,
                sheets.words(request).text("projects.title"),
                "projects.jte",
                Map.of("lines", lines, "search", search, "more", found.size() - lines.size()));
    }

    private Optional<Commit> newest(ProjectName project) {
        try {
            return source.resolve(project, "HEAD");
        } catch (ProblemException e) {
            return Optional.empty();
        }
    }

    private Reply form(Request request, String name, String problem) {
        String user = request.identity().user();
        return sheets.page(
                request,
                Tab.PROJECTS,
                sheets.words(request).text("new.title"),
                "new.jte",
                Map.of("name", name.isEmpty() ? user + "/" : name, "problem", problem));
    }

    private Reply create(Request request) {
        String name = request.form("name").orElse("").strip();
        try {
            ProjectName project = ProjectName.parse(name);
            source.createProject(project, request.form("public").isPresent(), request.identity());
            return Reply.redirect("/" + project + "/code");
        } catch (ProblemException e) {
            return form(request, name, e.detail()).withStatus(e.code().status());
        }
    }

    private Reply settings(Request request, String problem) {
        ProjectName project = request.project();
        List<String> branches =
                source.read(
                        project,
                        repository ->
                                new History(repository)
                                        .branches().stream().map(Branch::name).sorted().toList());
        return sheets.page(
                request,
                Tab.SETTINGS,
                sheets.words(request).text("repository.title"),
                "repository.jte",
                Map.of(
                        "project",
                        source.project(project),
                        "branches",
                        branches,
                        "branch",
                        source.defaultBranch(project),
                        "saved",
                        request.query("saved").isPresent(),
                        "problem",
                        problem));
    }

    private Reply change(Request request) {
        ProjectName project = request.project();
        try {
            Optional<String> branch = request.form("branch").filter(any -> !any.isBlank());
            if (branch.isPresent() && !branch.get().equals(source.defaultBranch(project))) {
                source.setDefaultBranch(project, branch.get());
            }
            source.setPublic(project, request.form("public").isPresent());
            return Reply.redirect("/" + project + "/settings/repository?saved=1");
        } catch (ProblemException e) {
            return settings(request, e.detail()).withStatus(e.code().status());
        }
    }
}
