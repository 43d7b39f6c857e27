package dev.duru.delivery.traffic.edge;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the operator wants clients to connect, beside the plain address that the edge was started
 * with.
 *
 * @param tlsAddress {@code host:port} where TLS is spoken; null for nowhere
 * @param certificates the folder with a folder {@code OWNER/PROJECT} for each project that brings
 *     its own; null for none
 * @param acme the authority that certifies names; null for none
 * @param proxies that are believed
 */
public record EdgeFront(
        @Nullable String tlsAddress,
        @Nullable Path certificates,
        @Nullable Acme acme,
        Proxies proxies) {
    /** Plain HTTP only. */
    public static final EdgeFront PLAIN = new EdgeFront(null, null, null, Proxies.NONE);

    /**
     * Proxies before the edge.
     *
     * @param trusted addresses and networks whose word about clients is believed
     * @param header whether their connections may begin with a PROXY header
     */
    public record Proxies(List<String> trusted, boolean header) {
        /** Nobody is believed. */
        public static final Proxies NONE = new Proxies(List.of(), false);

        public Proxies {
            trusted = List.copyOf(trusted);
        }
    }

    /**
     * @param directory address of the authority's directory (RFC 8555)
     * @param contact e-mail address for the authority
     * @param root PEM file of the certificate of a private authority's own server
     */
    public record Acme(String directory, @Nullable String contact, @Nullable String root) {}

    /** The port of https; 443 where the address says none. */
    int tlsPort() {
        String address = tlsAddress;
        return address == null
                ? 443
                : Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }
}
