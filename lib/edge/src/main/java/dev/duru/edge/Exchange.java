package dev.duru.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer: chooses a release and a backend, and moves bytes both ways no faster
 * than the slower side takes them. Counted exactly once: answered, or left by the client.
 */
final class Exchange {
    private final FrontHandler front;
    private final EdgeCore core;
    private final RequestHead head;
    private final Tally tally;
    private final Deque<HttpContent> pending = new ArrayDeque<>();
    private final Set<RoutingTable.Backend> tried = new HashSet<>();

    private RoutingTable.@Nullable Release release;
    private RoutingTable.@Nullable Backend backend;
    private @Nullable BackHandler back;
    private boolean backReused;
    private boolean connecting;
    private boolean requestComplete;
    private boolean informational;
    private boolean responseStarted;
    private boolean backKeepAlive;
    private boolean clientReusable;
    private boolean tunnel;
    private boolean over;
    private int status;
    private long progressNanos = System.nanoTime();

    Exchange(FrontHandler front, RequestHead head) {
        this.front = front;
        this.core = front.core();
        this.head = head;
        this.tally = new Tally(core.meters());
        this.clientReusable = HttpUtil.isKeepAlive(head.request());
    }

    boolean requestComplete() {
        return requestComplete;
    }

    long progressNanos() {
        return progressNanos;
    }

    void closeAfter() {
        clientReusable = false;
    }

    void start() {
        RoutingTable.Route route = core.table().find(head.host(), head.target());
        if (route == null) {
            failed(
                    HttpResponseStatus.NOT_FOUND,
                    "Nothing is served at " + head.shownHost() + " here. No route names this host.",
                    "no route");
            return;
        }
        release = route.pick();
        if (release == null) {
            failed(
                    HttpResponseStatus.SERVICE_UNAVAILABLE,
                    "No release takes traffic for " + head.shownHost() + " now.",
                    "no release");
            return;
        }
        tally.began(release.meter());
        connect();
    }

    private void connect() {
        RoutingTable.Release chosen = release;
        if (chosen == null) {
            return;
        }
        RoutingTable.Backend target = chosen.next(tried, System.nanoTime());
        if (target == null) {
            boolean none = tried.isEmpty();
            failed(
                    none ? HttpResponseStatus.SERVICE_UNAVAILABLE : HttpResponseStatus.BAD_GATEWAY,
                    none
                            ? "Release " + chosen.name() + " has no running copy."
                            : "Release "
                                    + chosen.name()
                                    + " does not accept connections ("
                                    + tried.size()
                                    + " of its copies tried).",
                    none ? "no backend" : "refused");
            return;
        }
        backend = target;
        boolean twice = head.isIdempotent() && bodyless();
        BackHandler kept = tried.contains(target) ? null : core.pool().take(target, !twice);
        if (kept != null) {
            backReused = true;
            attach(kept);
            return;
        }
        dial(target);
    }

    private void dial(RoutingTable.Backend target) {
        connecting = true;
        backReused = false;
        core.pool()
                .connect(target)
                .addListener(
                        (ChannelFutureListener)
                                done -> {
                                    connecting = false;
                                    if (!done.isSuccess()) {
                                        refused(target);
                                    } else if (over) {
                                        done.channel().close();
                                    } else {
                                        attach(done.channel().pipeline().get(BackHandler.class));
                                    }
                                });
    }

    /** Nothing of the request was sent, so any request may go to another copy. */
    private void refused(RoutingTable.Backend target) {
        target.refused(System.nanoTime());
        tried.add(target);
        if (!over) {
            connect();
        }
    }

    private void attach(BackHandler connection) {
        back = connection;
        connection.use(this);
        progressNanos = System.nanoTime();
        HttpRequest copy =
                Forwarding.request(head, front.clientAddress(), core.limits().trustForwarded());
        if (head.authority().isEmpty() && backend != null) {
            copy.headers().set(HttpHeaderNames.HOST, backend.name());
        }
        connection.channel().write(copy);
        for (HttpContent content = pending.poll(); content != null; content = pending.poll()) {
            connection.channel().write(content);
        }
        connection.channel().flush();
        connection.channel().read();
        backendWritable();
    }

