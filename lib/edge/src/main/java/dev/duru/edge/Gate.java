package dev.duru.edge;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What a request is answered before any release is asked: proofs, redirects, limits. */
final class Gate {
    private static final String PROOF = "/.well-known/acme-challenge/";

    private Gate() {}

    /** The edge's own answer, or null when the request goes on. */
    static @Nullable FullHttpResponse answer(
            EdgeCore core, @Nullable LiveRoute route, RequestHead head, Peer peer) {
        if (head.target().startsWith(PROOF)) {
            String proof = core.proofs().get(head.target().substring(PROOF.length()));
            if (proof != null) {
                return text(HttpResponseStatus.OK, proof);
            }
        }
        if (route == null) {
            return null;
        }
        RouteSettings.Secure secure = route.settings().secure();
        if (secure != null && secure.redirect() && !Forwarding.isSecure(head.request(), peer)) {
            FullHttpResponse moved = text(HttpResponseStatus.PERMANENT_REDIRECT, "");
            Integer port = secure.port();
            moved.headers()
                    .set(
                            HttpHeaderNames.LOCATION,
                            "https://"
                                    + head.host()
                                    + (port == null || port == 443 ? "" : ":" + port)
                                    + head.target());
            return moved;
        }
        RouteSettings.Limits limits = route.settings().limits();
        if (limits == null) {
            return null;
        }
        if (route.flow().full(limits)) {
            return tooMany(
                    HttpResponseStatus.SERVICE_UNAVAILABLE,
                    "More than " + limits.inFlight() + " requests are under way here.",
                    head);
        }
        String client =
                peer.client(head.request().headers().getAll("X-Forwarded-For"), core.trust());
        return route.flow().tooFast(limits, client, System.nanoTime())
                ? tooMany(
                        HttpResponseStatus.TOO_MANY_REQUESTS,
                        "Requests come faster than this route takes them.",
                        head)
                : null;
    }

    private static FullHttpResponse tooMany(
            HttpResponseStatus status, String message, RequestHead head) {
        FullHttpResponse page =
                ErrorPages.page(status, message + " Try again in a moment.", head.wantsHtml());
        page.headers().set(HttpHeaderNames.RETRY_AFTER, "1");
        return page;
    }

    private static FullHttpResponse text(HttpResponseStatus status, String text) {
        FullHttpResponse response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        status,
                        Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/plain")
                .set(HttpHeaderNames.CONTENT_LENGTH, text.length());
        return response;
    }
}
