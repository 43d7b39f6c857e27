package dev.duru.source;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.source.git.Differences;
import dev.duru.source.git.History;
import dev.duru.source.merge.Check;
import dev.duru.source.merge.MergeMethod;
import dev.duru.source.merge.MergeNote;
import dev.duru.source.merge.MergeRequest;
import dev.duru.source.merge.MergeSettings;
import dev.duru.source.merge.Proposal;
import dev.duru.web.Access;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import dev.duru.web.Routes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Merge requests for programs; described in {@code openapi.json}. */
final class MergeApi implements Routes {
    private static final Access READER = Access.project(Role.READER);
    private static final Access DEVELOPER = Access.project(Role.DEVELOPER);
    private static final String PROJECT = "/projects/{owner}/{project}";
    private static final String REQUESTS = PROJECT + "/merge-requests";
    private static final String ONE = REQUESTS + "/{number}";
    private static final int SHOWN = 50;
    private static final int MOST_COMMITS = 500;

    private final Source source;
    private final Merging merging;
    private final Checks checks;

    MergeApi(Source source, Merging merging, Checks checks) {
        this.source = source;
        this.merging = merging;
        this.checks = checks;
    }

    record NewRequest(
            @Nullable String source,
            @Nullable String target,
            @Nullable String title,
            @Nullable String description,
            boolean draft) {}

    record Change(
            @Nullable String title,
            @Nullable String description,
            @Nullable String target,
            @Nullable Boolean draft,
            @Nullable String state) {}

    record NewNote(@Nullable String body, @Nullable String path, int line, boolean before) {}

    record Review(@Nullable String verdict, @Nullable String body) {}

    record Merge(
            @Nullable String method,
            @Nullable String message,
            @Nullable Boolean deleteSource,
            boolean whenPipelineSucceeds) {}

    record SettingsView(
            @Nullable String method,
            @Nullable Integer approvals,
            @Nullable Boolean pipeline,
            @Nullable Boolean deleteSource) {
        static SettingsView of(MergeSettings settings) {
            return new SettingsView(
                    settings.method().word(),
                    settings.approvals(),
                    settings.pipeline(),
                    settings.deleteSource());
        }
    }

    record View(
            long number,
            String title,
            String description,
            String source,
            String target,
            String author,
            boolean draft,
            String state,
            String head,
            String base,
            @Nullable String merged,
            @Nullable String endedBy,
            @Nullable String mergeWhenPipelineSucceeds,
            Instant createdAt,
            Instant updatedAt,
            @Nullable Instant endedAt,
            String url) {
        static View of(MergeRequest request, String origin) {
            MergeRequest.Auto auto = request.auto();
            return new View(
                    request.number(),
                    request.title(),
                    request.description(),
                    request.source(),
                    request.target(),
                    request.author(),
                    request.draft(),
                    request.state().word(),
                    request.head(),
                    request.tip().base(),
                    request.merged().isEmpty() ? null : request.merged(),
                    request.isOpen() ? null : request.endedBy(),
                    auto == null ? null : auto.by(),
                    request.createdAt(),
                    request.updatedAt(),
                    request.endedAt(),
                    origin + "/" + request.project() + "/merge-requests/" + request.number());
        }
    }

    record Obstacle(String what, String detail, String message) {}

    record Whole(
            View mergeRequest,
            boolean mergeable,
            List<Obstacle> obstacles,
            List<String> conflicts,
            List<String> approvers,
            List<Check> checks) {}

    record NoteView(
            long id,
            String kind,
            String author,
            String body,
            String commit,
            @Nullable String path,
            @Nullable Integer line,
            boolean before,
            Instant at) {
        static NoteView of(MergeNote note) {
            MergeNote.Place place = note.place();
            boolean whole = place.path().isEmpty();
            return new NoteView(
                    note.id(),
                    note.kind().word(),
                    note.author(),
                    note.body(),
                    note.commit(),
                    whole ? null : place.path(),
                    whole ? null : place.line(),
                    place.before(),
                    note.at());
        }
    }

