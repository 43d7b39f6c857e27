package dev.duru.edge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What holds for every route: where clients connect, whom the edge believes, certificates, the
 * access log and limits. What is null stays as the edge was started.
 *
 * @param listeners beside the one that the edge was started with
 * @param trusted addresses and networks ({@code 10.0.0.0/8}, {@code ::1}) of proxies before this
 *     one: their X-Forwarded-* and Forwarded fields are believed
 * @param proxyProtocol connections of the trusted may begin with a PROXY header, version 1 or 2
 * @param tls certificates for the listeners that speak TLS
 * @param accessLog one line for each request; none when null
 * @param limits what the edge bears
 */
public record FrontSettings(
        List<Listener> listeners,
        List<String> trusted,
        boolean proxyProtocol,
        @Nullable Tls tls,
        @Nullable AccessLog accessLog,
        @Nullable Limits limits) {
    /** Nothing beyond what the edge was started with. */
    public static final FrontSettings NONE =
            new FrontSettings(List.of(), List.of(), false, null, null, null);

    /**
     * Checks networks and addresses.
     *
     * @throws EdgeException.Invalid when one is malformed, or TLS is asked for without certificates
     */
    public FrontSettings {
        listeners = listeners == null ? List.of() : List.copyOf(listeners);
        trusted = trusted == null ? List.of() : List.copyOf(trusted);
        Trust.of(trusted);
        if (tls == null && listeners.stream().anyMatch(Listener::tls)) {
            throw new EdgeException.Invalid(
                    "front.listeners: one speaks TLS, but front.tls names no certificate");
        }
    }

    /** The same with other certificates and listeners. */
    public FrontSettings with(List<Listener> others, @Nullable Tls certificates) {
        return new FrontSettings(others, trusted, proxyProtocol, certificates, accessLog, limits);
    }

    /** The same with other proxies that are believed. */
    public FrontSettings trusting(List<String> networks) {
        return new FrontSettings(listeners, networks, proxyProtocol, tls, accessLog, limits);
    }

    /**
     * An address where clients connect.
     *
     * @param address {@code host:port}; port 0 takes a free one, told by the edge's answer to a
     *     ping
     * @param tls whether it speaks TLS; HTTP/2 is offered there, as it is understood elsewhere too
     */
    public record Listener(String address, boolean tls) {
        /**
         * Checks the form.
         *
         * @throws EdgeException.Invalid when it is not host:port
         */
        public Listener {
            if (address == null
                    || !address.matches("(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]):\\d{1,5}")) {
                throw new EdgeException.Invalid(
                        "front.listeners: '" + address + "' is not host:port");
            }
        }
    }

    /**
     * Certificates, chosen by the name that the client asks for; the first when none fits.
     *
     * @param certificates from files
     * @param acme more of them, by a certificate authority
     */
    public record Tls(List<Pair> certificates, @Nullable Acme acme) {
        /**
         * Needs one source at least.
         *
         * @throws EdgeException.Invalid when there is none
         */
        public Tls {
            certificates = certificates == null ? List.of() : List.copyOf(certificates);
            if (certificates.isEmpty() && acme == null) {
                throw new EdgeException.Invalid(
                        "front.tls: neither certificates nor acme; name a pair of files or hosts");
            }
        }
    }

    /**
     * A certificate with its key, read again whenever a file changes.
     *
     * @param certificate file, PEM: the certificate, then those that lead to its authority
     * @param key file, PEM: PKCS#8, or PKCS#1 and SEC1 as OpenSSL writes them
     */
    public record Pair(String certificate, String key) {
        /**
         * Needs both.
         *
         * @throws EdgeException.Invalid when one is missing
         */
        public Pair {
            if (certificate == null || key == null || certificate.isBlank() || key.isBlank()) {
                throw new EdgeException.Invalid(
                        "front.tls.certificates: a pair needs certificate and key, both paths");
            }
        }
    }

    /**
     * Certificates by RFC 8555, proven over HTTP on port 80 (or what is forwarded from there).
     *
     * @param directory address of the authority's directory
     * @param contact e-mail address for the authority, or null
     * @param hosts names to be certified, each by itself
     * @param root PEM file of the certificate that the authority's own server has, where the system
     *     does not know it (a private authority); null otherwise
     */
    public record Acme(
            String directory, @Nullable String contact, List<String> hosts, @Nullable String root) {
        /**
         * Needs an authority and names.
         *
         * @throws EdgeException.Invalid when one is missing
         */
        public Acme {
            hosts = hosts == null ? List.of() : List.copyOf(hosts);
            if (directory == null || !directory.startsWith("https://") || hosts.isEmpty()) {
                throw new EdgeException.Invalid(
                        "front.tls.acme: directory (an https address) and hosts are needed");
            }
        }
    }

    /**
     * {@code access.log} in the edge's folder, JSON by line.
     *
     * @param maxBytes of one file, then the next is begun
     * @param files kept, with the one that is written
     */
    public record AccessLog(long maxBytes, int files) {
        /** 16 MiB and 4 files where nothing is said. */
        public AccessLog {
            maxBytes = maxBytes <= 0 ? 16 << 20 : maxBytes;
            files = files <= 0 ? 4 : files;
        }
    }

    /**
     * What the edge bears; null stays as it was started.
     *
     * @param connections of clients, all together
     * @param connectionsPerAddress of one client address
     * @param headMillis until a request's header is complete
     * @param keepAliveMillis until an unused connection is closed
     * @param stallMillis until a body that stands still is given up
     */
    public record Limits(
            @Nullable Integer connections,
            @Nullable Integer connectionsPerAddress,
            @Nullable Integer headMillis,
            @Nullable Integer keepAliveMillis,
            @Nullable Integer stallMillis) {
        /**
         * Takes positive numbers only.
         *
         * @throws EdgeException.Invalid when one is zero or less
         */
        public Limits {
            RouteSettings.positive("front.limits.connections", connections);
            RouteSettings.positive("front.limits.connectionsPerAddress", connectionsPerAddress);
            RouteSettings.positive("front.limits.headMillis", headMillis);
            RouteSettings.positive("front.limits.keepAliveMillis", keepAliveMillis);
            RouteSettings.positive("front.limits.stallMillis", stallMillis);
        }
    }
}
