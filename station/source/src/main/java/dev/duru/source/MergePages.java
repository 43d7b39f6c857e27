package dev.duru.source;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.source.git.Branch;
import dev.duru.source.git.Differences;
import dev.duru.source.git.History;
import dev.duru.source.merge.MergeNote;
import dev.duru.source.merge.MergeRequest;
import dev.duru.source.merge.Proposal;
import dev.duru.web.Access;
import dev.duru.web.Markdown;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import dev.duru.web.Routes;
import dev.duru.web.Tab;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The pages of merge requests; {@link MergeForms} takes what they post. */
final class MergePages implements Routes {
    static final String REQUESTS = "/{owner}/{project}/merge-requests";
    static final String SETTINGS = "/{owner}/{project}/settings/merge-requests";
    private static final Access READER = Access.project(Role.READER);
    private static final int SHOWN = 50;
    private static final int MOST_COMMITS = 500;

    private final Source source;
    private final Merging merging;
    private final Source.Ports ports;
    private final Sheets sheets;

    MergePages(Source source, Merging merging, Source.Ports ports, Sheets sheets) {
        this.source = source;
        this.merging = merging;
        this.ports = ports;
        this.sheets = sheets;
    }

    @Override
    public void add(Router router) {
        router.page(REQUESTS, READER, this::list)
                .page(REQUESTS + "/new", Access.project(Role.DEVELOPER), this::blank)
                .form(REQUESTS + "/new", Access.project(Role.DEVELOPER), this::open)
                .page(REQUESTS + "/{number}", READER, this::talk)
                .page(REQUESTS + "/{number}/commits", READER, this::commits)
                .page(REQUESTS + "/{number}/changes", READER, this::changes)
                .page(REQUESTS + "/{number}/pipelines", READER, this::pipelines)
                .page(SETTINGS, Access.project(Role.MAINTAINER), this::settings);
    }

    private Reply list(Request request) {
        String state = request.query("state").orElse("open");
        MergeRequest.State.parse(state);
        ProjectName project = request.project();
        List<MergeRequest> found =
                source.mergeRequests().list(project, state, MergeApi.before(request), SHOWN + 1);
        return sheets.page(
                request,
                Tab.MERGES,
                sheets.words(request).text("merges.title"),
                "merges.jte",
                Map.of(
                        "state",
                        state,
                        "counts",
                        Arrays.stream(MergeRequest.State.values())
                                .map(each -> source.mergeRequests().count(project, each))
                                .toList(),
                        "requests",
                        found.subList(0, Math.min(SHOWN, found.size())),
                        "more",
                        found.size() > SHOWN));
    }

    private Reply blank(Request request) {
        ProjectName project = request.project();
        String main = source.defaultBranch(project);
        Proposal proposal =
                new Proposal(
                        request.query("source").orElse(""),
                        request.query("target").orElse(main),
                        "",
                        "",
                        false);
        return form(request, proposal, "");
    }

    private Reply form(Request request, Proposal proposal, String problem) {
        List<String> branches =
                source.branches(request.project()).stream().map(Branch::name).toList();
        return sheets.page(
                request,
                Tab.MERGES,
                sheets.words(request).text("merge.new"),
                "merge-new.jte",
                Map.of("branches", branches, "proposal", proposal, "problem", problem));
    }

    private Reply open(Request request) {
        ProjectName project = request.project();
        String branch = request.required("source");
        Proposal proposal =
                new Proposal(
                        branch,
                        request.required("target"),
                        request.form("title")
                                .filter(title -> !title.isBlank())
                                .or(() ->
                                        source.resolve(project, "refs/heads/" + branch)
                                                .map(commit -> commit.title()))
                                .orElse(branch),
                        request.form("description").orElse(""),
                        request.form("draft").isPresent());
        try {
            MergeRequest opened =
                    source.mergeRequests().open(project, request.identity(), proposal);
            return Reply.redirect("/" + project + "/merge-requests/" + opened.number());
        } catch (ProblemException e) {
            return form(request, proposal, e.detail()).withStatus(e.code().status());
        }
    }

    private Merging.Standing standing(Request request) {
        return merging.standing(
                request.project(), request.number("number"), ports.checks(), Optional.empty());
    }

    private MergeView view(Merging.Standing standing) {
        MergeRequest request = standing.request();
        return new MergeView(
                request,
                standing.settings(),
                source.read(
                        request.project(),
                        repository ->
                                new History(repository)
                                        .between(standing.base(), request.head(), MOST_COMMITS)),
                standing.notes(),
                standing.checks(),
                standing.approvers(),
                standing.obstacles());
    }

    private Reply page(Request request, MergeView view, String template, Map<String, Object> more) {
        Map<String, Object> params = new HashMap<>(more);
        params.put("view", view);
        return sheets.page(
                request,
                Tab.MERGES,
                "!" + view.request().number() + " " + view.request().title(),
                template,
                params);
    }

    private static CodeLinks links(MergeView view) {
        return new CodeLinks(view.request().project(), view.request().head(), false);
    }

    private Reply talk(Request request) {
        MergeView view = view(standing(request));
        return page(
                request,
                view,
                "merge.jte",
                Map.of(
                        "description",
                        Markdown.render(view.request().description()),
                        "said",
                        view.notes().stream().map(DiffTalk.Said::of).toList(),
                        "previews",
                        ports.previews().of(view.request())));
    }

    private Reply commits(Request request) {
        MergeView view = view(standing(request));
        return page(request, view, "merge-commits.jte", Map.of("links", links(view)));
    }

    private Reply changes(Request request) {
        Merging.Standing standing = standing(request);
        MergeView view = view(standing);
        MergeRequest it = view.request();
        String path =
                request.may(Role.DEVELOPER)
                        ? "/" + it.project() + "/merge-requests/" + it.number()
                        : "";
        return source.read(
                it.project(),
                repository ->
                        page(
                                request,
                                view,
                                "merge-changes.jte",
                                Map.of(
                                        "links",
                                        links(view),
                                        "diff",
                                        new Differences(repository)
                                                .between(standing.base(), it.head()),
                                        "remarks",
                                        new RemarksView(remarks(it)),
                                        "talk",
                                        new DiffTalk(view.notes(), path, asked(request)))));
    }

    /** What builds said of the head, and of the merge that was tried with it. */
    private List<Remarks.Remark> remarks(MergeRequest it) {
        return java.util.stream.Stream.of(it.head(), it.trial().commit())
                .filter(commit -> !commit.isEmpty())
                .flatMap(commit -> ports.remarks().of(it.project(), commit).stream())
                .distinct()
                .toList();
    }

    private static MergeNote.Place asked(Request request) {
        String line = request.query("line").orElse("");
        return line.matches("[1-9][0-9]{0,6}")
                ? new MergeNote.Place(
                        request.query("path").orElse(""),
                        Integer.parseInt(line),
                        request.query("side").orElse("").equals("before"))
                : MergeNote.Place.NONE;
    }

    private Reply pipelines(Request request) {
        return page(request, view(standing(request)), "merge-pipelines.jte", Map.of());
    }

    private Reply settings(Request request) {
        return sheets.page(
                request,
                Tab.SETTINGS,
                sheets.words(request).text("merges.title"),
                "merge-settings.jte",
                Map.of(
                        "settings",
                        source.mergeRequests().settings(request.project()),
                        "saved",
                        request.query("saved").isPresent()));
    }
}