    @Override
    public void add(Router router) {
        router.api("GET", REQUESTS, READER, this::list)
                .api("POST", REQUESTS, DEVELOPER, this::open)
                .api("GET", ONE, READER, request -> Reply.json(whole(request)))
                .api("PATCH", ONE, DEVELOPER, this::change)
                .api("GET", ONE + "/commits", READER, this::commits)
                .api("GET", ONE + "/changes", READER, this::changes)
                .api("GET", ONE + "/notes", READER, this::notes)
                .api("POST", ONE + "/notes", DEVELOPER, this::comment)
                .api("POST", ONE + "/reviews", DEVELOPER, this::review)
                .api(
                        "DELETE",
                        ONE + "/reviews/{review}",
                        Access.project(Role.MAINTAINER),
                        this::dismiss)
                .api("POST", ONE + "/merge", DEVELOPER, this::merge)
                .api("DELETE", ONE + "/merge", DEVELOPER, this::stopWaiting)
                .api("GET", PROJECT + "/merge-settings", READER, this::settings)
                .api(
                        "PATCH",
                        PROJECT + "/merge-settings",
                        Access.project(Role.MAINTAINER),
                        this::setSettings);
    }

    private Reply list(Request request) {
        String state = request.query("state").orElse("open");
        if (!state.equals("all")) {
            MergeRequest.State.parse(state);
        }
        return Reply.json(
                source
                        .mergeRequests()
                        .list(
                                request.project(),
                                state.equals("all") ? "" : state,
                                before(request),
                                SHOWN)
                        .stream()
                        .map(found -> View.of(found, request.origin()))
                        .toList());
    }

    /** The number below which a list goes on. */
    static long before(Request request) {
        String before = request.query("before").orElse("");
        return before.matches("[1-9][0-9]{0,17}") ? Long.parseLong(before) : Long.MAX_VALUE;
    }

    private Reply open(Request request) {
        NewRequest wanted = request.json(NewRequest.class);
        ProjectName project = request.project();
        String branch = given(wanted.source(), "source");
        String title =
                wanted.title() == null || wanted.title().isBlank()
                        ? source.resolve(project, "refs/heads/" + branch)
                                .map(commit -> commit.title())
                                .orElse(branch)
                        : wanted.title();
        MergeRequest opened =
                source.mergeRequests()
                        .open(
                                project,
                                request.identity(),
                                new Proposal(
                                        branch,
                                        wanted.target() == null
                                                ? source.defaultBranch(project)
                                                : wanted.target(),
                                        title,
                                        wanted.description() == null ? "" : wanted.description(),
                                        wanted.draft()));
        return Reply.created(
                "/api/v1/projects/" + project + "/merge-requests/" + opened.number(),
                View.of(opened, request.origin()));
    }

    private static String given(@Nullable String value, String field) {
        if (value == null || value.isBlank()) {
            throw ProblemException.user("the field '" + field + "' is missing");
        }
        return value.strip();
    }

    private static long number(Request request) {
        return request.number("number");
    }

    private Merging.Standing standing(Request request, Optional<MergeMethod> method) {
        return merging.standing(request.project(), number(request), checks, method);
    }

    private Whole whole(Request request) {
        Merging.Standing standing = standing(request, Optional.empty());
        return new Whole(
                View.of(standing.request(), request.origin()),
                standing.mergeable(),
                standing.obstacles().stream()
                        .map(each ->
                                new Obstacle(
                                        each.obstacle().word(),
                                        each.detail(),
                                        merging.tell(List.of(each))))
                        .toList(),
                standing.request().trial().conflicts(),
                standing.approvers(),
                standing.checks());
    }

    private Reply change(Request request) {
        Change change = request.json(Change.class);
        MergeRequest changed =
                source.mergeRequests()
                        .edit(
                                request.project(),
                                number(request),
                                request.identity(),
                                new MergeRequests.Edit(
                                        change.title(),
                                        change.description(),
                                        change.target(),
                                        change.draft(),
                                        change.state() == null
                                                ? null
                                                : MergeRequest.State.parse(change.state())));
        return Reply.json(View.of(changed, request.origin()));
    }

    private Reply commits(Request request) {
        Merging.Standing standing = standing(request, Optional.empty());
        return source.read(
                request.project(),
                repository ->
                        Reply.json(
                                new History(repository)
                                        .between(
                                                standing.base(),
                                                standing.request().head(),
                                                MOST_COMMITS)));
    }

