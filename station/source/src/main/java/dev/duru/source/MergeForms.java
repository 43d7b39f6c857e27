package dev.duru.source;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.Role;
import dev.duru.source.merge.MergeMethod;
import dev.duru.source.merge.MergeNote;
import dev.duru.source.merge.MergeRequest;
import dev.duru.source.merge.MergeSettings;
import dev.duru.web.Access;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import dev.duru.web.Routes;
import java.util.Optional;

/** What people do on the pages of merge requests. */
final class MergeForms implements Routes {
    private static final String ONE = MergePages.REQUESTS + "/{number}";

    private final Source source;
    private final Merging merging;
    private final Checks checks;

    MergeForms(Source source, Merging merging, Checks checks) {
        this.source = source;
        this.merging = merging;
        this.checks = checks;
    }

    @Override
    public void add(Router router) {
        Access developer = Access.project(Role.DEVELOPER);
        Access maintainer = Access.project(Role.MAINTAINER);
        router.form(ONE + "/notes", developer, this::note)
                .form(ONE + "/dismiss", maintainer, this::dismiss)
                .form(ONE + "/edit", developer, this::edit)
                .form(ONE + "/state", developer, this::state)
                .form(ONE + "/merge", developer, this::merge)
                .form(ONE + "/wait", developer, this::stopWaiting)
                .form(MergePages.SETTINGS, maintainer, this::settings);
    }

    private static long number(Request request) {
        return request.number("number");
    }

    private static Reply back(Request request, String below) {
        return Reply.redirect(
                "/" + request.project() + "/merge-requests/" + number(request) + below);
    }

    private Reply note(Request request) {
        String user = request.identity().user();
        String body = request.form("body").orElse("");
        Optional<String> verdict = request.form("verdict");
        MergeTalk talk = source.mergeTalk();
        if (verdict.isPresent()) {
            talk.review(
                    request.project(),
                    number(request),
                    user,
                    MergeApi.verdict(verdict.get()),
                    body);
            return back(request, "");
        }
        String path = request.form("path").orElse("");
        talk.comment(request.project(), number(request), user, body, place(request, path));
        return back(request, path.isEmpty() ? "#said" : "/changes");
    }

    private static MergeNote.Place place(Request request, String path) {
        String line = request.form("line").orElse("");
        return path.isEmpty() || !line.matches("[1-9][0-9]{0,6}")
                ? MergeNote.Place.NONE
                : new MergeNote.Place(
                        path,
                        Integer.parseInt(line),
                        request.form("side").orElse("").equals("before"));
    }

    private Reply dismiss(Request request) {
        String review = request.required("review");
        if (!review.matches("[1-9][0-9]{0,17}")) {
            throw ProblemException.notFound("there is no verdict '" + review + "'");
        }
        source.mergeTalk()
                .dismiss(
                        request.project(),
                        number(request),
                        Long.parseLong(review),
                        request.identity().user());
        return back(request, "");
    }

    private Reply edit(Request request) {
        source.mergeRequests()
                .edit(
                        request.project(),
                        number(request),
                        request.identity(),
                        new MergeRequests.Edit(
                                request.required("title"),
                                request.form("description").orElse(""),
                                null,
                                request.form("draft").isPresent(),
                                null));
        return back(request, "");
    }

    private Reply state(Request request) {
        MergeRequest.State state = MergeRequest.State.parse(request.required("state"));
        source.mergeRequests()
                .edit(
                        request.project(),
                        number(request),
                        request.identity(),
                        new MergeRequests.Edit(null, null, null, null, state));
        return back(request, "");
    }

    private Reply merge(Request request) {
        Merging.How how =
                new Merging.How(
                        MergeMethod.parse(request.required("method")),
                        "",
                        request.form("delete").isPresent());
        Merging.Standing standing =
                merging.standing(
                        request.project(), number(request), checks, Optional.of(how.method()));
        WriteCode.By by =
                new WriteCode.By(
                        request.project(), request.identity(), request.role().orElseThrow());
        if (request.form("when").isPresent()) {
            merging.whenReady(standing, checks, by, how);
        } else {
            merging.merge(standing, checks, by, how);
        }
        return back(request, "");
    }

    private Reply stopWaiting(Request request) {
        MergeRequests requests = source.mergeRequests();
        requests.mergeWhenReady(requests.one(request.project(), number(request)), null);
        return back(request, "");
    }

    private Reply settings(Request request) {
        String approvals = request.required("approvals");
        if (!approvals.matches("[0-9]{1,3}")) {
            throw ProblemException.user("the number of approvals is 0 to 20");
        }
        source.mergeRequests()
                .setSettings(
                        request.project(),
                        new MergeSettings(
                                MergeMethod.parse(request.required("method")),
                                Integer.parseInt(approvals),
                                request.form("pipeline").isPresent(),
                                request.form("delete").isPresent()));
        return Reply.redirect("/" + request.project() + "/settings/merge-requests?saved=1");
    }
}
