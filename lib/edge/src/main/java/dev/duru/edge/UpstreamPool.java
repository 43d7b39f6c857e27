package dev.duru.edge;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Kept-alive connections to backends, newest used first. Owned by the event loop.
 *
 * <p>A backend may close an unused connection just as a request is sent on it. Common servers keep
 * them for 5 s and more, so connections are dropped after 4 s here, and one for a request that
 * cannot be sent twice must have been used within the last second.
 */
final class UpstreamPool {
    private static final long KEEP_NANOS = TimeUnit.SECONDS.toNanos(4);
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MOST_IDLE = 256;

    private final Bootstrap bootstrap;
    private final Http2Upstream http2;
    private final int connectMillis;
    private final Map<String, Deque<BackHandler>> idle = new HashMap<>();

    UpstreamPool(EventLoop loop, Class<? extends SocketChannel> type, EdgeLimits limits) {
        this.bootstrap =
                new Bootstrap()
                        .group(loop)
                        .channel(type)
                        .option(ChannelOption.AUTO_READ, false)
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.SO_KEEPALIVE, true)
                        .option(
                                ChannelOption.WRITE_BUFFER_WATER_MARK,
                                new WriteBufferWaterMark(32 * 1024, 64 * 1024))
                        .handler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline()
                                                .addLast("http", codec())
                                                .addLast("back", new BackHandler(false));
                                    }
                                });
        this.http2 = new Http2Upstream(bootstrap);
        this.connectMillis = Math.toIntExact(limits.connect().toMillis());
    }

    private static HttpClientCodec codec() {
        return new HttpClientCodec(
                new HttpDecoderConfig()
                        .setMaxInitialLineLength(8192)
                        .setMaxHeaderSize(64 * 1024)
                        .setMaxChunkSize(32 * 1024)
                        .setStrictLineParsing(false)
                        .setValidateHeaders(false),
                false,
                false);
    }

    /** A kept connection that is still open, or null. */
    @Nullable BackHandler take(Backend backend, boolean onlyFresh) {
        Deque<BackHandler> queue = idle.get(backend.name());
        if (queue == null) {
            return null;
        }
        long now = System.nanoTime();
        for (BackHandler kept = queue.pollLast(); kept != null; kept = queue.pollLast()) {
            if (!kept.channel().isActive()) {
                continue;
            }
            if (onlyFresh && now - kept.idleSinceNanos() > FRESH_NANOS) {
                queue.addLast(kept);
                return null;
            }
            return kept;
        }
        return null;
    }

    /**
     * Opens a connection, or a stream where HTTP/2 is spoken.
     *
     * @param millis until it is given up; null: as the edge was started
     * @param taker gets it, or null when the backend does not accept it
     */
    void connect(Backend backend, @Nullable Integer millis, Consumer<@Nullable BackHandler> taker) {
        int patience = millis == null ? connectMillis : millis;
        if (backend.http2()) {
            http2.stream(backend, patience, taker);
            return;
        }
        bootstrap
                .clone()
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, patience)
                .connect(backend.address())
                .addListener(
                        (ChannelFutureListener)
                                done ->
                                        taker.accept(
                                                done.isSuccess()
                                                        ? done.channel()
                                                                .pipeline()
                                                                .get(BackHandler.class)
                                                        : null));
    }

    void put(Backend backend, BackHandler connection) {
        Deque<BackHandler> queue = idle.computeIfAbsent(backend.name(), n -> new ArrayDeque<>());
        connection.idle(this, backend.name());
        queue.addLast(connection);
        if (queue.size() > MOST_IDLE) {
            BackHandler oldest = queue.pollFirst();
            if (oldest != null) {
                oldest.channel().close();
            }
        }
    }

    void gone(String backend, BackHandler connection) {
        Deque<BackHandler> queue = idle.get(backend);
        if (queue != null) {
            queue.remove(connection);
        }
    }

    void sweep(long nowNanos) {
        idle.values()
                .removeIf(queue -> {
                    while (!queue.isEmpty()
                            && nowNanos - queue.getFirst().idleSinceNanos() > KEEP_NANOS) {
                        queue.removeFirst().channel().close();
                    }
                    return queue.isEmpty();
                });
    }
}