    void requestContent(HttpContent content) {
        progressNanos = System.nanoTime();
        tally.fromClient(content.content().readableBytes());
        requestComplete = content instanceof LastHttpContent;
        if (back == null) {
            pending.add(content);
        } else {
            back.channel().writeAndFlush(content);
        }
        if (requestComplete) {
            // Look ahead by one message: it tells when the client leaves.
            front.wantRead();
        } else {
            backendWritable();
        }
    }

    /** The backend takes more of the request. */
    void backendWritable() {
        if (back == null || !back.channel().isWritable()) {
            return;
        }
        if (tunnel || !requestComplete) {
            progressNanos = System.nanoTime();
            front.wantRead();
        }
    }

    void response(HttpResponse response) {
        progressNanos = System.nanoTime();
        if (response.decoderResult().isFailure()) {
            failed(
                    HttpResponseStatus.BAD_GATEWAY,
                    "The application's answer is not HTTP.",
                    "malformed");
            return;
        }
        int code = response.status().code();
        if (code == HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
            upgrade(response);
            return;
        }
        if (response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
            informational = true;
            interim(response);
            return;
        }
        responseStarted = true;
        status = code;
        backKeepAlive = HttpUtil.isKeepAlive(response);
        clientReusable =
                Forwarding.response(
                        response,
                        head.request(),
                        clientReusable && requestComplete && !core.stopping());
        front.channel().write(response);
    }

