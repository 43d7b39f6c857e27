package dev.duru.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer: chooses a release and a backend, and moves bytes both ways no faster
 * than the slower side takes them. Counted exactly once: answered, or left by the client.
 */
final class Exchange implements BackUser {
    private final Client front;
    private final EdgeCore core;
    private final RequestHead head;
    private final Tally tally;
    private final Deque<HttpContent> pending = new ArrayDeque<>();

    private @Nullable LiveRoute route;
    private @Nullable Attempts attempts;
    private @Nullable BackHandler back;
    private @Nullable Approach approach;
    private RouteSettings.Timeouts timeouts = RouteSettings.Timeouts.NONE;
    private boolean requestComplete;
    private boolean informational;
    private boolean responseStarted;
    private boolean backKeepAlive;
    private boolean clientReusable;
    private boolean tunnel;
    private boolean over;
    private int status;
    private long progressNanos = System.nanoTime();

    /**
     * An exchange that is about to start.
     *
     * @param protocol major version of HTTP that the client speaks
     */
    Exchange(Client front, RequestHead head, int protocol) {
        this.front = front;
        this.core = front.core();
        this.head = head;
        this.tally = new Tally(core, head, front.peer(), protocol);
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
        LiveRoute found = core.table().find(head.host(), head.target());
        FullHttpResponse own = Gate.answer(core, found, head, front.peer());
        if (own != null) {
            answer(own, own.status().code() >= 400 ? "refused here" : null);
            return;
        }
        if (found == null) {
            failed(HttpResponseStatus.NOT_FOUND, Unavailable.noRoute(head), "no route");
            return;
        }
        route = found;
        tally.entered(found);
        Attempts chosen = new Attempts(found, head.request().headers());
        attempts = chosen;
        LiveRelease release = chosen.release();
        if (release == null) {
            failed(
                    HttpResponseStatus.SERVICE_UNAVAILABLE,
                    Unavailable.noRelease(head),
                    "no release");
            return;
        }
        tally.began(chosen, release.meter());
        ShadowRequest.send(core, found, head, front.peer(), release);
        timeouts = found.settings().timeoutsOrNone();
        approach = new Approach(this, core, chosen, release, timeouts);
        connect();
    }

    private void connect() {
        if (approach != null) {
            approach.next(head.isIdempotent() && bodyless());
        }
    }

    boolean over() {
        return over;
    }

