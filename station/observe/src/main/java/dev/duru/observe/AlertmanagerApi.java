package dev.duru.observe;

import dev.duru.kernel.ProblemException;
import dev.duru.observe.alerts.Alert;
import dev.duru.observe.alerts.AlertEvent;
import dev.duru.observe.alerts.Alerts;
import dev.duru.observe.alerts.Matchers;
import dev.duru.observe.alerts.Silence;
import dev.duru.observe.file.SecretMask;
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
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
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
        api(router, "GET", "/alerts", this::list);
        api(router, "POST", "/alerts", this::post);
        api(router, "GET", "/alerts/groups", this::groups);
        api(router, "GET", "/silences", this::silences);
        api(router, "POST", "/silences", this::silence);
        api(router, "GET", "/silence/{id}", this::one);
        api(router, "DELETE", "/silence/{id}", this::expire);
        api(router, "GET", "/receivers", r -> receivers());
        api(router, "GET", "/status", r -> status());
        router.api("GET", "/alerts/history", Access.ADMIN, r -> history(r, ""))
                .api(
                        "GET",
                        "/projects/{owner}/{project}/alerts/history",
                        ObserveRoutes.readers(),
                        r -> history(r, r.project().toString()));
    }

    /** Its clients read what is wrong as a text in JSON. */
    private static void api(
            Router router, String method, String path, Function<Request, Reply> work) {
        router.api(
                method,
                BASE + path,
                Access.ADMIN,
                request -> {
                    try {
                        return work.apply(request);
                    } catch (ProblemException e) {
                        return Reply.json(e.detail()).withStatus(e.code().status());
                    }
                });
    }

    /**
     * An alert as clients post it, who may give back what they were given.
     *
     * @param fingerprint and what follows are not looked at
     */
    record Posted(
            @Nullable Map<String, String> labels,
            @Nullable Map<String, String> annotations,
            @Nullable String startsAt,
            @Nullable String endsAt,
            @Nullable String generatorURL,
            @Nullable Object fingerprint,
            @Nullable Object status,
            @Nullable Object receivers,
            @Nullable Object updatedAt) {}

    /** Those that make sense are taken, also beside others that do not. */
    private Reply post(Request request) {
        Instant now = observe.clock().instant();
        List<Alert> alerts = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (Posted posted : request.json(Posted[].class)) {
            try {
                alerts.add(alert(posted, now));
            } catch (ProblemException e) {
                wrong.add(e.detail());
            }
        }
        observe.alerts().take(alerts);
        if (!wrong.isEmpty()) {
            throw ProblemException.user(String.join("; ", wrong));
        }
        return Reply.bytes("application/json", new byte[0]);
    }

    private static Alert alert(Posted posted, Instant now) {
        Labels labels = labels(posted.labels());
        if (labels.isEmpty()) {
            throw ProblemException.user("an alert has no labels; give it `alertname` at least");
        }
        Instant end = time(posted.endsAt(), Instant.EPOCH);
        Instant start = time(posted.startsAt(), Instant.EPOCH);
        if (start.isAfter(end) && end.isAfter(Instant.EPOCH)) {
            throw ProblemException.user(
                    "the alert "
                            + labels
                            + " ends before it starts; start time must be before end"
                            + " time");
        }
        return new Alert(
                labels,
                posted.annotations() == null ? Map.of() : posted.annotations(),
                start.isAfter(Instant.EPOCH)
                        ? start
                        : end.isAfter(now) || end.equals(Instant.EPOCH) ? now : end,
                end.isAfter(Instant.EPOCH) ? end : now.plus(RESOLVE_AFTER),
                posted.generatorURL() == null ? "" : posted.generatorURL());
    }

    /** Those with a value. */
    private static Labels labels(@Nullable Map<String, String> given) {
        Map<String, String> labels = new TreeMap<>(given == null ? Map.of() : given);
        if (labels.containsKey("")) {
            throw ProblemException.user("a label of an alert has no name");
        }
        labels.values().removeIf(value -> value == null || value.isEmpty());
        return Labels.of(labels);
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

    /** Which alerts are wanted, and of which receivers. */
    private record Wanted(
            List<Matcher> filter,
            boolean active,
            boolean silenced,
            boolean inhibited,
            Pattern receiver) {
        static Wanted of(Request request) {
            return new Wanted(
                    AlertmanagerApi.filter(request),
                    flag(request, "active"),
                    flag(request, "silenced"),
                    flag(request, "inhibited"),
                    pattern(request.query("receiver").orElse("")));
        }

        private static Pattern pattern(String text) {
            try {
                return Pattern.compile(text.isEmpty() ? ".*" : text, Pattern.DOTALL);
            } catch (PatternSyntaxException e) {
                throw ProblemException.user(
                        "failed to parse receiver param: '" + text + "' is no regular expression");
            }
        }

        boolean takes(Alert alert, Alerts.Muted muted) {
            return filter.stream().allMatch(m -> m.test(alert.labels()))
                    && (active || !muted.isEmpty())
                    && (silenced || muted.silencedBy().isEmpty())
                    && (inhibited || muted.inhibitedBy().isEmpty());
        }

        boolean takes(String name) {
            return receiver.matcher(name).matches();
        }
    }

    private Reply list(Request request) {
        Instant now = observe.clock().instant();
        Wanted wanted = Wanted.of(request);
        // Every alert here is routed at once: none is unprocessed.
        flag(request, "unprocessed");
        List<Object> found = new ArrayList<>();
        for (Alert alert : observe.alerts().current()) {
            Alerts.Muted muted = observe.alerts().mutedBy(alert, now);
            List<String> receivers = observe.alerts().receivers(alert);
            if (wanted.takes(alert, muted) && receivers.stream().anyMatch(wanted::takes)) {
                found.add(alert(alert, muted, receivers));
            }
        }
        return Reply.json(found);
    }

    /** Whether something is wanted that everybody gets who says nothing. */
    private static boolean flag(Request request, String name) {
        String text = request.query(name).orElse("true");
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "1", "t", "yes", "on" -> true;
            case "false", "0", "f", "no", "off" -> false;
            default ->
                    throw ProblemException.user(
                            name + "=" + text + " is neither true nor false; write one of them");
        };
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

    private Reply groups(Request request) {
        Instant now = observe.clock().instant();
        Wanted wanted = Wanted.of(request);
        List<Alerts.Together> groups =
                observe.alerts().groups().stream()
                        .filter(group -> wanted.takes(group.receiver()))
                        .sorted(
                                Comparator.comparing(Alerts.Together::labels)
                                        .thenComparing(Alerts.Together::receiver))
                        .toList();
        List<Object> all = new ArrayList<>();
        for (Alerts.Together group : groups) {
            List<Object> alerts = new ArrayList<>();
            for (Alert alert : group.alerts()) {
                Alerts.Muted muted = observe.alerts().mutedBy(alert, now);
                if (wanted.takes(alert, muted)) {
                    alerts.add(alert(alert, muted, observe.alerts().receivers(alert)));
                }
            }
            if (!alerts.isEmpty()) {
                Map<String, Object> json = new LinkedHashMap<>();
                json.put("labels", group.labels().map());
                json.put("receiver", Map.of("name", group.receiver()));
                json.put("alerts", alerts);
                all.add(json);
            }
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
        json.put("config", Map.of("original", SecretMask.of(observe.alerts().routing().text())));
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

    /**
     * A silence as clients post it, who may give back what they were given.
     *
     * @param status and what follows are not looked at
     */
    record PostedSilence(
            @Nullable String id,
            @Nullable List<ApiMatcher> matchers,
            @Nullable String startsAt,
            @Nullable String endsAt,
            @Nullable String createdBy,
            @Nullable String comment,
            @Nullable Object status,
            @Nullable Object updatedAt) {}

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

    /** Those that count come first, of them those that end soon. */
    private Reply silences(Request request) {
        Instant now = observe.clock().instant();
        List<Matcher> filter = filter(request);
        List<String> creators = request.queryAll("creator");
        return Reply.json(
                observe.alerts().silences().stream()
                        .filter(silence -> fits(filter, silence))
                        .filter(silence ->
                                creators.isEmpty() || creators.contains(silence.createdBy()))
                        .sorted(
                                Comparator.comparing((Silence silence) -> place(silence.at(now)))
                                        .thenComparing(silence -> order(silence, now)))
                        .map(this::json)
                        .toList());
    }

    private static int place(Silence.State state) {
        return switch (state) {
            case ACTIVE -> 0;
            case PENDING -> 1;
            case EXPIRED -> 2;
        };
    }

    /** The end of one that counts, the start of one that will, how long ago another ended. */
    private static Duration order(Silence silence, Instant now) {
        return switch (silence.at(now)) {
            case ACTIVE -> Duration.between(now, silence.endsAt());
            case PENDING -> Duration.between(now, silence.startsAt());
            case EXPIRED -> Duration.between(silence.endsAt(), now);
        };
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
