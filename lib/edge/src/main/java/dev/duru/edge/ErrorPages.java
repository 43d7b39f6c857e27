package dev.duru.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/** What the edge says when it answers itself: what is wrong, in HTML for those who ask for it. */
final class ErrorPages {
    private ErrorPages() {}

    static FullHttpResponse page(HttpResponseStatus status, String message, boolean html) {
        String text = html ? html(status, message) : status + "\n" + message + "\n";
        ByteBuf body = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        response.headers()
                .set(
                        HttpHeaderNames.CONTENT_TYPE,
                        html ? "text/html; charset=utf-8" : "text/plain; charset=utf-8")
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .set("X-Content-Type-Options", "nosniff")
                .set("X-Edge-Error", Integer.toString(status.code()));
        return response;
    }

    private static String html(HttpResponseStatus status, String message) {
        return """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%1$s</title>
        <style>
        :root{color-scheme:light dark}
        body{font:16px/1.5 system-ui,sans-serif;max-width:38rem;margin:18vh auto 0;padding:0 1.5rem}
        h1{font-size:1.25rem;margin:0 0 .5rem}
        p{margin:0;opacity:.8;overflow-wrap:anywhere}
        </style></head>
        <body><h1>%1$s</h1><p>%2$s</p></body></html>
        """
                .formatted(escape(status.toString()), escape(message));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
