package dev.duru.observe;

import dev.duru.kernel.ProblemException;
import dev.duru.observe.alerts.Alert;
import dev.duru.observe.alerts.AlertEvent;
import dev.duru.observe.alerts.Alerts;
import dev.duru.observe.alerts.Matchers;
import dev.duru.observe.alerts.Silence;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Matcher;
import dev.duru.web.Access;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import java.lang.management.ManagementFactory;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Alertmanager's API, version 2:
 * https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml. For administrators.
 */
final class AlertmanagerApi {
    private static final String BASE = "/api/v2";
    private static final Duration RESOLVE_AFTER = Duration.ofMinutes(5);
    private static final int MOST_EVENTS = 500;

    private final Observe observe;

    AlertmanagerApi(Observe observe) {
        this.observe = observe;
    }

    void add(Router router) {
        router.api("GET", BASE + "/alerts", Access.ADMIN, this::list)
                .api("POST", BASE + "/alerts", Access.ADMIN, this::post)
                .api("GET", BASE + "/alerts/groups", Access.ADMIN, r -> groups())
                .api("GET", BASE + "/silences", Access.ADMIN, this::silences)
                .api("POST", BASE + "/silences", Access.ADMIN, this::silence)
                .api("GET", BASE + "/silence/{id}", Access.ADMIN, this::one)
                .api("DELETE", BASE + "/silence/{id}", Access.ADMIN, this::expire)
                .api("GET", BASE + "/receivers", Access.ADMIN, r -> receivers())
                .api("GET", BASE + "/status", Access.ADMIN, r -> status())
                .api("GET", "/alerts/history", Access.ADMIN, r -> history(r, ""))
                .api(
                        "GET",
                        "/projects/{owner}/{project}/alerts/history",
                        ObserveRoutes.readers(),
                        r -> history(r, r.project().toString()));
    }

    /** An alert as clients post it. */
    record Posted(
            Map<String, String> labels,
            @Nullable Map<String, String> annotations,
            @Nullable String startsAt,
            @Nullable String endsAt,
            @Nullable String generatorURL) {}

    private Reply post(Request request) {
        Instant now = observe.clock().instant();
        List<Alert> alerts = new ArrayList<>();
        for (Posted posted : request.json(Posted[].class)) {
            Map<String, String> given = posted.labels();
            if (given == null || Labels.of(given).isEmpty()) {
                throw ProblemException.user("an alert has no labels; give it `alertname` at least");
            }
            Instant end = time(posted.endsAt(), Instant.EPOCH);
            Instant start = time(posted.startsAt(), Instant.EPOCH);
            alerts.add(
                    new Alert(
                            Labels.of(given),
                            posted.annotations() == null ? Map.of() : posted.annotations(),
                            start.isAfter(Instant.EPOCH)
                                    ? start
                                    : end.isAfter(now) || end.equals(Instant.EPOCH) ? now : end,
                            end.isAfter(Instant.EPOCH) ? end : now.plus(RESOLVE_AFTER),
                            posted.generatorURL() == null ? "" : posted.generatorURL()));
        }
        observe.alerts().take(alerts);
        return Reply.bytes("application/json", new byte[0]);
    }

    /** Go's zero of times stands for none. */
    private static Instant time(@Nullable String text, Instant otherwise) {
        if (text == null || text.isEmpty() || text.startsWith("0001-")) {
            return otherwise;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw ProblemException.user("'" + text + "' is not a time as RFC 3339 writes it");
        }
    }

    private Reply list(Request request) {
        Instant now = observe.clock().instant();
        List<Matcher> filter = filter(request);
        String receiver = request.query("receiver").orElse("");
        List<Object> found = new ArrayList<>();
        for (Alert alert : observe.alerts().current()) {
            Alerts.Muted muted = observe.alerts().mutedBy(alert, now);
            List<String> receivers = observe.alerts().receivers(alert);
            boolean wanted =
                    filter.stream().allMatch(m -> m.test(alert.labels()))
                            && (flag(request, "active") || !muted.isEmpty())
                            && (flag(request, "silenced") || muted.silencedBy().isEmpty())
                            && (flag(request, "inhibited") || muted.inhibitedBy().isEmpty())
                            && (receiver.isEmpty()
                                    || receivers.stream()
                                            .anyMatch(r -> Pattern.matches(receiver, r)));
            if (wanted) {
                found.add(alert(alert, muted, receivers));
            }
        }
        return Reply.json(found);
    }

    private static boolean flag(Request request, String name) {
        return !request.query(name).filter("false"::equals).isPresent();
    }

    private static List<Matcher> filter(Request request) {
        List<Matcher> all = new ArrayList<>();
        try {
            request.queryAll("filter").forEach(text -> all.addAll(Matchers.parse(text)));
        } catch (IllegalArgumentException e) {
            throw ProblemException.user("bad filter: " + e.getMessage());
        }
        return all;
    }

    private Map<String, Object> alert(Alert alert, Alerts.Muted muted, List<String> receivers) {
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("inhibitedBy", muted.inhibitedBy());
        status.put("silencedBy", muted.silencedBy());
        status.put("mutedBy", List.of());
        status.put("state", muted.isEmpty() ? "active" : "suppressed");
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("annotations", alert.annotations());
        json.put("endsAt", alert.endsAt().toString());
        json.put("fingerprint", alert.fingerprint());
        json.put("receivers", receivers.stream().map(name -> Map.of("name", name)).toList());
        json.put("startsAt", alert.startsAt().toString());
        json.put("status", status);
        json.put("updatedAt", observe.alerts().updatedAt(alert).toString());
        json.put("generatorURL", alert.generatorUrl());
        json.put("labels", alert.labels().map());
        return json;
    }

