package dev.duru.edge;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client connection of HTTP/2. Its streams are exchanges like those of HTTP/1.1.
 *
 * <p>A client that resets many streams, sends many empty frames or an endless header makes work
 * without reading answers; it is sent away (RFC 9113 section 10.5).
 */
final class Http2Front extends ChannelInboundHandlerAdapter implements Connection {
    private static final int MOST_STREAMS = 128;
    private static final int WINDOW = 256 * 1024;
    private static final int RESETS = 200;
    private static final int RESET_SECONDS = 30;
    private static final int SMALL_CONTINUATIONS = 16;
    private static final int EMPTY_FRAMES = 16;

    private final EdgeCore core;
    private final Set<StreamHandler> streams = new LinkedHashSet<>();
    private @Nullable ChannelHandlerContext ctx;
    private long idleSinceNanos = System.nanoTime();
    private boolean leaving;

    private Http2Front(EdgeCore core) {
        this.core = core;
    }

    static Http2Front start(ChannelPipeline pipeline, EdgeCore core, Peer peer) {
        Http2Front front = new Http2Front(core);
        var codec =
                new Limited()
                        .initialSettings(
                                Http2Settings.defaultSettings()
                                        .maxConcurrentStreams(MOST_STREAMS)
                                        .initialWindowSize(WINDOW)
                                        .maxHeaderListSize(core.limits().maxHeaderBytes()))
                        .build();
        pipeline.addLast("h2", codec)
                .addLast(
                        "streams",
                        new Http2MultiplexHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel stream) {
                                        stream.config().setAutoRead(false);
                                        stream.pipeline()
                                                .addLast(
                                                        new Http2StreamFrameToHttpObjectCodec(true))
                                                .addLast(new WholeMessages())
                                                .addLast(new StreamHandler(core, peer, front));
                                    }
                                }))
                .addLast("front", front);
        // Streams are held back one by one, by their windows.
        pipeline.channel().config().setAutoRead(true);
        return front;
    }

    /** Netty's builder keeps these limits to its heirs. */
    private static final class Limited extends Http2FrameCodecBuilder {
        Limited() {
            server(true);
            validateHeaders(true);
            autoAckSettingsFrame(true);
            autoAckPingFrame(true);
            // Streams end by their own limits.
            gracefulShutdownTimeoutMillis(-1);
            decoderEnforceMaxRstFramesPerWindow(RESETS, RESET_SECONDS);
            encoderEnforceMaxRstFramesPerWindow(RESETS, RESET_SECONDS);
            decoderEnforceMaxConsecutiveEmptyDataFrames(EMPTY_FRAMES);
            decoderEnforceMaxSmallContinuationFrames(SMALL_CONTINUATIONS);
        }
    }

    private ChannelHandlerContext ctx() {
        return Objects.requireNonNull(ctx);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        this.ctx = context;
    }

    boolean leaving() {
        return leaving;
    }

    void opened(StreamHandler stream) {
        streams.add(stream);
    }

    void closed(StreamHandler stream) {
        streams.remove(stream);
        idleSinceNanos = System.nanoTime();
        if (streams.isEmpty() && core.stopping()) {
            ctx().close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        core.closed(this);
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof Http2Exception)) {
            // The codec itself answers what breaks its rules.
            context.close();
        }
    }

    @Override
    public boolean isLate(long nowNanos) {
        return streams.isEmpty()
                ? FrontHandler.passed(nowNanos, idleSinceNanos, core.limits().keepAlive())
                : streams.stream().anyMatch(stream -> stream.isLate(nowNanos));
    }

    @Override
    public void timedOut() {
        long now = System.nanoTime();
        if (streams.isEmpty()) {
            // The codec says goodbye before it closes.
            ctx().close();
            return;
        }
        List<StreamHandler> late = new ArrayList<>(streams);
        late.removeIf(stream -> !stream.isLate(now));
        late.forEach(StreamHandler::timedOut);
    }

    @Override
    public void stopping() {
        leave();
        if (streams.isEmpty()) {
            ctx().close();
        }
    }

    /** Streams that the client opened before it heard of this are served too. */
    @Override
    public void draining() {
        leave();
    }

    private void leave() {
        if (leaving) {
            return;
        }
        leaving = true;
        ctx().writeAndFlush(
                        new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR)
                                .setExtraStreamIds(Integer.MAX_VALUE));
        var unused =
                core.loop()
                        .schedule(
                                () -> {
                                    if (ctx().channel().isActive()) {
                                        ctx().close();
                                    }
                                },
                                1,
                                TimeUnit.SECONDS);
    }
}
