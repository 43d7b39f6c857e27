package dev.duru.pipeline.services.rest;

import dev.duru.dialects.value.Json;
import dev.duru.pipeline.github.PullRequest;
import dev.duru.pipeline.github.PullRequests;
import dev.duru.pipeline.services.http.Answer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Pull requests, as GitHub names merge requests. */
final class PullCalls {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final PullRequests pulls;
    private final Code code;

    PullCalls(PullRequests pulls, Code code) {
        this.pulls = pulls;
        this.code = code;
    }

    List<Endpoint> endpoints() {
        Caller.Need read = Caller.Need.read("pull-requests");
        Caller.Need write = Caller.Need.write("pull-requests");
        String root = "/repos/{owner}/{repo}/pulls";
        String one = root + "/{number}";
        return List.of(
                new Endpoint("GET", root, read, this::list),
                new Endpoint("POST", root, write, this::create),
                new Endpoint("GET", one, read, call -> Answer.ok(shown(call, existing(call)))),
                new Endpoint("PATCH", one, write, this::edit),
                new Endpoint("GET", one + "/files", read, this::files),
                new Endpoint("GET", one + "/commits", read, this::commits),
                new Endpoint("GET", one + "/merge", read, this::merged),
                new Endpoint("GET", one + "/comments", read, this::comments),
                new Endpoint("GET", one + "/reviews", read, this::reviews));
    }

    private PullRequest existing(Call call) {
        return pulls.find(call.project(), call.number("number"))
                .orElseThrow(RestException::notFound);
    }

    private static JsonNode shown(Call call, PullRequest pull) {
        return JSON.readTree(Json.write(pull.shape(call.server())));
    }

    private Answer list(Call call) {
        String state = call.query("state").isEmpty() ? "open" : call.query("state");
        if (!Set.of("open", "closed", "all").contains(state)) {
            throw RestException.invalid("PullRequest", "state", "must be open, closed or all");
        }
        String base = call.query("base");
        String head = call.query("head").replaceFirst("^[^:]*:", "");
        return call.page(
                pulls.list(call.project(), state).stream()
                        .filter(pull -> base.isEmpty() || pull.into().branch().equals(base))
                        .filter(pull -> head.isEmpty() || pull.from().branch().equals(head))
                        .toList(),
                page -> page.stream().map(pull -> shown(call, pull)).toList());
    }

    private Answer create(Call call) {
        PullRequests.Proposal proposal =
                new PullRequests.Proposal(
                        call.required("PullRequest", "head").replaceFirst("^[^:]*:", ""),
                        call.required("PullRequest", "base"),
                        call.required("PullRequest", "title"),
                        call.text("body"),
                        call.body().path("draft").asBoolean(false));
        return Answer.created(shown(call, pulls.open(call.project(), call.by(), proposal)));
    }

    private Answer edit(Call call) {
        PullRequest pull = existing(call);
        return Answer.ok(
                shown(
                        call,
                        pulls.edit(
                                call.project(),
                                pull.number(),
                                call.by(),
                                new PullRequests.Edit(
                                        call.given("title"),
                                        call.given("body"),
                                        call.given("state"),
                                        call.given("base")))));
    }

    private Answer files(Call call) {
        PullRequest pull = existing(call);
        return call.page(
                code.changes(call.project(), pull.mergeBase(), pull.from().commit()),
                page -> page.stream().map(RepositoryCalls::shown).toList());
    }

    private Answer commits(Call call) {
        PullRequest pull = existing(call);
        return call.page(
                code.between(call.project(), pull.mergeBase(), pull.from().commit()).reversed(),
                page -> page.stream().map(commit -> Shape.commit(call, commit)).toList());
    }

    /** 204 when it is merged, 404 when it is not. */
    private Answer merged(Call call) {
        if (!existing(call).state().equals("merged")) {
            throw RestException.notFound();
        }
        return Answer.noContent();
    }

    private Answer comments(Call call) {
        return said(call, pulls -> pulls.verdict().isEmpty() && !pulls.path().isEmpty());
    }

    private Answer reviews(Call call) {
        return said(call, pulls -> !pulls.verdict().isEmpty());
    }

    private Answer said(Call call, java.util.function.Predicate<PullRequests.Said> wanted) {
        PullRequest pull = existing(call);
        return call.page(
                pulls.said(call.project(), pull.number()).stream().filter(wanted).toList(),
                page -> page.stream().map(one -> shown(call, one)).toList());
    }

    private static Map<String, Object> shown(Call call, PullRequests.Said said) {
        String time = Shape.time(said.at());
        return said.verdict().isEmpty()
                ? Shape.of(
                        "id", said.id(),
                        "user", Shape.user(call, said.by()),
                        "body", said.body(),
                        "path", said.path(),
                        "line", said.line(),
                        "commit_id", said.commit(),
                        "created_at", time,
                        "updated_at", time)
                : Shape.of(
                        "id", said.id(),
                        "user", Shape.user(call, said.by()),
                        "body", said.body(),
                        "state", said.verdict().toUpperCase(Locale.ROOT),
                        "commit_id", said.commit(),
                        "submitted_at", time);
    }
}
