package dev.duru.edge;

import java.util.List;

/**
 * Who is at the client's end of a connection.
 *
 * @param address of the client in digits, as the socket or a believed PROXY header tells it
 * @param secure whether it speaks TLS with the edge
 * @param trusted whether what it says about clients before it is believed
 */
record Peer(String address, boolean secure, boolean trusted) {
    String scheme() {
        return secure ? "https" : "http";
    }

    /**
     * The client at the far end: of the addresses in X-Forwarded-For the last one that is not that
     * of a trusted proxy, if this peer is one itself.
     */
    String client(List<String> forwardedFor, Trust trust) {
        if (!trusted) {
            return address;
        }
        String found = address;
        String[] hops = String.join(",", forwardedFor).split(",");
        for (int i = hops.length - 1; i >= 0; i--) {
            String hop = hops[i].strip();
            if (hop.isEmpty()) {
                continue;
            }
            found = hop;
            if (!trust.holds(hop)) {
                break;
            }
        }
        return found;
    }
}
