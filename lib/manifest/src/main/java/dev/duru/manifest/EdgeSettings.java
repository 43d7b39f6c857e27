package dev.duru.manifest;

import dev.duru.yaml.Position;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the edge treats the requests of an environment, beside the shares of a rollout. What is null
 * is not done, or stays as the edge does it by itself.
 *
 * @param hosts names under which the environment is reached, beside its own; lower case; a star is
 *     the name of one of those that the environment stands for
 * @param tls where the certificate for these names comes from
 * @param redirect whether plain HTTP is sent to https
 * @param hsts how long browsers are to use https only
 * @param health copies are asked for their health by the edge itself
 * @param outliers copies that fail in turn are left out for a while
 * @param retry requests that may be sent twice are
 * @param sticky clients stay with their release and copy
 * @param testers tried in order: who reaches a release whatever the shares
 * @param slowStart until a new copy has its full share
 * @param accessLog whether a line is written for each request
 */
public record EdgeSettings(
        Position position,
        List<String> hosts,
        @Nullable Tls tls,
        boolean redirect,
        @Nullable Duration hsts,
        @Nullable Probe health,
        @Nullable Outliers outliers,
        @Nullable Retry retry,
        Timeouts timeouts,
        Limits limits,
        @Nullable Sticky sticky,
        List<Tester> testers,
        @Nullable Duration slowStart,
        Protocol protocol,
        boolean accessLog) {
    public EdgeSettings {
        hosts = List.copyOf(hosts);
        testers = List.copyOf(testers);
    }

    /** Nothing beyond the shares. */
    public static EdgeSettings none(Position position) {
        return new EdgeSettings(
                position,
                List.of(),
                null,
                false,
                null,
                null,
                null,
                null,
                new Timeouts(null, null, null, null),
                new Limits(null, null, null),
                null,
                List.of(),
                null,
                Protocol.HTTP1,
                false);
    }

    /** The same with another health check. */
    public EdgeSettings withHealth(@Nullable Probe probe) {
        return new EdgeSettings(
                position, hosts, tls, redirect, hsts, probe, outliers, retry, timeouts, limits,
                sticky, testers, slowStart, protocol, accessLog);
    }

    /** The same with other rules for testers. */
    public EdgeSettings withTesters(List<Tester> rules) {
        return new EdgeSettings(
                position, hosts, tls, redirect, hsts, health, outliers, retry, timeouts, limits,
                sticky, rules, slowStart, protocol, accessLog);
    }

    /** The same under other names. */
    EdgeSettings withHosts(List<String> names) {
        return new EdgeSettings(
                position, names, tls, redirect, hsts, health, outliers, retry, timeouts, limits,
                sticky, testers, slowStart, protocol, accessLog);
    }

    /** Where a certificate comes from. */
    public sealed interface Tls {
        /**
         * PEM files that an operator put into the project's folder of certificates.
         *
         * @param certificate name of the file in that folder
         */
        record Files(String certificate, String key) implements Tls {}

        /** The authority that the operator configured, by RFC 8555. */
        record Acme() implements Tls {}
    }

    /**
     * A request that every copy gets again and again.
     *
     * @param path null for the package's own health path
     */
    public record Probe(
            @Nullable String path,
            @Nullable Duration every,
            @Nullable Duration timeout,
            @Nullable Integer healthyAfter,
            @Nullable Integer unhealthyAfter) {}

    /**
     * @param failures in turn
     * @param eject how long the first time
     * @param most percent of the copies that may be out together
     */
    public record Outliers(int failures, Duration eject, int most) {}

    /**
     * @param attempts beside the first
     * @param budget percent of the requests that may be sent again
     * @param on statuses of the application that are tried again
     */
    public record Retry(int attempts, int budget, List<Integer> on) {
        public Retry {
            on = List.copyOf(on);
        }
    }

    /**
     * @param head until the answer begins
     * @param idle between two pieces of an answer
     * @param total for the whole request
     */
    public record Timeouts(
            @Nullable Duration connect,
            @Nullable Duration head,
            @Nullable Duration idle,
            @Nullable Duration total) {}

    /** Requests at once, by the second, and by the second from one client address. */
    public record Limits(
            @Nullable Integer inFlight,
            @Nullable Integer perSecond,
            @Nullable Integer perClientPerSecond) {}

    /**
     * @param lasts how long the cookie is kept; until the browser ends when null
     */
    public record Sticky(String cookie, @Nullable Duration lasts) {}

    /**
     * Who reaches one release: exactly one of header and cookie is there.
     *
     * @param value it must have; any when null
     */
    public record Tester(
            @Nullable String header, @Nullable String cookie, @Nullable String value, To to) {
        /** Which release. */
        public enum To {
            /** The one that rolls out. */
            NEW,
            /** The one that is live. */
            STABLE
        }
    }

    /** What the application speaks. */
    public enum Protocol {
        HTTP1,
        H2C
    }
}
