package dev.duru.edge;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One stream of an HTTP/2 connection: one request and its answer. */
final class StreamHandler extends ChannelInboundHandlerAdapter implements Client {
    private final EdgeCore core;
    private final Peer peer;
    private final Http2Front connection;
    private final long sinceNanos = System.nanoTime();
    private @Nullable ChannelHandlerContext ctx;
    private @Nullable Exchange exchange;
    private boolean answered;

    StreamHandler(EdgeCore core, Peer peer, Http2Front connection) {
        this.core = core;
        this.peer = peer;
        this.connection = connection;
    }

    private ChannelHandlerContext ctx() {
        return Objects.requireNonNull(ctx);
    }

    @Override
    public EdgeCore core() {
        return core;
    }

    @Override
    public Peer peer() {
        return peer;
    }

    @Override
    public Channel channel() {
        return ctx().channel();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        this.ctx = context;
        connection.opened(this);
        if (context.channel().isActive()) {
            context.read();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.read();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        connection.closed(this);
        gone();
    }

    private void gone() {
        Exchange under = exchange;
        exchange = null;
        if (under != null) {
            under.clientGone();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof HttpObject object)) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (object instanceof HttpRequest request && exchange == null && !answered) {
            begin(request);
        } else if (object instanceof HttpContent content
                && exchange != null
                && !exchange.requestComplete()) {
            exchange.requestContent(content);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    private void begin(HttpRequest request) {
        RequestHead head;
        try {
            head = RequestHead.of(request);
        } catch (RequestHead.Refused refused) {
            refuse(refused.status(), Objects.requireNonNullElse(refused.getMessage(), ""));
            return;
        }
        Exchange begun = new Exchange(this, head, 2);
        exchange = begun;
        begun.start();
        wantRead();
    }

    private void refuse(HttpResponseStatus status, String message) {
        answered = true;
        core.meters().unrouted(status.code());
        ctx().writeAndFlush(ErrorPages.page(status, message, false))
                .addListener(done -> done(false));
    }

    @Override
    public void wantRead() {
        ctx().read();
    }

    @Override
    public void done(boolean reusable) {
        boolean whole = exchange != null && exchange.requestComplete();
        answered = true;
        exchange = null;
        if (!whole && channel().isActive()) {
            // The rest of the request is not wanted (RFC 9113 section 8.1).
            ctx().writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.NO_ERROR));
        }
    }

    @Override
    public void becomeTunnel() {
        throw new IllegalStateException("a stream of HTTP/2 is never upgraded");
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof Http2ResetFrame) {
            gone();
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (exchange != null && context.channel().isWritable()) {
            exchange.clientWritable();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    boolean isLate(long nowNanos) {
        return exchange == null
                ? FrontHandler.passed(nowNanos, sinceNanos, core.limits().stall())
                : exchange.isLate(nowNanos);
    }

    void timedOut() {
        if (exchange == null) {
            channel().close();
        } else {
            exchange.timedOut();
        }
    }
}
