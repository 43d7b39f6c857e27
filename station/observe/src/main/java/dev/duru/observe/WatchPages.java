package dev.duru.observe;

import dev.duru.kernel.ProblemException;
import dev.duru.observe.alerts.Alert;
import dev.duru.observe.alerts.AlertEvent;
import dev.duru.observe.alerts.Alerts;
import dev.duru.observe.alerts.Matchers;
import dev.duru.observe.rules.Group;
import dev.duru.tsdb.query.Durations;
import dev.duru.web.Access;
import dev.duru.web.Page;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import dev.duru.web.Tab;
import dev.duru.web.Templates;
import dev.duru.web.Texts;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Targets, rules, alerts and silences. */
public final class WatchPages {
    private static final ClassLoader LOADER = WatchPages.class.getClassLoader();
    private static final int MOST_EVENTS = 100;

    private final Observe observe;
    private final Templates templates = new Templates("dev.duru.observe.pages", LOADER);
    private final Texts texts = Texts.of("dev.duru.observe", LOADER);

    /** An alert that fires, and why nobody is told of it. */
    public record Firing(Alert alert, Alerts.Muted muted, List<String> receivers) {}

    WatchPages(Observe observe) {
        this.observe = observe;
    }

    void add(Router router) {
        router.page("/targets", Access.ADMIN, this::targets)
                .page("/rules", Access.ADMIN, this::rules)
                .page("/alerts", Access.ADMIN, r -> alerts(r, ""))
                .page(
                        "/{owner}/{project}/alerts",
                        ObserveRoutes.readers(),
                        r -> alerts(r, r.project().toString()))
                .page("/silences", Access.ADMIN, r -> silences(r, ""))
                .form("/silences", Access.ADMIN, this::silence)
                .form("/silences/{id}/end", Access.ADMIN, this::end);
    }

    private Reply page(Request request, Tab tab, String name, Map<String, Object> params) {
        params.put("words", texts.in(request.language()));
        String title = texts.text(request.language(), "watch." + name);
        return Reply.page(new Page(title, tab, templates.render(name + ".jte", params)));
    }

    private Reply targets(Request request) {
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("targets", observe.watch().scrapes().seen());
        params.put("edge", observe.edgeProblem());
        params.put("problem", observe.watch().problem());
        params.put("dropped", observe.watch().scrapes().dropped().size());
        params.put("annotations", observe.watch().scrapes().problems());
        params.put("writers", observe.watch().writers());
        params.put("forwarders", observe.watch().forwarders());
        params.put("refused", observe.refusedSeries());
        params.put("statsd", observe.statsdProblem());
        params.put("untold", observe.untold());
        return page(request, Tab.ADMIN, "targets", params);
    }

    private Reply rules(Request request) {
        Map<String, Object> params = new LinkedHashMap<>();
        List<Group> groups = observe.watch().rules().groups();
        params.put("groups", groups);
        return page(request, Tab.ADMIN, "rules", params);
    }

    private Reply alerts(Request request, String app) {
        Instant now = observe.clock().instant();
        List<Firing> firing =
                observe.alerts().current().stream()
                        .filter(alert -> app.isEmpty() || alert.labels().value("app").equals(app))
                        .map(alert ->
                                new Firing(
                                        alert,
                                        observe.alerts().mutedBy(alert, now),
                                        observe.alerts().receivers(alert)))
                        .toList();
        String search = request.query("search").orElse("");
        List<AlertEvent> events =
                observe.alerts().history(app, search, Long.MAX_VALUE, MOST_EVENTS);
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("app", app);
        params.put("firing", firing);
        params.put("events", events);
        params.put("search", search);
        params.put("waiting", app.isEmpty() ? observe.alerts().waiting() : List.of());
        return page(request, app.isEmpty() ? Tab.ADMIN : Tab.OBSERVE, "alerts", params);
    }

    private Reply silences(Request request, String problem) {
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("request", request);
        params.put("silences", observe.alerts().silences().reversed());
        params.put("now", observe.clock().instant());
        params.put("matchers", request.query("matchers").orElse(""));
        params.put("problem", problem);
        return page(request, Tab.ADMIN, "silences", params);
    }

    private Reply silence(Request request) {
        Instant now = observe.clock().instant();
        try {
            long millis = Durations.millis(request.required("duration"));
            observe.alerts()
                    .silence(
                            new Alerts.Wish(
                                    "",
                                    Matchers.parse(request.required("matchers")),
                                    now,
                                    now.plusMillis(millis),
                                    request.identity().user(),
                                    request.required("comment")));
        } catch (ProblemException e) {
            return silences(request, e.detail()).withStatus(400);
        } catch (NumberFormatException e) {
            return silences(request, texts.text(request.language(), "watch.wrong-duration"))
                    .withStatus(400);
        } catch (IllegalArgumentException e) {
            return silences(request, String.valueOf(e.getMessage())).withStatus(400);
        }
        return Reply.redirect("/silences");
    }

    private Reply end(Request request) {
        observe.alerts().expire(request.param("id"));
        return Reply.redirect("/silences");
    }
}
