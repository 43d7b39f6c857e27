package dev.duru.delivery;

import dev.duru.kernel.Blobs;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.Role;
import dev.duru.web.Access;
import dev.duru.web.Page;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import dev.duru.web.Tab;
import dev.duru.web.Templates;
import dev.duru.web.Texts;
import dev.duru.web.Upload;
import java.util.Map;
import java.util.Optional;

/** The forms of locks and checklists, what was attached, and the comparison of releases. */
final class RulePages {
    private static final String PACKAGE = "dev.duru.delivery";
    private static final String PROJECT = "/{owner}/{project}";
    private static final String ENVIRONMENT = PROJECT + "/environments/{name}";
    private static final String RELEASE = PROJECT + "/releases/{number}";
    private static final Access READER = Access.project(Role.READER);
    private static final Access DEVELOPER = Access.project(Role.DEVELOPER);
    private static final Access MAINTAINER = Access.project(Role.MAINTAINER);

    private final Templates templates =
            new Templates(PACKAGE + ".pages", RulePages.class.getClassLoader());
    private final Texts texts = Texts.of(PACKAGE, RulePages.class.getClassLoader());
    private final DeliveryViews views;
    private final RuleCommands commands;
    private final CompareReleases comparisons;
    private final Blobs evidence;

    RulePages(
            DeliveryViews views,
            RuleCommands commands,
            CompareReleases comparisons,
            Blobs evidence) {
        this.comparisons = comparisons;
        this.views = views;
        this.commands = commands;
        this.evidence = evidence;
    }

    void add(Router router) {
        router.form(ENVIRONMENT + "/lock", MAINTAINER, this::lock)
                .form(ENVIRONMENT + "/unlock", MAINTAINER, this::unlock)
                .form(ENVIRONMENT + "/stop", DEVELOPER, this::stop)
                .form(RELEASE + "/override", MAINTAINER, this::letThrough)
                .form(RELEASE + "/tick", READER, this::tick)
                .page(RELEASE + "/evidence/{digest}", READER, this::file)
                .page(RELEASE + "/diff/{other}", READER, this::diff)
                .page(PROJECT + "/releases/compare", READER, this::compare);
    }

    private Reply lock(Request request) {
        commands.locks().lock(key(request), DeliveryApi.actor(request), request.required("reason"));
        return back(request, request.param("name"));
    }

    private Reply unlock(Request request) {
        commands.locks().unlock(key(request), DeliveryApi.actor(request));
        return back(request, request.param("name"));
    }

    /** Ends what a branch or merge request has, or what jobs have deployed by their own means. */
    private Reply stop(Request request) {
        commands.ends()
                .byHand(request.project(), request.param("name"), DeliveryApi.actor(request));
        return Reply.redirect("/" + request.project() + "/environments");
    }

    private Reply letThrough(Request request) {
        Release release =
                commands.locks()
                        .letThrough(
                                request.project(),
                                request.number("number"),
                                DeliveryApi.actor(request),
                                request.required("reason"));
        return back(request, release.environment().name());
    }

    private Reply tick(Request request) {
        Optional<Upload> file = request.upload("file");
        long number = request.number("number");
        commands.ticks()
                .tick(
                        request.project(),
                        number,
                        DeliveryApi.actor(request),
                        new TickChecklist.Word(
                                request.required("item"),
                                request.required("verdict").equals("passed"),
                                request.form("comment").orElse(""),
                                request.form("link").orElse(""),
                                file.map(Upload::name).orElse(""),
                                file.map(Upload::open).orElse(null)),
                        request.form("digest").filter(d -> !d.isBlank()).orElse(null));
        return back(request, views.known(request.project(), number).environment().name());
    }

    /** A file that somebody attached to the digest of this release. */
    private Reply file(Request request) {
        Release release = views.known(request.project(), request.number("number"));
        String digest = request.param("digest");
        String name =
                commands.approvals().ticks(release).stream()
                        .filter(tick -> tick.fileDigest().equals(digest))
                        .map(Tick::fileName)
                        .findFirst()
                        .orElseThrow(() ->
                                ProblemException.notFound(
                                        "release " + release.number() + " has no file " + digest));
        return Reply.file("application/octet-stream", evidence.path(digest), name);
    }

    private Reply compare(Request request) {
        String from = request.query("from").orElse("");
        String to = request.query("to").orElse("");
        if (!from.matches("[1-9]\\d{0,17}") || !to.matches("[1-9]\\d{0,17}")) {
            throw ProblemException.user("choose two releases to compare");
        }
        return Reply.redirect("/" + request.project() + "/releases/" + from + "/diff/" + to);
    }

    private Reply diff(Request request) {
        ReleaseDiff diff =
                comparisons.between(
                        request.project(), request.number("number"), request.number("other"));
        Texts.Words words = texts.in(request.language());
        return Reply.page(
                new Page(
                        words.text("diff.title"),
                        Tab.ENVIRONMENTS,
                        templates.render(
                                "diff.jte",
                                Map.of("request", request, "words", words, "diff", diff))));
    }

    private EnvironmentKey key(Request request) {
        return views.key(request.project(), request.param("name"));
    }

    private static Reply back(Request request, String environment) {
        return Reply.redirect("/" + request.project() + "/environments/" + environment);
    }
}
