package dev.duru.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SniHandler;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A connection before its first request: reads a PROXY header where one is believed, shakes hands
 * by TLS, and finds out whether HTTP/1.1 or HTTP/2 is spoken.
 */
final class Opening extends ChannelInboundHandlerAdapter implements Connection {
    private static final byte[] PREFACE =
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private enum Step {
        PROXY,
        TLS,
        SNIFF,
        DONE
    }

    private final EdgeCore core;
    private final boolean tls;
    private final long sinceNanos = System.nanoTime();
    private @Nullable ChannelHandlerContext ctx;
    private @Nullable ByteBuf gathered;
    private Peer peer = new Peer("unknown", false, false);
    private Step step = Step.SNIFF;

    Opening(EdgeCore core, boolean tls) {
        this.core = core;
        this.tls = tls;
    }

    private ChannelHandlerContext ctx() {
        return Objects.requireNonNull(ctx);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        this.ctx = context;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        String source =
                context.channel().remoteAddress() instanceof InetSocketAddress inet
                        ? inet.getAddress().getHostAddress()
                        : "unknown";
        boolean trusted = core.trust().holds(source);
        peer = new Peer(source, tls, trusted || core.limits().trustForwarded());
        if (core.stopping()) {
            context.close();
            return;
        }
        if (!core.opened(this, source)) {
            if (tls) {
                context.close();
            } else {
                http1().refuseCrowd();
            }
            return;
        }
        step = trusted && core.front().proxyProtocol() ? Step.PROXY : tls ? Step.TLS : Step.SNIFF;
        if (step == Step.TLS) {
            startTls();
        }
        context.read();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        core.closed(this);
        drop();
        context.fireChannelInactive();
    }

    private void drop() {
        ByteBuf bytes = gathered;
        gathered = null;
        if (bytes != null) {
            bytes.release();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (step == Step.TLS || step == Step.DONE || !(message instanceof ByteBuf bytes)) {
            context.fireChannelRead(message);
            return;
        }
        ByteBuf before = gathered;
        if (before == null) {
            gathered = bytes;
        } else {
            gathered = context.alloc().buffer().writeBytes(before).writeBytes(bytes);
            before.release();
            bytes.release();
        }
        look();
    }

    private void look() {
        ByteBuf bytes = Objects.requireNonNull(gathered);
        if (step == Step.PROXY && !proxy(bytes)) {
            return;
        }
        if (step == Step.TLS) {
            gathered = null;
            ctx().fireChannelRead(bytes);
            ctx().fireChannelReadComplete();
            return;
        }
        if (!bytes.isReadable()) {
            ctx().read();
            return;
        }
        int same = 0;
        int most = Math.min(PREFACE.length, bytes.readableBytes());
        while (same < most && bytes.getByte(bytes.readerIndex() + same) == PREFACE[same]) {
            same++;
        }
        if (same < most) {
            gathered = null;
            ChannelHandlerContext context = ctx();
            http1().begin();
            context.fireChannelRead(bytes);
            context.pipeline().remove(this);
        } else if (same == PREFACE.length) {
            gathered = null;
            ChannelHandlerContext context = ctx();
            http2();
            context.fireChannelRead(bytes);
            context.pipeline().remove(this);
        } else {
            ctx().read();
        }
    }

    /** Whether the PROXY header is read, or there is none. */
    private boolean proxy(ByteBuf bytes) {
        try {
            ProxyHeader.Found found = ProxyHeader.read(bytes);
            if (found == ProxyHeader.Found.MORE) {
                ctx().read();
                return false;
            }
            if (found.address() != null) {
                boolean trusted = core.trust().holds(found.address());
                peer = new Peer(found.address(), tls, trusted || core.limits().trustForwarded());
            }
        } catch (ProxyHeader.Malformed malformed) {
            core.meters().unrouted(400);
            ctx().close();
            return false;
        }
        step = Step.SNIFF;
        if (tls) {
            step = Step.TLS;
            startTls();
        }
        return true;
    }

    private void startTls() {
        long patience = core.limits().head().toMillis();
        ctx().pipeline()
                .addLast("tls", new SniHandler(core.certificates(), patience))
                .addLast("alpn", new Negotiated());
    }

    private FrontHandler http1() {
        step = Step.DONE;
        FrontEncoder encoder = new FrontEncoder();
        FrontHandler front = new FrontHandler(core, encoder, peer);
        ctx().pipeline()
                .addLast(
                        "decode",
                        new StrictRequestDecoder(
                                core.limits().maxHeaderBytes(), front::bytesArrived))
                .addLast("encode", encoder)
                .addLast("front", front);
        core.swap(this, front);
        return front;
    }

    private void http2() {
        step = Step.DONE;
        core.swap(this, Http2Front.start(ctx().pipeline(), core, peer));
    }

    /** What the handshake agreed upon. */
    private final class Negotiated extends ApplicationProtocolNegotiationHandler {
        Negotiated() {
            super(ApplicationProtocolNames.HTTP_1_1);
        }

        @Override
        protected void configurePipeline(ChannelHandlerContext context, String protocol) {
            ChannelPipeline pipeline = context.pipeline();
            if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
                http2();
            } else {
                http1().begin();
            }
            pipeline.remove(Opening.this);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            handshakeFailure(context, cause);
        }

        @Override
        protected void handshakeFailure(ChannelHandlerContext context, Throwable cause) {
            core.meters().handshakeFailed();
            context.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    @Override
    public boolean isLate(long nowNanos) {
        return FrontHandler.passed(nowNanos, sinceNanos, core.limits().head());
    }

    @Override
    public void timedOut() {
        if (!tls && gathered != null) {
            http1().timedOutHead();
        } else {
            ctx().close();
        }
    }

    @Override
    public void stopping() {
        ctx().close();
    }

    @Override
    public void draining() {
        // Its first request is answered, then it closes.
    }
}
