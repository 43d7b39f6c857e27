package dev.duru.edge;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollDomainSocketChannelConfig;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.DomainSocketReadMode;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The other end of {@link Handover}: takes the sockets of the edge that runs on this folder. */
final class Takeover implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 10;

    private final EventLoopGroup group;
    private final Channel channel;
    private final Map<String, Integer> sockets;
    private final BlockingQueue<Object> heard;
    private final EdgeJson json = EdgeJson.lenient();
    private final Semaphore followed = new Semaphore(0);

    private Takeover(
            EventLoopGroup group,
            Channel channel,
            Map<String, Integer> sockets,
            BlockingQueue<Object> heard) {
        this.group = group;
        this.channel = channel;
        this.sockets = sockets;
        this.heard = heard;
    }

    /**
     * Asks for the sockets.
     *
     * @return nothing when no edge listens there
     * @throws IOException when it does not keep to the order of words
     */
    static Optional<Takeover> of(Path path, String token) throws IOException {
        if (!Epoll.isAvailable() || !Handover.possible(path) || !Files.exists(path)) {
            return Optional.empty();
        }
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
        var connected =
                new Bootstrap()
                        .group(group)
                        .channel(EpollDomainSocketChannel.class)
                        .handler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel opened) {
                                        Handover.lines(opened).addLast(new Ear(heard));
                                    }
                                })
                        .connect(new DomainSocketAddress(path.toFile()))
                        .awaitUninterruptibly();
        if (!connected.isSuccess()) {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            return Optional.empty();
        }
        Channel channel = connected.channel();
        try {
            Map<String, Integer> sockets = sockets(channel, token, heard);
            return Optional.of(new Takeover(group, channel, sockets, heard));
        } catch (IOException e) {
            channel.close();
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw e;
        }
    }

    private static Map<String, Integer> sockets(
            Channel channel, String token, BlockingQueue<Object> heard) throws IOException {
        channel.writeAndFlush(token);
        String said = String.valueOf(next(heard));
        List<String> names =
                EdgeJson.lenient()
                        .read(
                                said.getBytes(StandardCharsets.UTF_8),
                                Handover.Names.class,
                                "what the running edge says")
                        .names();
        mode(channel, DomainSocketReadMode.FILE_DESCRIPTORS);
        channel.writeAndFlush("go");
        Map<String, Integer> sockets = new LinkedHashMap<>();
        for (String name : names) {
            if (!(next(heard) instanceof FileDescriptor descriptor)) {
                throw new IOException("the running edge did not hand over its socket " + name);
            }
            sockets.put(name, descriptor.intValue());
        }
        mode(channel, DomainSocketReadMode.BYTES);
        return sockets;
    }

    private static void mode(Channel channel, DomainSocketReadMode mode) {
        channel.eventLoop()
                .submit(() -> ((EpollDomainSocketChannelConfig) channel.config()).setReadMode(mode))
                .awaitUninterruptibly();
    }

    private static Object next(BlockingQueue<Object> heard) throws IOException {
        try {
            Object word = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (word == null || word == Ear.CLOSED) {
                throw new IOException("the running edge does not hand over");
            }
            return word;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** File descriptors of this process by the listener's name. */
    Map<String, Integer> sockets() {
        return sockets;
    }

    /** This edge accepts connections: the other one stops that, and lets go of the folder. */
    void taken() throws IOException {
        channel.writeAndFlush("taken");
        Object word = next(heard);
        while (!word.equals("yours")) {
            word = next(heard);
        }
    }

    /** This edge answers to control: later documents go to the other one too, while it lasts. */
    void settled(Consumer<Handover.Flight> flights) {
        channel.writeAndFlush("settled");
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        listen(flights);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    private void listen(Consumer<Handover.Flight> flights) throws InterruptedException {
        Object word = heard.take();
        for (; word != Ear.CLOSED; word = heard.take()) {
            if (word.equals("followed")) {
                followed.release();
            } else if (word instanceof String said && said.startsWith("flight ")) {
                flights.accept(
                        json.read(
                                said.substring(7).getBytes(StandardCharsets.UTF_8),
                                Handover.Flight.class,
                                "what the other edge says"));
            }
        }
        flights.accept(new Handover.Flight(List.of()));
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    /** Whether the other one runs still. */
    boolean lasts() {
        return channel.isActive();
    }

    /** Returns when the other one follows the document too, or soon when it has ended. */
    void follow(EdgeConfig config) {
        if (!channel.isActive()) {
            return;
        }
        channel.writeAndFlush("config " + Handover.line(json, config));
        try {
            boolean unused = followed.tryAcquire(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The other one need not go on alone. */
    @Override
    public void close() {
        if (channel.isActive()) {
            channel.writeAndFlush("end").awaitUninterruptibly(1, TimeUnit.SECONDS);
        }
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    /** What the other one says, in order. */
    private static final class Ear extends ChannelInboundHandlerAdapter {
        static final Object CLOSED = new Object();
        private final BlockingQueue<Object> heard;

        Ear(BlockingQueue<Object> heard) {
            this.heard = heard;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            heard.add(message);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            heard.add(CLOSED);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
