package dev.duru.delivery;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.Role;
import dev.duru.web.Access;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Environments, releases, approvals and quarantine for programs; described in openapi.json. */
final class DeliveryApi {
    private static final String PROJECT = "/projects/{owner}/{project}";
    private static final String ENVIRONMENT = PROJECT + "/environments/{name}";
    private static final String RELEASE = PROJECT + "/releases/{number}";
    private static final Access READER = Access.project(Role.READER);
    private static final Access DEVELOPER = Access.project(Role.DEVELOPER);
    private static final Access MAINTAINER = Access.project(Role.MAINTAINER);
    private static final int MOST = 200;

    private final DeliveryViews views;
    private final RunningViews running;
    private final DeliveryCommands commands;
    private final RehearseGates rehearsal;

    DeliveryApi(
            DeliveryViews views,
            RunningViews running,
            DeliveryCommands commands,
            RehearseGates rehearsal) {
        this.views = views;
        this.running = running;
        this.commands = commands;
        this.rehearsal = rehearsal;
    }

    /** A whole duru.yml whose gates are tried; without it those that are in force. */
    record Rehearsal(@Nullable String manifest) {}

    /** A word for or against; the digest, where it is given, must still be the release's. */
    record Word(@Nullable String comment, @Nullable String digest) {}

    /** What goes where; by digest, or by the number of an earlier release. */
    record Promotion(@Nullable String digest, @Nullable Long release, @Nullable String override) {}

    /** A job in the inbox, with the same fields beside it as a release. */
    record JobView(WaitingJobs.Job job, String role, int count, boolean mayApprove) {}

    record Return(@Nullable String reason, @Nullable String digest) {}

    record Lift(@Nullable String reason) {}

    void add(Router router) {
        router.api("GET", PROJECT + "/environments", READER, this::environments)
                .api("GET", ENVIRONMENT, READER, this::environment)
                .api("POST", ENVIRONMENT + "/promote", MAINTAINER, this::promote)
                .api("POST", ENVIRONMENT + "/rollback", MAINTAINER, this::rollback)
                .api("POST", ENVIRONMENT + "/pause", MAINTAINER, this::pause)
                .api("POST", ENVIRONMENT + "/resume", MAINTAINER, this::resume)
                .api("POST", ENVIRONMENT + "/abort", MAINTAINER, this::abort)
                .api("POST", ENVIRONMENT + "/undo", MAINTAINER, this::undo)
                .api("GET", PROJECT + "/releases", READER, this::releases)
                .api("GET", RELEASE, READER, this::release)
                .api("GET", RELEASE + "/running", DEVELOPER, this::running)
                .api("POST", RELEASE + "/approve", READER, this::approve)
                .api("POST", RELEASE + "/decline", READER, this::decline)
                .api("POST", RELEASE + "/rehearse", READER, this::rehearse)
                .api("POST", RELEASE + "/revert", DEVELOPER, this::revert)
                .api("GET", PROJECT + "/quarantine", READER, this::quarantine)
                .api("POST", PROJECT + "/quarantine/{digest}/lift", MAINTAINER, this::lift)
                .api("GET", "/approvals", Access.SIGNED_IN, this::approvals);
    }

    private Reply environments(Request request) {
        return Reply.json(views.environments(request.project()));
    }

    private Reply environment(Request request) {
        return Reply.json(views.environment(key(request)));
    }

    private Reply promote(Request request) {
        Promotion body = request.json(Promotion.class);
        String digest = body.digest();
        if (digest == null && body.release() != null) {
            digest = views.release(request.project(), body.release()).digest();
        }
        if (digest == null) {
            throw ProblemException.user(
                    "say what to promote: `digest`, or the number of a `release`");
        }
        Release made = commands.promote(key(request), digest, actor(request), body.override());
        return Reply.created(
                "/api/v1/projects/" + made.project() + "/releases/" + made.number(),
                views.release(made));
    }

