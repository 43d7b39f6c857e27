package dev.duru.edge;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Which release and which copy get a request, and which copy after that when it fails. Never
 * another release: its measurements are its own.
 */
final class Attempts {
    private final LiveRoute route;
    private final HttpHeaders headers;
    private final @Nullable LiveRelease release;
    private final Set<Backend> tried = new HashSet<>(4);
    private @Nullable Backend preferred;
    private @Nullable Backend backend;
    private boolean byRule;
    private int again;

    Attempts(LiveRoute route, HttpHeaders headers) {
        this.route = route;
        this.headers = headers;
        this.release = choose();
    }

    private @Nullable LiveRelease choose() {
        for (RouteSettings.Rule rule : route.settings().rules()) {
            LiveRelease named = matches(rule) ? route.named(rule.release()) : null;
            if (named != null && !named.spec().draining()) {
                byRule = true;
                return named;
            }
        }
        LiveRelease kept = stuck();
        return kept != null ? kept : route.pick();
    }

    private boolean matches(RouteSettings.Rule rule) {
        String found =
                rule.header() != null
                        ? headers.get(rule.header())
                        : cookie(headers, String.valueOf(rule.cookie()));
        return found != null && (rule.value() == null || rule.value().equals(found));
    }

    /** The release and copy that the client's cookie names, if they still take requests. */
    private @Nullable LiveRelease stuck() {
        RouteSettings.Sticky sticky = route.settings().sticky();
        String mark = sticky == null ? null : cookie(headers, sticky.cookie());
        if (mark == null) {
            return null;
        }
        for (LiveRelease candidate : route.releases()) {
            if (!candidate.spec().takesTraffic()) {
                continue;
            }
            for (Backend copy : candidate.backends()) {
                if (mark.equals(mark(candidate, copy))) {
                    preferred = candidate.well(copy.name(), System.nanoTime());
                    return candidate;
                }
            }
            if (mark.startsWith(mark(candidate.name()) + ".")) {
                return candidate;
            }
        }
        return null;
    }

    private static String mark(LiveRelease release, Backend copy) {
        return mark(release.name()) + "." + mark(copy.name());
    }

    /** Says nothing about names and addresses within, and is the same after a restart. */
    private static String mark(String name) {
        CRC32 sum = new CRC32();
        sum.update(name.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(sum.getValue());
    }

    @Nullable LiveRelease release() {
        return release;
    }

    @Nullable Backend backend() {
        return backend;
    }

    /** For whom the request that is under way counts. */
    BackHandler.@Nullable Flight flight() {
        return release == null || backend == null
                ? null
                : new BackHandler.Flight(release.meter(), backend.name());
    }

    boolean anyTried() {
        return !tried.isEmpty();
    }

    int tries() {
        return tried.size();
    }

    /** How often the request was sent once more. */
    int again() {
        return again;
    }

    boolean wasTried(Backend copy) {
        return tried.contains(copy);
    }

    /** The next copy to ask, or null when there is none. */
    @Nullable Backend next() {
        if (release == null) {
            return null;
        }
        Backend wanted = preferred;
        preferred = null;
        backend =
                wanted != null
                        ? wanted
                        : release.next(tried, route.slowStartNanos(), System.nanoTime());
        return backend;
    }

    /** Nothing of the request was sent: the copy does not accept connections. */
    void refused(Backend copy) {
        long now = System.nanoTime();
        copy.refused(now);
        tried.add(copy);
        RouteSettings.Outlier rule = route.settings().outlier();
        if (rule != null && release != null) {
            release.failed(copy, rule, now);
        }
    }

    /** The copy in use answered so, or not at all: then with a status above 499. */
    void judged(int status) {
        Backend copy = backend;
        if (copy == null) {
            return;
        }
        RouteSettings.Outlier rule = route.settings().outlier();
        if (status < 500) {
            copy.succeeded();
        } else if (rule != null && release != null) {
            release.failed(copy, rule, System.nanoTime());
        }
    }

    /**
     * Whether a request for which twice is as once may be sent again now: if so, it is counted, and
     * another copy is preferred.
     *
     * @param status of the answer, or 0 when none came
     */
    boolean mayGoAgain(int status) {
        RouteSettings.Retry rule = route.settings().retry();
        if (rule == null
                || release == null
                || again >= rule.attempts()
                || status != 0 && !rule.statuses().contains(status)
                || !route.flow().spendRetry()) {
            return false;
        }
        again++;
        release.meter().retried();
        if (backend != null) {
            if (release.backends().size() > 1) {
                tried.add(backend);
            }
            preferred = tried.containsAll(release.backends()) ? backend : null;
        }
        return true;
    }

    /** Adds what the route says about answers: the cookie that keeps the client, HSTS. */
    void decorate(HttpResponse response, boolean secure) {
        String cookie = cookieToSet(secure);
        if (cookie != null) {
            response.headers().add(HttpHeaderNames.SET_COOKIE, cookie);
        }
        RouteSettings.Secure rule = route.settings().secure();
        if (rule != null && rule.hstsSeconds() != null && secure) {
            response.headers().set("Strict-Transport-Security", "max-age=" + rule.hstsSeconds());
        }
    }

    /** The cookie that keeps the client where it is, or null when it has it or needs none. */
    private @Nullable String cookieToSet(boolean secure) {
        RouteSettings.Sticky sticky = route.settings().sticky();
        if (sticky == null || byRule || release == null || backend == null) {
            return null;
        }
        String mark = mark(release, backend);
        if (mark.equals(cookie(headers, sticky.cookie()))) {
            return null;
        }
        return sticky.cookie()
                + "="
                + mark
                + "; Path="
                + route.spec().pathPrefix()
                + "; HttpOnly; SameSite=Lax"
                + (secure ? "; Secure" : "")
                + (sticky.seconds() == null ? "" : "; Max-Age=" + sticky.seconds());
    }

    /** The value of a cookie as the client sent it, or null. */
    private static @Nullable String cookie(HttpHeaders headers, String name) {
        for (String line : headers.getAll(HttpHeaderNames.COOKIE)) {
            for (String pair : line.split(";")) {
                int equals = pair.indexOf('=');
                if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
                    return pair.substring(equals + 1).strip();
                }
            }
        }
        return null;
    }
}
