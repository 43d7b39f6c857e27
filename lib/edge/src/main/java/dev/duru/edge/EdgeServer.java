package dev.duru.edge;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The data listener and its event loop, seen from other threads. */
final class EdgeServer implements AutoCloseable {
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(10);

    private final EventLoopGroup group;
    private final EventLoop loop;
    private final EdgeCore core;
    private final EdgeFolder folder;
    private final boolean epoll;
    private @Nullable Channel listener;

    /** Starts with the document that the folder keeps, or none. Listens after {@link #listen}. */
    EdgeServer(EdgeFolder folder, EdgeLimits limits) throws IOException {
        this.folder = folder;
        EdgeConfig config = folder.config().orElse(EdgeConfig.EMPTY);
        this.epoll = Epoll.isAvailable();
        this.group =
                new MultiThreadIoEventLoopGroup(
                        1, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        this.loop = group.next();
        Class<? extends SocketChannel> type =
                epoll ? EpollSocketChannel.class : NioSocketChannel.class;
        this.core =
                inLoop(() ->
                        new EdgeCore(limits, loop, new UpstreamPool(loop, type, limits), config));
    }

    /**
     * Opens the data listener.
     *
     * @return the port
     * @throws IOException when the address is taken or not ours
     */
    int listen(InetSocketAddress address) throws IOException {
        Class<? extends ServerChannel> type =
                epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        var bound =
                new ServerBootstrap()
                        .group(group)
                        .channel(type)
                        .option(ChannelOption.SO_BACKLOG, 1024)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.AUTO_READ, false)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.SO_KEEPALIVE, true)
                        .childOption(
                                ChannelOption.WRITE_BUFFER_WATER_MARK,
                                new WriteBufferWaterMark(32 * 1024, 64 * 1024))
                        .childHandler(new Initializer(core))
                        .bind(address)
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "cannot listen on %s port %d: %s"
                            .formatted(
                                    address.getHostString(),
                                    address.getPort(),
                                    reason(bound.cause())));
        }
        Channel opened = bound.channel();
        listener = opened;
        return ((InetSocketAddress) opened.localAddress()).getPort();
    }

    private static String reason(Throwable cause) {
        boolean taken =
                cause instanceof BindException
                        || String.valueOf(cause.getMessage()).contains("in use");
        return taken
                ? "another program has it; end that, or choose another port"
                : String.valueOf(cause.getMessage());
    }

    EdgeConfig current() {
        return inLoop(() -> core.table().config());
    }

    /**
     * Takes the document if it follows the one in force, and keeps it before it says so.
     *
     * @throws EdgeException.Conflict when another one is in force
     */
    synchronized EdgeConfig apply(EdgeConfig config) throws IOException {
        EdgeConfig current = current();
        if (config.equals(current)) {
            return current;
        }
        if (config.version() != current.version() + 1) {
            throw new EdgeException.Conflict(
                    "version "
                            + current.version()
                            + " is in force, so only "
                            + (current.version() + 1)
                            + " can follow, not "
                            + config.version()
                            + "; read it and try again");
        }
        folder.keep(config);
        return inLoop(() -> {
            core.apply(config);
            return config;
        });
    }

    EdgeSnapshot snapshot(String instance) {
        return inLoop(() -> {
            var releases = new ArrayList<EdgeSnapshot.Release>();
            core.meters().releases().forEach(m -> releases.add(m.snapshot()));
            return new EdgeSnapshot(
                    instance,
                    System.currentTimeMillis(),
                    core.table().config().version(),
                    Arrays.stream(ReleaseMeter.bounds()).boxed().toList(),
                    releases);
        });
    }

    String metrics() {
        return inLoop(() -> Exposition.of(core));
    }

    /** Answers what is in flight, for ten seconds at most, and ends. */
    @Override
    public void close() {
        if (listener != null) {
            listener.close().awaitUninterruptibly();
        }
        loop.execute(core::stop);
        long deadline = System.nanoTime() + LAST_ANSWERS.toNanos();
        while (System.nanoTime() < deadline && inLoop(core::openConnections) > 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private <T> T inLoop(Callable<T> question) {
        try {
            return loop.submit(question).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EdgeException("interrupted while waiting for the event loop", e);
        } catch (ExecutionException e) {
            throw new EdgeException("the event loop could not answer: " + e.getCause(), e);
        }
    }

    private static final class Initializer extends ChannelInitializer<Channel> {
        private final EdgeCore core;

        Initializer(EdgeCore core) {
            this.core = core;
        }

        @Override
        protected void initChannel(Channel channel) {
            FrontEncoder encoder = new FrontEncoder();
            FrontHandler front = new FrontHandler(core, encoder);
            channel.pipeline()
                    .addLast(
                            "decode",
                            new StrictRequestDecoder(
                                    core.limits().maxHeaderBytes(), front::bytesArrived))
                    .addLast("encode", encoder)
                    .addLast("front", front);
        }
    }
}
