package dev.duru.edge;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.FileDescriptor;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.LineEncoder;
import io.netty.handler.codec.string.LineSeparator;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gives the listening sockets to another edge that starts on the same folder, over a socket in that
 * folder.
 *
 * <p>The very sockets are handed over, not their addresses shared (SO_REUSEPORT): connections that
 * wait in a socket's queue when its last owner closes it would be reset, and here there is always
 * an owner. Lines go both ways:
 *
 * <pre>
 * new: token        old: names of the listeners as JSON; takes no document any more
 * new: go           old: the sockets, one for each name
 * new: taken        old: yours; accepts nothing any more, lets go of the folder, finishes
 * new: settled      old: ends its control listener
 * new: config JSON  a document that came later    old: followed
 *                                                 old: flight JSON, what it has in flight still
 * new: end          the new one ends, so the old one should too
 * </pre>
 */
final class Handover implements AutoCloseable {
    static final int LONGEST_LINE = 16 << 20;
    private static final int LONGEST_PATH = 100;
    private static final long FLIGHT_MILLIS = 100;

    /** What the program does around the sockets. */
    interface House {
        /** Let go of the folder. */
        void released();

        /** The other one answers to control. */
        void settled();

        /** End the process. */
        void end();
    }

    private final EdgeServer edge;
    private final byte[] token;
    private final House house;
    private final Path path;
    private final EdgeJson json = EdgeJson.lenient();
    private final @Nullable Channel listener;

    /** Listens if the system can pass sockets and the folder's path is short enough for one. */
    Handover(EdgeServer edge, Path path, String token, House house) throws IOException {
        this.edge = edge;
        this.path = path;
        this.token = token.getBytes(StandardCharsets.UTF_8);
        this.house = house;
        EventLoopGroup group = edge.nativeGroup();
        if (group == null || !possible(path)) {
            this.listener = null;
            return;
        }
        Files.deleteIfExists(path);
        var bound =
                new ServerBootstrap()
                        .group(group)
                        .channel(EpollServerDomainSocketChannel.class)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        lines(channel).addLast(new Heir());
                                    }
                                })
                        .bind(new DomainSocketAddress(path.toFile()))
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("cannot listen on " + path, bound.cause());
        }
        this.listener = bound.channel();
    }

    static boolean possible(Path path) {
        return path.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8).length
                < LONGEST_PATH;
    }

    static io.netty.channel.ChannelPipeline lines(Channel channel) {
        return channel.pipeline()
                .addLast(new LineBasedFrameDecoder(LONGEST_LINE))
                .addLast(new StringDecoder(StandardCharsets.UTF_8))
                .addLast(new LineEncoder(LineSeparator.UNIX, StandardCharsets.UTF_8));
    }

    /** One line of JSON. */
    static String line(EdgeJson json, Object document) {
        return new String(json.write(document), StandardCharsets.UTF_8).replace("\n", "");
    }

    /** In flight at the other edge, by release. */
    record Flight(List<Entry> entries) {
        record Entry(EdgeConfig.Labels labels, int inFlight) {}
    }

    /** The names of the listeners, in the order in which their sockets come. */
    record Names(List<String> names) {}

    /** The edge that takes over. */
    private final class Heir extends SimpleChannelInboundHandler<String> {
        private boolean known;
        private boolean taken;
        private List<Integer> descriptors = List.of();
        private @Nullable Future<?> telling;

        @Override
        protected void channelRead0(ChannelHandlerContext context, String said) {
            if (!known) {
                greet(context, said);
                return;
            }
            int space = said.indexOf(' ');
            switch (space < 0 ? said : said.substring(0, space)) {
                case "go" -> descriptors.forEach(fd -> context.write(new FileDescriptor(fd)));
                case "taken" -> give(context);
                case "settled" -> Thread.ofVirtual().start(house::settled);
                case "config" -> {
                    EdgeConfig config =
                            json.read(
                                    said.substring(space + 1).getBytes(StandardCharsets.UTF_8),
                                    EdgeConfig.class,
                                    "the document");
                    Thread.ofVirtual()
                            .start(() -> {
                                edge.follow(config);
                                context.writeAndFlush("followed");
                            });
                }
                case "end" -> Thread.ofVirtual().start(house::end);
                default -> context.close();
            }
            context.flush();
        }

        private void greet(ChannelHandlerContext context, String said) {
            known = MessageDigest.isEqual(token, said.getBytes(StandardCharsets.UTF_8));
            if (!known || !edge.freeze()) {
                known = false;
                context.close();
                return;
            }
            Map<String, Integer> sockets = edge.listeners().descriptors();
            descriptors = new ArrayList<>(sockets.values());
            context.writeAndFlush(line(json, new Names(List.copyOf(sockets.keySet()))));
        }

        private void give(ChannelHandlerContext context) {
            taken = true;
            Thread.ofVirtual()
                    .start(() -> {
                        edge.drain();
                        house.released();
                        context.writeAndFlush("yours");
                    });
            telling =
                    context.executor()
                            .scheduleAtFixedRate(
                                    () ->
                                            context.writeAndFlush(
                                                    "flight " + line(json, edge.flight())),
                                    0,
                                    FLIGHT_MILLIS,
                                    TimeUnit.MILLISECONDS);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (telling != null) {
                telling.cancel(false);
            }
            if (known && !taken) {
                edge.thaw();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    /** Ends the listener, and its file with it. */
    @Override
    public void close() {
        if (listener != null) {
            listener.close().awaitUninterruptibly();
        }
    }
}
