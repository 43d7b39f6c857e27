package dev.duru.edge;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection of HTTP/2 to each backend that speaks it, without TLS and by prior knowledge; a
 * request is a stream. Owned by the event loop.
 */
final class Http2Upstream {
    private static final int WINDOW = 256 * 1024;

    private final Bootstrap dialer;
    private final Map<String, Channel> open = new HashMap<>();
    private final Map<String, List<Consumer<@Nullable BackHandler>>> waiting = new HashMap<>();

    Http2Upstream(Bootstrap plain) {
        this.dialer = plain.clone().option(ChannelOption.AUTO_READ, true);
    }

    /** Gives a stream, or null when the backend does not accept the connection. */
    void stream(Backend backend, int connectMillis, Consumer<@Nullable BackHandler> taker) {
        Channel connection = open.get(backend.name());
        if (connection != null && connection.isActive()) {
            openStream(connection, taker);
            return;
        }
        List<Consumer<@Nullable BackHandler>> others = waiting.get(backend.name());
        if (others != null) {
            others.add(taker);
            return;
        }
        waiting.put(backend.name(), new ArrayList<>(List.of(taker)));
        dialer.clone()
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectMillis)
                .handler(new Connecting(backend.name()))
                .connect(backend.address())
                .addListener(
                        (ChannelFutureListener)
                                done ->
                                        connected(
                                                backend.name(),
                                                done.isSuccess() ? done.channel() : null));
    }

    private void connected(String name, @Nullable Channel connection) {
        List<Consumer<@Nullable BackHandler>> takers = waiting.remove(name);
        if (connection != null) {
            open.put(name, connection);
        }
        for (Consumer<@Nullable BackHandler> taker :
                takers == null ? List.<Consumer<@Nullable BackHandler>>of() : takers) {
            if (connection == null) {
                taker.accept(null);
            } else {
                openStream(connection, taker);
            }
        }
    }

    private static void openStream(Channel connection, Consumer<@Nullable BackHandler> taker) {
        new Http2StreamChannelBootstrap(connection)
                .option(ChannelOption.AUTO_READ, false)
                .handler(
                        new ChannelInitializer<Channel>() {
                            @Override
                            protected void initChannel(Channel stream) {
                                stream.pipeline()
                                        .addLast(new Http2StreamFrameToHttpObjectCodec(false))
                                        .addLast(new WholeMessages())
                                        .addLast(new BackHandler(true));
                            }
                        })
                .open()
                .addListener(done -> {
                    boolean opened = done.isSuccess();
                    taker.accept(
                            opened
                                    ? ((Http2StreamChannel) done.getNow())
                                            .pipeline()
                                            .get(BackHandler.class)
                                    : null);
                });
    }

    private final class Connecting extends ChannelInitializer<Channel> {
        private final String name;

        Connecting(String name) {
            this.name = name;
        }

        @Override
        protected void initChannel(Channel channel) {
            channel.pipeline()
                    .addLast(
                            Http2FrameCodecBuilder.forClient()
                                    .initialSettings(
                                            Http2Settings.defaultSettings()
                                                    .initialWindowSize(WINDOW)
                                                    .maxHeaderListSize(64 * 1024))
                                    .encoderEnforceMaxConcurrentStreams(true)
                                    .build())
                    .addLast(new Http2MultiplexHandler(new NoPush()))
                    .addLast(new Leaving(name));
        }
    }

    /** The backend sends the connection away or closes it: the next request dials anew. */
    private final class Leaving extends ChannelInboundHandlerAdapter {
        private final String name;

        Leaving(String name) {
            this.name = name;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof Http2GoAwayFrame) {
                open.remove(name, context.channel());
                // It ends with its last stream.
                context.close();
            }
            ReferenceCountUtil.release(message);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            open.remove(name, context.channel());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (!(cause instanceof Http2Exception)) {
                // The codec itself answers what breaks its rules.
                context.close();
            }
        }
    }

    private static final class NoPush extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel stream) {
            stream.close();
        }
    }
}
