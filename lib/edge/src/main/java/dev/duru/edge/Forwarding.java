package dev.duru.edge;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What of a message's head is passed on, and what is not (RFC 9110 section 7.6). */
final class Forwarding {
    /** Names that a Connection field may not take away: they say where the message ends. */
    private static final Set<String> NEVER_STRIPPED =
            Set.of("host", "content-length", "transfer-encoding", "expect", "trailer");

    private static final List<String> HOP_BY_HOP =
            List.of(
                    "connection",
                    "keep-alive",
                    "proxy-connection",
                    "proxy-authorization",
                    "proxy-authenticate",
                    "te",
                    "upgrade",
                    "http2-settings");

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

    /** The request as the backend gets it. */
    static HttpRequest request(RequestHead head, String clientAddress, boolean trustForwarded) {
        HttpRequest request = head.request();
        HttpRequest copy =
                new DefaultHttpRequest(
                        HttpVersion.HTTP_1_1,
                        request.method(),
                        head.target(),
                        request.headers().copy());
        HttpHeaders headers = copy.headers();
        String upgrade = headers.get(HttpHeaderNames.UPGRADE);
        stripHopByHop(headers);
        if (asksUpgrade(request) && upgrade != null) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                    .set(HttpHeaderNames.UPGRADE, upgrade);
        }
        if (!trustForwarded) {
            headers.remove("Forwarded").remove("X-Forwarded-For");
            headers.remove("X-Forwarded-Port").remove("X-Real-IP");
        }
        String before = headers.get("X-Forwarded-For");
        headers.set(
                "X-Forwarded-For", before == null ? clientAddress : before + ", " + clientAddress);
        if (!trustForwarded || !headers.contains("X-Forwarded-Proto")) {
            headers.set("X-Forwarded-Proto", "http");
        }
        if (!trustForwarded || !headers.contains("X-Forwarded-Host")) {
            headers.set("X-Forwarded-Host", head.authority());
        }
        headers.set(HttpHeaderNames.HOST, head.authority());
        return copy;
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