    private Reply rollback(Request request) {
        Return body = body(request, Return.class, new Return(null, null));
        String reason = body.reason() == null ? "" : body.reason();
        return Reply.json(
                views.release(
                        commands.rollback(key(request), actor(request), reason, body.digest())));
    }

    private Reply pause(Request request) {
        return Reply.json(views.release(commands.pause(key(request), actor(request))));
    }

    private Reply abort(Request request) {
        return Reply.json(
                views.release(commands.abort(key(request), actor(request), reason(request))));
    }

    private Reply undo(Request request) {
        return Reply.json(
                views.release(commands.undo(key(request), actor(request), reason(request))));
    }

    /** Why, where the body says so. */
    private static String reason(Request request) {
        String reason = body(request, Lift.class, new Lift(null)).reason();
        return reason == null ? "" : reason;
    }

    private Reply resume(Request request) {
        return Reply.json(views.release(commands.resume(key(request), actor(request))));
    }

    private Reply releases(Request request) {
        int limit =
                request.query("limit")
                        .filter(t -> t.matches("\\d{1,4}"))
                        .map(Integer::valueOf)
                        .orElse(50);
        return Reply.json(views.releases(request.project(), Math.min(MOST, limit)));
    }

    private Reply release(Request request) {
        return Reply.json(views.release(request.project(), request.number("number")));
    }

    private Reply running(Request request) {
        return Reply.json(running.of(request.project(), request.number("number")));
    }

    private Reply approve(Request request) {
        Word word = body(request, Word.class, new Word(null, null));
        return Reply.json(
                views.release(
                        commands.approve(
                                request.project(),
                                request.number("number"),
                                actor(request),
                                word.comment() == null ? "" : word.comment(),
                                word.digest())));
    }

    private Reply decline(Request request) {
        Word word = body(request, Word.class, new Word(null, null));
        return Reply.json(
                views.release(
                        commands.decline(
                                request.project(),
                                request.number("number"),
                                actor(request),
                                word.comment() == null ? "" : word.comment(),
                                word.digest())));
    }

    private Reply rehearse(Request request) {
        return Reply.json(
                rehearsal.rehearse(
                        request.project(),
                        request.number("number"),
                        body(request, Rehearsal.class, new Rehearsal(null)).manifest(),
                        Instant.now()));
    }

    private Reply revert(Request request) {
        return Reply.json(
                Map.of(
                        "branch",
                        commands.revert(
                                request.project(), request.number("number"), actor(request))));
    }

    private Reply quarantine(Request request) {
        return Reply.json(views.quarantines(request.project()));
    }

    private Reply lift(Request request) {
        Lift body = request.json(Lift.class);
        commands.liftQuarantine(
                request.project(),
                request.param("digest"),
                actor(request),
                body.reason() == null ? "" : body.reason());
        return Reply.json(Map.of("lifted", request.param("digest")));
    }

    private Reply approvals(Request request) {
        String user = request.identity().user();
        List<Object> inbox = new ArrayList<>(views.waiting(user, request::role));
        for (WaitingJobs.Job job : views.waitingJobs(user, request::role)) {
            inbox.add(new JobView(job, job.role(), job.count(), job.mayApprove()));
        }
        return Reply.json(inbox);
    }

    private EnvironmentKey key(Request request) {
        return views.key(request.project(), request.param("name"));
    }

    /** Whoever asks, with the role in the route's project. */
    static Actor actor(Request request) {
        if (request.identity().anonymous()) {
            throw ProblemException.unauthenticated("sign in, or send a token, to do this");
        }
        return new Actor(request.identity().user(), request.role().orElse(Role.READER));
    }

    private static <T> T body(Request request, Class<T> type, T empty) {
        boolean none =
                request.header("Transfer-Encoding").isEmpty()
                        && request.header("Content-Length").orElse("0").equals("0");
        return none ? empty : request.json(type);
    }
}