    /** 100 Continue and 103 Early Hints are for the client too, where it understands them. */
    private void interim(HttpResponse response) {
        int code = response.status().code();
        if (head.request().protocolVersion().isKeepAliveDefault() && (code == 100 || code == 103)) {
            FullHttpResponse copy =
                    new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, response.status());
            if (code == 103) {
                copy.headers().set(response.headers());
            }
            front.channel().writeAndFlush(copy);
        }
    }

    void responseContent(HttpContent content) {
        progressNanos = System.nanoTime();
        if (informational || !responseStarted) {
            informational = informational && !(content instanceof LastHttpContent);
            content.release();
            return;
        }
        if (content.decoderResult().isFailure()) {
            content.release();
            brokenOff("malformed");
            return;
        }
        tally.toClient(content.content().readableBytes());
        if (!(content instanceof LastHttpContent)) {
            front.channel().write(content);
            return;
        }
        releaseBack();
        front.channel()
                .writeAndFlush(content)
                .addListener(done -> {
                    if (done.isSuccess()) {
                        answered();
                    } else {
                        front.channel().close();
                    }
                });
    }

    /** The response is complete: the connection serves others, unless half a request is in it. */
    private void releaseBack() {
        BackHandler connection = back;
        back = null;
        if (connection == null) {
            return;
        }
        if (backKeepAlive && requestComplete && backend != null) {
            core.pool().put(backend, connection);
        } else {
            connection.abandon();
        }
    }

    private void answered() {
        if (!over) {
            count();
            front.done(clientReusable && requestComplete);
        }
    }

    private void count() {
        over = true;
        tally.answered(status, tunnel);
        dropPending();
    }

    private void dropPending() {
        for (HttpContent content = pending.poll(); content != null; content = pending.poll()) {
            content.release();
        }
    }

    void backendReadComplete() {
        front.channel().flush();
        if (back != null && front.channel().isWritable()) {
            back.channel().read();
        }
    }

    /** The client takes more of the response. */
    void clientWritable() {
        progressNanos = System.nanoTime();
        if (back != null) {
            back.channel().read();
        }
    }

    void backendClosed() {
        back = null;
        if (over) {
            return;
        }
        if (tunnel) {
            closeAfterFlush(front.channel());
        } else if (responseStarted) {
            brokenOff("closed");
        } else if (backReused
                && head.isIdempotent()
                && requestComplete
                && tally.requestBytes() == 0) {
            // It closed a kept connection as we took it: nothing was acted upon.
            pending.add(LastHttpContent.EMPTY_LAST_CONTENT);
            if (backend != null) {
                dial(backend);
            }
        } else {
            failed(
                    HttpResponseStatus.BAD_GATEWAY,
                    "The application closed the connection without an answer.",
                    "closed");
        }
    }

    /** The head of a good answer is out and its rest will never come: the client must see that. */
    private void brokenOff(String reason) {
        if (!reason.equals("client")) {
            tally.upstreamFailed(reason, status < 500);
        }
        count();
        abandonBack();
        closeAfterFlush(front.channel());
    }

    private static void closeAfterFlush(Channel channel) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    private void abandonBack() {
        BackHandler connection = back;
        back = null;
        if (connection != null && tunnel) {
            closeAfterFlush(connection.channel());
        } else if (connection != null) {
            connection.abandon();
        }
    }

    /** Answers with a page of the edge's own; breaks off where an answer has begun already. */
    void failed(HttpResponseStatus code, String message, String reason) {
        if (over) {
            return;
        }
        if (responseStarted) {
            brokenOff(reason);
            return;
        }
        abandonBack();
        responseStarted = true;
        status = code.code();
        if (status >= 500) {
            tally.upstreamFailed(reason, false);
        }
        FullHttpResponse page = ErrorPages.page(code, message, head.wantsHtml());
        clientReusable = clientReusable && bodyless() && status != 400;
        requestComplete = requestComplete || clientReusable;
        Forwarding.connection(page, head.request(), clientReusable);
        tally.toClient(page.content().readableBytes());
        front.channel()
                .writeAndFlush(page)
                .addListener(done -> {
                    if (done.isSuccess()) {
                        answered();
                    } else {
                        front.channel().close();
                    }
                });
    }

    /** Whether no body of the request can still be on its way. */
    private boolean bodyless() {
        return requestComplete
                || !HttpUtil.isTransferEncodingChunked(head.request())
                        && HttpUtil.getContentLength(head.request(), 0L) == 0;
    }

    void clientGone() {
        if (over) {
            return;
        }
        over = true;
        abandonBack();
        dropPending();
        tally.clientLeft(tunnel);
    }

    boolean isLate(long nowNanos) {
        EdgeLimits limits = core.limits();
        if (over || connecting) {
            return false;
        }
        boolean stalled = !requestComplete || !front.channel().isWritable();
        return FrontHandler.passed(
                nowNanos,
                progressNanos,
                stalled ? limits.stall() : responseStarted ? limits.stream() : limits.response());
    }

    void timedOut() {
        if (responseStarted) {
            if (!front.channel().isWritable()) {
                front.channel().close();
            } else {
                failed(HttpResponseStatus.GATEWAY_TIMEOUT, "", "timeout");
            }
        } else if (!requestComplete && (back == null || back.channel().isWritable())) {
            failed(
                    HttpResponseStatus.REQUEST_TIMEOUT,
                    "The request's body did not arrive in time.",
                    "client");
        } else {
            failed(
                    HttpResponseStatus.GATEWAY_TIMEOUT,
                    "The application did not answer within "
                            + core.limits().response().toSeconds()
                            + " seconds.",
                    "timeout");
        }
    }

    private void upgrade(HttpResponse response) {
        BackHandler connection = back;
        if (!Forwarding.asksUpgrade(head.request()) || connection == null) {
            failed(
                    HttpResponseStatus.BAD_GATEWAY,
                    "The application switched to a protocol that nobody asked for.",
                    "malformed");
            return;
        }
        tunnel = true;
        responseStarted = true;
        status = HttpResponseStatus.SWITCHING_PROTOCOLS.code();
        FullHttpResponse copy =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, response.status());
        copy.headers().set(response.headers());
        copy.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
        front.channel().writeAndFlush(copy);
        front.becomeTunnel();
        connection.becomeTunnel();
        front.wantRead();
    }

    void tunnelToClient(ByteBuf bytes) {
        progressNanos = System.nanoTime();
        tally.toClient(bytes.readableBytes());
        front.channel().write(bytes);
    }

    void tunnelToBackend(ByteBuf bytes) {
        progressNanos = System.nanoTime();
        if (back == null) {
            bytes.release();
            return;
        }
        tally.fromClient(bytes.readableBytes());
        back.channel().writeAndFlush(bytes);
        backendWritable();
    }
}
