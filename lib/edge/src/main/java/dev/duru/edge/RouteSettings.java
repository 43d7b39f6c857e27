package dev.duru.edge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the requests of one route are treated. What is null is not done, or stays as the edge was
 * started.
 *
 * @param secure how plain HTTP and HTTPS relate
 * @param sticky clients stay with their release and copy
 * @param rules tried in order before weights: testers reach a release by header or cookie
 * @param health copies are asked whether they are well
 * @param outlier copies that fail are left out for a while
 * @param retry requests that may be sent twice are
 * @param timeouts how long each part may take
 * @param limits how many requests pass
 * @param slowStartMillis a new or recovered copy gets its full share only after this
 * @param shadow a release gets copies of requests that others answer
 * @param accessLog false: no line for this route's requests, where there is a log
 */
public record RouteSettings(
        @Nullable Secure secure,
        @Nullable Sticky sticky,
        List<Rule> rules,
        @Nullable Health health,
        @Nullable Outlier outlier,
        @Nullable Retry retry,
        @Nullable Timeouts timeouts,
        @Nullable Limits limits,
        @Nullable Integer slowStartMillis,
        @Nullable Shadow shadow,
        @Nullable Boolean accessLog) {
    /** Weights alone. */
    public static final RouteSettings NONE =
            new RouteSettings(
                    null, null, List.of(), null, null, null, null, null, null, null, null);

    /** Null rules mean none. */
    public RouteSettings {
        rules = rules == null ? List.of() : List.copyOf(rules);
        positive("routes.settings.slowStartMillis", slowStartMillis);
    }

    /**
     * GET and HEAD requests without a body are sent to a release as well, whose answers are thrown
     * away and counted.
     *
     * @param release by its name in the route, also at weight 0
     * @param percent of the requests that another release answers
     */
    public record Shadow(String release, int percent) {
        /**
         * Needs a release and a share.
         *
         * @throws EdgeException.Invalid otherwise
         */
        public Shadow {
            if (release == null || percent < 1 || percent > 100) {
                throw new EdgeException.Invalid(
                        "routes.settings.shadow: a release, and a percent from 1 to 100");
            }
        }
    }

    Timeouts timeoutsOrNone() {
        return timeouts == null ? Timeouts.NONE : timeouts;
    }

    /**
     * Plain HTTP beside HTTPS.
     *
     * @param redirect whether plain requests are sent to https with 308
     * @param port of https in that address; 443 when null
     * @param hstsSeconds of Strict-Transport-Security in answers over TLS; none when null
     */
    public record Secure(boolean redirect, @Nullable Integer port, @Nullable Long hstsSeconds) {}

    /**
     * A cookie that names release and copy.
     *
     * @param cookie its name
     * @param seconds it is kept; until the browser ends when null
     */
    public record Sticky(String cookie, @Nullable Integer seconds) {
        /**
         * Checks the name.
         *
         * @throws EdgeException.Invalid when it is no cookie name
         */
        public Sticky {
            token("routes.settings.sticky.cookie", cookie);
        }
    }

    /**
     * Requests with this header or this cookie go to one release, also when its weight is 0.
     *
     * @param header name of a header field, or null
     * @param cookie name of a cookie, or null; exactly one of the two
     * @param value it must have; any when null
     * @param release by its name in the route; a rule for one that is not there does nothing
     */
    public record Rule(
            @Nullable String header,
            @Nullable String cookie,
            @Nullable String value,
            String release) {
        /**
         * Needs one of header and cookie, and a release.
         *
         * @throws EdgeException.Invalid otherwise
         */
        public Rule {
            if ((header == null) == (cookie == null) || release == null) {
                throw new EdgeException.Invalid(
                        "routes.settings.rules: a rule has header or cookie, and a release");
            }
            token("routes.settings.rules", header == null ? cookie : header);
        }
    }

    /**
     * A request that every copy gets again and again.
     *
     * @param path asked by GET; 200 to 399 is well
     * @param intervalMillis between two; 5 s when null
     * @param timeoutMillis for each; 2 s when null
     * @param healthyAfter good answers in turn that make an ill copy well; 2 when null
     * @param unhealthyAfter bad ones that make a well copy ill; 3 when null
     */
    public record Health(
            String path,
            @Nullable Integer intervalMillis,
            @Nullable Integer timeoutMillis,
            @Nullable Integer healthyAfter,
            @Nullable Integer unhealthyAfter) {
        /**
         * Checks the path and numbers.
         *
         * @throws EdgeException.Invalid when one is malformed
         */
        public Health {
            if (path == null || !path.startsWith("/") || path.chars().anyMatch(c -> c <= ' ')) {
                throw new EdgeException.Invalid(
                        "routes.settings.health.path: '" + path + "' must begin with /");
            }
            positive("routes.settings.health.intervalMillis", intervalMillis);
            positive("routes.settings.health.timeoutMillis", timeoutMillis);
            positive("routes.settings.health.healthyAfter", healthyAfter);
            positive("routes.settings.health.unhealthyAfter", unhealthyAfter);
        }

        int interval() {
            return or(intervalMillis, 5_000);
        }

        int timeout() {
            return or(timeoutMillis, 2_000);
        }

        int good() {
            return or(healthyAfter, 2);
        }

        int bad() {
            return or(unhealthyAfter, 3);
        }
    }

    /**
     * Copies that fail in turn are left out.
     *
     * @param failures in turn: answers above 499, and none at all
     * @param ejectMillis the first time; twice, three times as long when it happens again at once
     * @param mostPercent of a release's copies that may be out together
     */
    public record Outlier(int failures, int ejectMillis, int mostPercent) {
        /** 5 failures, 10 s and 50 % where nothing is said. */
        public Outlier {
            failures = failures <= 0 ? 5 : failures;
            ejectMillis = ejectMillis <= 0 ? 10_000 : ejectMillis;
            mostPercent = mostPercent <= 0 ? 50 : Math.min(mostPercent, 100);
        }
    }

    /**
     * Requests for which twice is the same as once (RFC 9110 section 9.2.2), without a body.
     *
     * @param attempts beside the first
     * @param budgetPercent of the route's requests that may be sent again
     * @param statuses of the application that are tried again, such as 503; a connection that broke
     *     before the answer always is
     */
    public record Retry(int attempts, int budgetPercent, List<Integer> statuses) {
        /** One attempt and 20 % where nothing is said. */
        public Retry {
            attempts = attempts <= 0 ? 1 : Math.min(attempts, 5);
            budgetPercent = budgetPercent <= 0 ? 20 : Math.min(budgetPercent, 100);
            statuses = statuses == null ? List.of() : List.copyOf(statuses);
        }
    }

    /**
     * How long each part may take.
     *
     * @param connectMillis until a copy accepts the connection
     * @param headMillis until the answer begins
     * @param idleMillis between two pieces of an answer, and in a tunnel
     * @param totalMillis from the request's header to the answer's end; not for tunnels
     */
    public record Timeouts(
            @Nullable Integer connectMillis,
            @Nullable Integer headMillis,
            @Nullable Integer idleMillis,
            @Nullable Integer totalMillis) {
        static final Timeouts NONE = new Timeouts(null, null, null, null);

        /**
         * Takes positive numbers only.
         *
         * @throws EdgeException.Invalid when one is zero or less
         */
        public Timeouts {
            positive("routes.settings.timeouts.connectMillis", connectMillis);
            positive("routes.settings.timeouts.headMillis", headMillis);
            positive("routes.settings.timeouts.idleMillis", idleMillis);
            positive("routes.settings.timeouts.totalMillis", totalMillis);
        }
    }

    /**
     * How many requests pass.
     *
     * @param inFlight at once (503 beyond)
     * @param perSecond of everybody, with as many at once at most (429 beyond)
     * @param perClientPerSecond of one client address (429 beyond)
     */
    public record Limits(
            @Nullable Integer inFlight,
            @Nullable Integer perSecond,
            @Nullable Integer perClientPerSecond) {
        /**
         * Takes positive numbers only.
         *
         * @throws EdgeException.Invalid when one is zero or less
         */
        public Limits {
            positive("routes.settings.limits.inFlight", inFlight);
            positive("routes.settings.limits.perSecond", perSecond);
            positive("routes.settings.limits.perClientPerSecond", perClientPerSecond);
        }
    }

    static void positive(String where, @Nullable Integer number) {
        if (number != null && number <= 0) {
            throw new EdgeException.Invalid(where + ": " + number + " is not above 0");
        }
    }

    private static int or(@Nullable Integer number, int otherwise) {
        return number == null ? otherwise : number;
    }

    private static void token(String where, @Nullable String name) {
        if (name == null || !name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+")) {
            throw new EdgeException.Invalid(where + ": '" + name + "' is not a name");
        }
    }
}
