package dev.duru.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client connection: one request after the other, however many the client sent ahead.
 *
 * <p>Messages are handed on one for each that was wanted, so nothing is taken from the socket that
 * cannot be passed on.
 */
final class FrontHandler extends ChannelInboundHandlerAdapter implements Client, Connection {
    private enum Phase {
        IDLE,
        HEAD,
        EXCHANGE,
        TUNNEL,
        LINGER
    }

    private static final Duration LINGER = Duration.ofSeconds(2);

    private final EdgeCore core;
    private final FrontEncoder encoder;
    private final Peer peer;
    private @Nullable ChannelHandlerContext ctx;
    private @Nullable Exchange exchange;
    private @Nullable HttpRequest held;
    private Phase phase = Phase.IDLE;
    private long sinceNanos = System.nanoTime();
    private final Deque<Object> queue = new ArrayDeque<>();
    private boolean lastRequest;
    private boolean clientCloses;
    private boolean wanted;
    private boolean pumping;

    FrontHandler(EdgeCore core, FrontEncoder encoder, Peer peer) {
        this.core = core;
        this.encoder = encoder;
        this.peer = peer;
    }

    @Override
    public EdgeCore core() {
        return core;
    }

    private ChannelHandlerContext ctx() {
        return Objects.requireNonNull(ctx);
    }

    @Override
    public Channel channel() {
        return ctx().channel();
    }

    @Override
    public Peer peer() {
        return peer;
    }

    /** Bytes came while the connection was unused: a request's head begins. */
    void bytesArrived() {
        if (phase == Phase.IDLE) {
            enter(Phase.HEAD);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        this.ctx = context;
    }

    /** It is known what the connection speaks: the first request is awaited. */
    void begin() {
        wantRead();
    }

    void refuseCrowd() {
        enter(Phase.EXCHANGE);
        refuse(
                HttpResponseStatus.SERVICE_UNAVAILABLE,
                "Too many connections are open; try again in a moment.",
                false);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        core.closed(this);
        if (exchange != null) {
            exchange.clientGone();
            exchange = null;
        }
        held = null;
        queue.forEach(ReferenceCountUtil::release);
        queue.clear();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        queue.add(message);
        pump();
    }

    private void handle(Object message) {
        if (phase == Phase.LINGER) {
            ReferenceCountUtil.release(message);
            wantRead();
            return;
        }
        if (phase == Phase.TUNNEL) {
            if (message instanceof ByteBuf bytes && exchange != null) {
                exchange.tunnelToBackend(bytes);
            } else {
                ReferenceCountUtil.release(message);
                wantRead();
            }
            return;
        }
        HttpObject object = (HttpObject) message;
        if (object.decoderResult().isFailure()) {
            ReferenceCountUtil.release(message);
            malformed(object.decoderResult().cause());
            return;
        }
        if (object instanceof HttpRequest request) {
            if (exchange == null) {
                begin(request);
            } else {
                held = request;
            }
        } else if (object instanceof HttpContent content) {
            if (exchange != null && !exchange.requestComplete()) {
                exchange.requestContent(content);
            } else {
                content.release();
                wantRead();
            }
        }
    }

    private void begin(HttpRequest request) {
        enter(Phase.EXCHANGE);
        encoder.answersHead(request.method().equals(HttpMethod.HEAD));
        RequestHead head;
        try {
            head = RequestHead.of(request);
        } catch (RequestHead.Refused refused) {
            String message = Objects.requireNonNullElse(refused.getMessage(), "");
            refuse(refused.status(), message, false);
            return;
        }
        clientCloses = !HttpUtil.isKeepAlive(request);
        Exchange begun = new Exchange(this, head, 1);
        exchange = begun;
        begun.start();
        wantRead();
    }

    /** One more message is wanted: from those at hand, else from the socket. */
    @Override
    public void wantRead() {
        wanted = true;
        pump();
    }

    /** Hands on one message for each that was wanted; a loop, as a client may send thousands. */
    private void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        for (Object message = next(); message != null; message = next()) {
            wanted = false;
            handle(message);
        }
        pumping = false;
        if (wanted && held == null) {
            ctx().read();
        }
    }

    /** What belongs to a held request waits until that one begins. */
    private @Nullable Object next() {
        return wanted && held == null ? queue.poll() : null;
    }

    /** The exchange is over and its response is written. */
    @Override
    public void done(boolean reusable) {
        boolean whole = exchange != null && exchange.requestComplete();
        exchange = null;
        if (clientCloses && whole && held == null && queue.isEmpty()) {
            // Nothing is unread, since the client said that it sends nothing more (RFC 9112, 9.6).
            channel().close();
            return;
        }
        if (!reusable || core.stopping() || lastRequest) {
            linger();
            return;
        }
        enter(Phase.IDLE);
        if (held != null) {
            core.loop().execute(this::beginHeld);
        }
    }

