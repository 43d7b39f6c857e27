package dev.duru.edge;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The sockets where clients connect, by their address in the document; not in the event loop. */
final class Listeners {
    /** The one that the edge was started with. */
    static final String MAIN = "main";

    private final EventLoopGroup group;
    private final boolean epoll;
    private final EdgeCore core;
    private final Map<String, Channel> open = new LinkedHashMap<>();
    private final Map<String, Integer> handedOver = new LinkedHashMap<>();

    Listeners(EventLoopGroup group, boolean epoll, EdgeCore core) {
        this.group = group;
        this.epoll = epoll;
        this.core = core;
    }

    /** Sockets of the edge before this one: whoever opens a listener of that name gets it. */
    synchronized void inherit(Map<String, Integer> descriptors) {
        handedOver.putAll(descriptors);
    }

    /**
     * Opens a listener, or takes the one that was handed over.
     *
     * @return its port
     * @throws IOException when the address is taken or not ours
     */
    synchronized int open(String name, InetSocketAddress address, boolean tls) throws IOException {
        ServerBootstrap bootstrap =
                new ServerBootstrap()
                        .group(group)
                        .option(ChannelOption.SO_BACKLOG, 1024)
                        .childOption(ChannelOption.AUTO_READ, false)
                        // TCP_NODELAY is Netty's default; clients that are gone are found by
                        // the limits on unused connections. Each option is a call of the kernel.
                        .childOption(
                                ChannelOption.WRITE_BUFFER_WATER_MARK,
                                new WriteBufferWaterMark(32 * 1024, 64 * 1024))
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline().addLast("open", new Opening(core, tls));
                                    }
                                });
        Integer descriptor = handedOver.remove(name);
        ChannelFuture opened;
        if (descriptor != null) {
            int fd = descriptor;
            opened = bootstrap.channelFactory(() -> new EpollServerSocketChannel(fd)).register();
        } else {
            Class<? extends ServerChannel> type =
                    epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
            opened = bootstrap.channel(type).option(ChannelOption.SO_REUSEADDR, true).bind(address);
        }
        if (!opened.awaitUninterruptibly().isSuccess()) {
            throw new IOException(
                    "cannot listen on %s port %d: %s"
                            .formatted(
                                    address.getHostString(),
                                    address.getPort(),
                                    reason(opened.cause())));
        }
        open.put(name, opened.channel());
        return port(opened.channel());
    }

    /** Opens what is new in the list; {@link #closeOthers} closes what is no longer in it. */
    synchronized void openAll(List<FrontSettings.Listener> wanted) throws IOException {
        for (FrontSettings.Listener listener : wanted) {
            String name = name(listener);
            if (!open.containsKey(name)) {
                int colon = listener.address().lastIndexOf(':');
                open(
                        name,
                        new InetSocketAddress(
                                listener.address().substring(0, colon),
                                Integer.parseInt(listener.address().substring(colon + 1))),
                        listener.tls());
            }
        }
    }

    synchronized void closeOthers(List<FrontSettings.Listener> wanted) {
        List<String> names = wanted.stream().map(Listeners::name).toList();
        open.entrySet()
                .removeIf(entry -> {
                    boolean other = !entry.getKey().equals(MAIN) && !names.contains(entry.getKey());
                    if (other) {
                        entry.getValue().close().awaitUninterruptibly();
                    }
                    return other;
                });
    }

    private static String name(FrontSettings.Listener listener) {
        return (listener.tls() ? "tls " : "plain ") + listener.address();
    }

    /** Ports by the address in the document, and of the main listener. */
    synchronized Map<String, Integer> ports() {
        Map<String, Integer> ports = new TreeMap<>();
        open.forEach((name, channel) -> ports.put(name, port(channel)));
        return ports;
    }

    /** File descriptors by name, where the system's own sockets are used. */
    synchronized Map<String, Integer> descriptors() {
        Map<String, Integer> all = new LinkedHashMap<>();
        open.forEach((name, channel) -> {
            if (channel instanceof UnixChannel unix) {
                all.put(name, unix.fd().intValue());
            }
        });
        return all;
    }

    synchronized void closeAll() {
        for (Channel channel : open.values()) {
            // The socket may live on in another process: the loop must not hear of it any more.
            channel.deregister().awaitUninterruptibly();
            channel.close().awaitUninterruptibly();
        }
        open.clear();
    }

    private static int port(Channel channel) {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    private static String reason(Throwable cause) {
        boolean taken =
                cause instanceof BindException
                        || String.valueOf(cause.getMessage()).contains("in use");
        return taken
                ? "another program has it; end that, or choose another port"
                : String.valueOf(cause.getMessage());
    }
}