    private Reply groups() {
        Instant now = observe.clock().instant();
        List<Object> all = new ArrayList<>();
        for (Alerts.Together group : observe.alerts().groups()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("labels", group.labels().map());
            json.put("receiver", Map.of("name", group.receiver()));
            json.put(
                    "alerts",
                    group.alerts().stream()
                            .map(alert ->
                                    alert(
                                            alert,
                                            observe.alerts().mutedBy(alert, now),
                                            List.of(group.receiver())))
                            .toList());
            all.add(json);
        }
        return Reply.json(all);
    }

    private Reply receivers() {
        return Reply.json(
                observe.alerts().routing().receivers().keySet().stream()
                        .sorted()
                        .map(name -> Map.of("name", name))
                        .toList());
    }

    private Reply status() {
        Map<String, Object> version = new LinkedHashMap<>();
        version.put("version", "0.28.0");
        version.put("revision", "duru " + observe.version());
        version.put("branch", "");
        version.put("buildUser", "");
        version.put("buildDate", "");
        version.put("goVersion", "java " + Runtime.version().feature());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("cluster", Map.of("status", "disabled", "peers", List.of()));
        json.put("config", Map.of("original", observe.alerts().routing().text()));
        json.put("versionInfo", version);
        json.put(
                "uptime",
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime())
                        .toString());
        return Reply.json(json);
    }

    /** A matcher as the API has it. */
    record ApiMatcher(String name, String value, boolean isRegex, @Nullable Boolean isEqual) {
        Matcher matcher() {
            boolean equal = isEqual == null || isEqual;
            Matcher.Kind kind =
                    isRegex
                            ? equal ? Matcher.Kind.MATCH : Matcher.Kind.NOT_MATCH
                            : equal ? Matcher.Kind.EQUAL : Matcher.Kind.NOT_EQUAL;
            return new Matcher(name, kind, value);
        }

        static ApiMatcher of(Matcher matcher) {
            return new ApiMatcher(
                    matcher.label(),
                    matcher.value(),
                    matcher.kind() == Matcher.Kind.MATCH
                            || matcher.kind() == Matcher.Kind.NOT_MATCH,
                    matcher.kind() == Matcher.Kind.MATCH || matcher.kind() == Matcher.Kind.EQUAL);
        }
    }

    /** A silence as clients post it. */
    record PostedSilence(
            @Nullable String id,
            List<ApiMatcher> matchers,
            String startsAt,
            String endsAt,
            String createdBy,
            String comment) {}

    private Reply silence(Request request) {
        PostedSilence posted = request.json(PostedSilence.class);
        if (posted.matchers() == null || posted.createdBy() == null || posted.comment() == null) {
            throw ProblemException.user("a silence has matchers, createdBy and comment");
        }
        Silence made;
        try {
            made =
                    observe.alerts()
                            .silence(
                                    new Alerts.Wish(
                                            posted.id() == null ? "" : posted.id(),
                                            posted.matchers().stream()
                                                    .map(ApiMatcher::matcher)
                                                    .toList(),
                                            time(posted.startsAt(), observe.clock().instant()),
                                            time(posted.endsAt(), Instant.EPOCH),
                                            posted.createdBy(),
                                            posted.comment()));
        } catch (dev.duru.tsdb.TsdbException e) {
            throw ProblemException.user(String.valueOf(e.getMessage()));
        }
        return Reply.json(Map.of("silenceID", made.id()));
    }

    private Reply silences(Request request) {
        List<Matcher> filter = filter(request);
        return Reply.json(
                observe.alerts().silences().stream()
                        .filter(silence -> fits(filter, silence))
                        .map(this::json)
                        .toList());
    }

    /** A silence fits when its own matchers are about what the filter names. */
    private static boolean fits(List<Matcher> filter, Silence silence) {
        return filter.stream()
                .allMatch(wanted ->
                        silence.matchers().stream()
                                .anyMatch(own ->
                                        own.label().equals(wanted.label())
                                                && wanted.test(own.value())));
    }

    private Map<String, Object> json(Silence silence) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", silence.id());
        json.put(
                "status",
                Map.of(
                        "state",
                        silence.at(observe.clock().instant()).name().toLowerCase(Locale.ROOT)));
        json.put("updatedAt", silence.updatedAt().toString());
        json.put("comment", silence.comment());
        json.put("createdBy", silence.createdBy());
        json.put("endsAt", silence.endsAt().toString());
        json.put("matchers", silence.matchers().stream().map(ApiMatcher::of).toList());
        json.put("startsAt", silence.startsAt().toString());
        return json;
    }

    private Reply one(Request request) {
        return Reply.json(json(observe.alerts().find(request.param("id"))));
    }

    private Reply expire(Request request) {
        observe.alerts().expire(request.param("id"));
        return Reply.bytes("application/json", new byte[0]);
    }

    private Reply history(Request request, String app) {
        long before = request.query("before").map(AlertmanagerApi::id).orElse(Long.MAX_VALUE);
        List<AlertEvent> events =
                observe.alerts()
                        .history(app, request.query("search").orElse(""), before, MOST_EVENTS);
        return Reply.json(Map.of("events", events));
    }

    private static long id(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw ProblemException.user("before=" + text + " is not the id of an event");
        }
    }
}