    private void beginHeld() {
        HttpRequest request = held;
        held = null;
        if (request != null && exchange == null && channel().isActive()) {
            begin(request);
        }
    }

    /**
     * Closes so that the client still gets the response: a plain close while its bytes are unread
     * would make the kernel reset the connection and drop what was sent.
     */
    void linger() {
        enter(Phase.LINGER);
        held = null;
        if (channel() instanceof DuplexChannel duplex && duplex.isActive()) {
            duplex.shutdownOutput()
                    .addListener(done -> {
                        if (!done.isSuccess()) {
                            duplex.close();
                        }
                    });
            wantRead();
        } else {
            channel().close();
        }
    }

    @Override
    public void becomeTunnel() {
        enter(Phase.TUNNEL);
        channel().pipeline().remove("decode");
        channel().pipeline().remove("encode");
    }

    private void malformed(Throwable cause) {
        if (exchange != null && exchange.requestComplete()) {
            // What follows a good request is malformed: answer the good one, then close.
            exchange.closeAfter();
            return;
        }
        if (exchange != null) {
            exchange.failed(
                    HttpResponseStatus.BAD_REQUEST, "The request's body is malformed.", "client");
            return;
        }
        enter(Phase.EXCHANGE);
        if (cause instanceof TooLongHttpHeaderException) {
            refuse(
                    HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                    "The request's header fields are longer than "
                            + core.limits().maxHeaderBytes()
                            + " bytes.",
                    false);
        } else if (cause instanceof TooLongHttpLineException) {
            refuse(
                    HttpResponseStatus.REQUEST_URI_TOO_LONG,
                    "The request's first line is longer than 8192 bytes.",
                    false);
        } else {
            refuse(
                    HttpResponseStatus.BAD_REQUEST,
                    "The request is malformed: " + cause.getMessage(),
                    false);
        }
    }

    /** Answers without any release and closes. */
    private void refuse(HttpResponseStatus status, String message, boolean html) {
        core.meters().unrouted(status.code());
        FullHttpResponse page = ErrorPages.page(status, message, html);
        page.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        ctx().writeAndFlush(page)
                .addListener(done -> {
                    if (done.isSuccess()) {
                        linger();
                    } else {
                        channel().close();
                    }
                });
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (exchange != null && context.channel().isWritable()) {
            exchange.clientWritable();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Throwable root = cause.getCause() == null ? cause : cause.getCause();
        boolean http = phase != Phase.TUNNEL && phase != Phase.LINGER;
        if (cause instanceof DecoderException && http) {
            malformed(root);
        } else {
            context.close();
        }
    }

    private void enter(Phase to) {
        phase = to;
        sinceNanos = System.nanoTime();
    }

    @Override
    public boolean isLate(long nowNanos) {
        EdgeLimits limits = core.limits();
        return switch (phase) {
            case IDLE -> passed(nowNanos, sinceNanos, limits.keepAlive());
            case HEAD -> passed(nowNanos, sinceNanos, limits.head());
            case LINGER -> passed(nowNanos, sinceNanos, LINGER);
            case EXCHANGE ->
                    exchange == null
                            ? passed(nowNanos, sinceNanos, limits.stall())
                            : exchange.isLate(nowNanos);
            case TUNNEL -> exchange == null || exchange.isLate(nowNanos);
        };
    }

    static boolean passed(long nowNanos, long sinceNanos, Duration limit) {
        return nowNanos - sinceNanos > TimeUnit.MILLISECONDS.toNanos(limit.toMillis());
    }

    @Override
    public void timedOut() {
        switch (phase) {
            case IDLE, LINGER, TUNNEL -> channel().close();
            case HEAD -> timedOutHead();
            case EXCHANGE -> {
                if (exchange == null) {
                    channel().close();
                } else {
                    exchange.timedOut();
                }
            }
        }
    }

    void timedOutHead() {
        enter(Phase.EXCHANGE);
        ctx().writeAndFlush(timeoutPage("The request's header did not arrive in time."))
                .addListener(ChannelFutureListener.CLOSE);
        core.meters().unrouted(HttpResponseStatus.REQUEST_TIMEOUT.code());
    }

    private static FullHttpResponse timeoutPage(String message) {
        FullHttpResponse page = ErrorPages.page(HttpResponseStatus.REQUEST_TIMEOUT, message, false);
        page.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        return page;
    }

    @Override
    public void stopping() {
        if (phase == Phase.IDLE || phase == Phase.HEAD || phase == Phase.TUNNEL) {
            channel().close();
        }
    }

    /** A client may send just now, so an unused connection waits for that, or for its time. */
    @Override
    public void draining() {
        lastRequest = true;
    }
}