    private Reply changes(Request request) {
        Merging.Standing standing = standing(request, Optional.empty());
        return source.read(
                request.project(),
                repository ->
                        Reply.json(
                                new Differences(repository)
                                                .between(standing.base(), standing.request().head())
                                                .files()
                                                .stream()
                                                .map(SourceApi.FileChange::of)
                                                .toList()));
    }

    private Reply notes(Request request) {
        source.mergeRequests().one(request.project(), number(request));
        return Reply.json(
                source.mergeTalk().notes(request.project(), number(request)).stream()
                        .map(NoteView::of)
                        .toList());
    }

    private Reply comment(Request request) {
        NewNote note = request.json(NewNote.class);
        MergeNote.Place place =
                note.path() == null
                        ? MergeNote.Place.NONE
                        : new MergeNote.Place(note.path(), note.line(), note.before());
        return created(
                request,
                source.mergeTalk()
                        .comment(
                                request.project(),
                                number(request),
                                request.identity().user(),
                                given(note.body(), "body"),
                                place));
    }

    private static Reply created(Request request, MergeNote note) {
        return Reply.created(
                "/api/v1/projects/"
                        + request.project()
                        + "/merge-requests/"
                        + number(request)
                        + "/notes",
                NoteView.of(note));
    }

    private Reply review(Request request) {
        Review review = request.json(Review.class);
        return created(
                request,
                source.mergeTalk()
                        .review(
                                request.project(),
                                number(request),
                                request.identity().user(),
                                verdict(given(review.verdict(), "verdict")),
                                review.body() == null ? "" : review.body()));
    }

    static MergeNote.Kind verdict(String word) {
        return switch (word) {
            case "approved" -> MergeNote.Kind.APPROVED;
            case "changes_requested" -> MergeNote.Kind.CHANGES_REQUESTED;
            default ->
                    throw ProblemException.user(
                            "the verdict is approved or changes_requested, not '" + word + "'");
        };
    }

    private Reply dismiss(Request request) {
        source.mergeTalk()
                .dismiss(
                        request.project(),
                        number(request),
                        request.number("review"),
                        request.identity().user());
        return Reply.json(whole(request));
    }

    private Reply merge(Request request) {
        Merge wanted = request.json(Merge.class);
        Optional<MergeMethod> method = Optional.ofNullable(wanted.method()).map(MergeMethod::parse);
        Merging.Standing standing = standing(request, method);
        Merging.How how =
                new Merging.How(
                        method.orElse(standing.settings().method()),
                        wanted.message() == null ? "" : wanted.message(),
                        wanted.deleteSource() == null
                                ? standing.settings().deleteSource()
                                : wanted.deleteSource());
        WriteCode.By by =
                new WriteCode.By(
                        request.project(), request.identity(), request.role().orElseThrow());
        MergeRequest merged =
                wanted.whenPipelineSucceeds()
                        ? merging.whenReady(standing, checks, by, how)
                        : merging.merge(standing, checks, by, how);
        return Reply.json(View.of(merged, request.origin()));
    }

    private Reply stopWaiting(Request request) {
        MergeRequests requests = source.mergeRequests();
        MergeRequest known = requests.one(request.project(), number(request));
        return Reply.json(View.of(requests.mergeWhenReady(known, null), request.origin()));
    }

    private Reply settings(Request request) {
        return Reply.json(SettingsView.of(source.mergeRequests().settings(request.project())));
    }

    private Reply setSettings(Request request) {
        SettingsView wanted = request.json(SettingsView.class);
        MergeSettings old = source.mergeRequests().settings(request.project());
        MergeSettings settings =
                new MergeSettings(
                        wanted.method() == null ? old.method() : MergeMethod.parse(wanted.method()),
                        wanted.approvals() == null ? old.approvals() : wanted.approvals(),
                        wanted.pipeline() == null ? old.pipeline() : wanted.pipeline(),
                        wanted.deleteSource() == null ? old.deleteSource() : wanted.deleteSource());
        source.mergeRequests().setSettings(request.project(), settings);
        return Reply.json(SettingsView.of(settings));
    }
}