    /** A copy takes the request. */
    void attach(BackHandler connection) {
        back = connection;
        connection.use(this, attempts == null ? null : attempts.flight());
        progressNanos = System.nanoTime();
        HttpRequest copy = Forwarding.request(head, front.peer());
        if (head.authority().isEmpty() && attempts != null && attempts.backend() != null) {
            copy.headers().set(HttpHeaderNames.HOST, attempts.backend().name());
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
    @Override
    public void backendWritable() {
        if (back == null || !back.channel().isWritable()) {
            return;
        }
        if (tunnel || !requestComplete) {
            progressNanos = System.nanoTime();
            front.wantRead();
        }
    }

    @Override
    public void response(HttpResponse response) {
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
            FullHttpResponse interim = Forwarding.interim(response, head.request());
            if (interim != null) {
                front.channel().writeAndFlush(interim);
            }
            return;
        }
        if (code >= 500 && mayGoAgain(code)) {
            abandonBack();
            connect();
            return;
        }
        informational = false;
        responseStarted = true;
        status = code;
        backKeepAlive = HttpUtil.isKeepAlive(response);
        clientReusable =
                Forwarding.response(
                        response,
                        head.request(),
                        clientReusable && requestComplete && !core.leaving());
        if (attempts != null) {
            attempts.judged(code);
            attempts.decorate(response, Forwarding.isSecure(head.request(), front.peer()));
        }
        front.channel().write(response);
    }

    /** Whether the request goes to a copy once more, within the route's budget. */
    private boolean mayGoAgain(int code) {
        if (!head.isIdempotent() || !bodyless() || tally.requestBytes() > 0 || attempts == null) {
            return false;
        }
        if (!attempts.mayGoAgain(code)) {
            return false;
        }
        blame();
        resend();
        return true;
    }

    private void blame() {
        if (attempts != null) {
            attempts.judged(HttpResponseStatus.BAD_GATEWAY.code());
        }
    }

    /** What was sent without a body is sent once more. */
    private void resend() {
        if (requestComplete && pending.isEmpty()) {
            pending.add(LastHttpContent.EMPTY_LAST_CONTENT);
        }
    }

    @Override
    public void responseContent(HttpContent content) {
        progressNanos = System.nanoTime();
        if (informational || !responseStarted || tunnel) {
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
        front.channel().writeAndFlush(content).addListener(this::written);
    }

    private void written(Future<?> done) {
        if (done.isSuccess()) {
            answered();
        } else {
            front.channel().close();
        }
    }

    /** The response is complete: the connection serves others, unless half a request is in it. */
    private void releaseBack() {
        BackHandler connection = back;
        back = null;
        if (connection == null) {
            return;
        }
        Backend from = attempts == null ? null : attempts.backend();
        if (backKeepAlive && requestComplete && from != null && !connection.isStream()) {
            core.pool().put(from, connection);
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
        pending.forEach(HttpContent::release);
        pending.clear();
    }

    @Override
    public void backendReadComplete() {
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

    @Override
    public void backendClosed() {
        back = null;
        if (over) {
            return;
        }
        if (tunnel) {
            closeAfterFlush(front.channel());
        } else if (responseStarted) {
            brokenOff("closed");
        } else if (approach != null
                && approach.reused()
                && head.isIdempotent()
                && requestComplete
                && tally.requestBytes() == 0) {
            // It closed a kept connection as we took it: nothing was acted upon.
            resend();
            approach.anew(true);
        } else if (mayGoAgain(0)) {
            connect();
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
            blame();
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
        if (code.code() >= 500) {
            tally.upstreamFailed(reason, false);
            if (reason.equals("closed") || reason.equals("timeout")) {
                blame();
            }
        }
        answer(ErrorPages.page(code, message, head.wantsHtml()), reason);
    }

    /** Answers in the release's stead. */
    private void answer(FullHttpResponse page, @Nullable String reason) {
        if (reason != null) {
            tally.trouble(reason);
        }
        responseStarted = true;
        status = page.status().code();
        clientReusable = clientReusable && bodyless() && status != 400 && !core.leaving();
        requestComplete = requestComplete || clientReusable;
        Forwarding.connection(page, head.request(), clientReusable);
        tally.toClient(page.content().readableBytes());
        front.channel().writeAndFlush(page).addListener(this::written);
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
        if (over) {
            return false;
        }
        if (tunnel) {
            return FrontHandler.passed(nowNanos, progressNanos, patience().stream(true));
        }
        if (patience().overdue(nowNanos, tally.startedNanos())) {
            return true;
        }
        if (approach != null && approach.connecting()) {
            return false;
        }
        boolean stalled = !requestComplete || !front.channel().isWritable();
        return FrontHandler.passed(
                nowNanos,
                progressNanos,
                stalled
                        ? core.limits().stall()
                        : responseStarted ? patience().stream(false) : patience().head());
    }

    private Patience patience() {
        return new Patience(core.limits(), timeouts);
    }

    void timedOut() {
        boolean overdue = patience().overdue(System.nanoTime(), tally.startedNanos());
        if (responseStarted) {
            if (!front.channel().isWritable()) {
                front.channel().close();
            } else {
                failed(HttpResponseStatus.GATEWAY_TIMEOUT, "", "timeout");
            }
        } else if (!overdue && !requestComplete && (back == null || back.channel().isWritable())) {
            failed(
                    HttpResponseStatus.REQUEST_TIMEOUT,
                    "The request's body did not arrive in time.",
                    "client");
        } else {
            failed(
                    HttpResponseStatus.GATEWAY_TIMEOUT,
                    "The application did not answer within "
                            + patience().shown(overdue)
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
        front.channel().writeAndFlush(Forwarding.upgraded(response));
        front.becomeTunnel();
        connection.becomeTunnel();
        front.wantRead();
    }

    @Override
    public void tunnelToClient(ByteBuf bytes) {
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
