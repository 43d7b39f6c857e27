package dev.duru.edge;

import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What of a message's head is passed on, and what is not (RFC 9110 section 7.6). */
final class Forwarding {
    /** Names that a Connection field may not take away: they say where the message ends. */
    private static final Set<String> NEVER_STRIPPED =
            Set.of("host", "content-length", "transfer-encoding", "expect", "trailer");

    // Names that keep their hash: they are looked for in each message.
    private static final AsciiString FORWARDED = AsciiString.cached("Forwarded");
    private static final AsciiString FORWARDED_FOR = AsciiString.cached("X-Forwarded-For");
    private static final AsciiString FORWARDED_PORT = AsciiString.cached("X-Forwarded-Port");
    private static final AsciiString FORWARDED_PROTO = AsciiString.cached("X-Forwarded-Proto");
    private static final AsciiString FORWARDED_HOST = AsciiString.cached("X-Forwarded-Host");
    private static final AsciiString REAL_IP = AsciiString.cached("X-Real-IP");

    private static final List<AsciiString> HOP_BY_HOP =
            Stream.of(
                            "connection",
                            "keep-alive",
                            "proxy-connection",
                            "proxy-authorization",
                            "proxy-authenticate",
                            "te",
                            "upgrade",
                            "http2-settings")
                    .map(AsciiString::cached)
                    .toList();

    private Forwarding() {}

    /** Whether the request asks for another protocol on this connection and may do so. */
    static boolean asksUpgrade(HttpRequest request) {
        // HTTP/2 within a tunnel would carry requests that nobody counts.
        return !"h2c".equalsIgnoreCase(request.headers().get(HttpHeaderNames.UPGRADE, "h2c"))
                && request.protocolVersion().isKeepAliveDefault()
                && request.method().equals(HttpMethod.GET)
                && request.headers()
                        .containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true);
    }

    /** Whether the client speaks TLS with the edge, or with a proxy before it that is believed. */
    static boolean isSecure(HttpRequest request, Peer peer) {
        return peer.secure()
                || peer.trusted()
                        && "https".equalsIgnoreCase(request.headers().get(FORWARDED_PROTO));
    }

    /** The request as the backend gets it. */
    static HttpRequest request(RequestHead head, Peer peer) {
        HttpRequest request = head.request();
        HttpRequest copy =
                new DefaultHttpRequest(
                        HttpVersion.HTTP_1_1,
                        request.method(),
                        head.target(),
                        request.headers().copy());
        HttpHeaders headers = copy.headers();
        String upgrade = headers.get(HttpHeaderNames.UPGRADE);
        boolean trailers = headers.containsValue(HttpHeaderNames.TE, "trailers", true);
        stripHopByHop(headers);
        if (asksUpgrade(request) && upgrade != null) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                    .set(HttpHeaderNames.UPGRADE, upgrade);
        }
        if (trailers) {
            // gRPC servers refuse requests that do not say so.
            headers.set(HttpHeaderNames.TE, "trailers");
        }
        forwarded(headers, head, peer);
        headers.set(HttpHeaderNames.HOST, head.authority());
        return copy;
    }

    private static void forwarded(HttpHeaders headers, RequestHead head, Peer peer) {
        boolean trusted = peer.trusted();
        if (!trusted) {
            headers.remove(FORWARDED).remove(FORWARDED_FOR);
            headers.remove(FORWARDED_PORT).remove(REAL_IP);
        }
        List<String> before = headers.getAll(FORWARDED_FOR);
        headers.set(
                FORWARDED_FOR,
                before.isEmpty()
                        ? peer.address()
                        : String.join(", ", before) + ", " + peer.address());
        if (headers.contains(FORWARDED)) {
            boolean digits = peer.address().indexOf(':') < 0;
            headers.set(
                    FORWARDED,
                    String.join(", ", headers.getAll(FORWARDED))
                            + ", for="
                            + (digits ? peer.address() : "\"[" + peer.address() + "]\"")
                            + ";proto="
                            + peer.scheme());
        }
        if (!trusted || !headers.contains(FORWARDED_PROTO)) {
            headers.set(FORWARDED_PROTO, peer.scheme());
        }
        if (!trusted || !headers.contains(FORWARDED_HOST)) {
            headers.set(FORWARDED_HOST, head.authority());
        }
    }

    /**
     * Makes the backend's response one for this client.
     *
     * @return whether the client's connection can be used again after it
     */
    static boolean response(HttpResponse response, HttpRequest request, boolean keepAlive) {
        HttpHeaders headers = response.headers();
        stripHopByHop(headers);
        boolean modern = request.protocolVersion().isKeepAliveDefault();
        boolean reusable = keepAlive;
        if (hasBody(response, request) && !HttpUtil.isContentLengthSet(response)) {
            if (modern) {
                HttpUtil.setTransferEncodingChunked(response, true);
            } else {
                headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
                reusable = false;
            }
        }
        response.setProtocolVersion(HttpVersion.HTTP_1_1);
        connection(response, request, reusable);
        return reusable;
    }

    /** 100 Continue and 103 Early Hints are for the client too, where it understands them. */
    static @Nullable FullHttpResponse interim(HttpResponse response, HttpRequest request) {
        int code = response.status().code();
        if (!request.protocolVersion().isKeepAliveDefault() || code != 100 && code != 103) {
            return null;
        }
        FullHttpResponse copy =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, response.status());
        if (code == 103) {
            copy.headers().set(response.headers());
        }
        return copy;
    }

    /** The answer that turns a connection into a tunnel. */
    static FullHttpResponse upgraded(HttpResponse response) {
        FullHttpResponse copy =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, response.status());
        copy.headers().set(response.headers());
        copy.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
        return copy;
    }

    /** Says to the client whether its connection stays open. */
    static void connection(HttpResponse response, HttpRequest request, boolean keepAlive) {
        if (!keepAlive) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (!request.protocolVersion().isKeepAliveDefault()) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
    }

    private static boolean hasBody(HttpResponse response, HttpRequest request) {
        int code = response.status().code();
        return !request.method().equals(HttpMethod.HEAD)
                && code != HttpResponseStatus.NO_CONTENT.code()
                && code != HttpResponseStatus.NOT_MODIFIED.code();
    }

    private static void stripHopByHop(HttpHeaders headers) {
        List<String> named = new ArrayList<>();
        for (String line : headers.getAll(HttpHeaderNames.CONNECTION)) {
            for (String name : line.split(",")) {
                String lower = name.strip().toLowerCase(Locale.ROOT);
                if (!lower.isEmpty() && !NEVER_STRIPPED.contains(lower)) {
                    named.add(lower);
                }
            }
        }
        named.forEach(headers::remove);
        HOP_BY_HOP.forEach(headers::remove);
    }
}
