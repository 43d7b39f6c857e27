package dev.duru.edge;

import dev.duru.edge.tls.PairFiles;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The data listeners and their event loop, seen from other threads. */
final class EdgeServer implements AutoCloseable {
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(10);
    private static final long LOOK_MILLIS = 1_000;

    private final EventLoopGroup group;
    private final EventLoop loop;
    private final EdgeCore core;
    private final EdgeFolder folder;
    private final Listeners listeners;
    private final Consumer<String> say;
    private final Renewals renewals;
    private final Thread keeper;
    private volatile boolean closed;
    private boolean frozen;
    private volatile @Nullable Takeover before;

    /**
     * Starts with the document that the folder keeps, or none. Listens after {@link #listen}.
     *
     * @param say takes what people should know
     */
    EdgeServer(EdgeFolder folder, EdgeLimits limits, Consumer<String> say) throws IOException {
        this.folder = folder;
        this.say = say;
        EdgeConfig config = folder.config().orElse(EdgeConfig.EMPTY);
        boolean epoll = Epoll.isAvailable();
        this.group =
                new MultiThreadIoEventLoopGroup(
                        1, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        this.loop = group.next();
        Class<? extends SocketChannel> type =
                epoll ? EpollSocketChannel.class : NioSocketChannel.class;
        this.core = inLoop(() -> new EdgeCore(limits, loop, new UpstreamPool(loop, type, limits)));
        this.listeners = new Listeners(group, epoll, core);
        this.renewals = new Renewals(folder.acme(), core.proofs(), say);
        core.certificates().look(pairs(config)).forEach(say);
        use(config);
        this.keeper = Thread.ofPlatform().daemon().name("certificates").start(this::keep);
    }

    Listeners listeners() {
        return listeners;
    }

    /**
     * Opens the main listener, and those of the document as far as they can be opened.
     *
     * @return the main one's port
     * @throws IOException when the address is taken or not ours
     */
    int listen(InetSocketAddress address) throws IOException {
        int port = listeners.open(Listeners.MAIN, address, false);
        try {
            listeners.openAll(current().frontOrNone().listeners());
        } catch (IOException e) {
            say.accept(String.valueOf(e.getMessage()));
        }
        return port;
    }

    /** What is wrong now although the edge serves, by what it concerns. */
    Map<String, String> troubles() {
        Map<String, String> all = new TreeMap<>(core.certificates().troubles());
        all.putAll(renewals.troubles());
        return all;
    }

    EdgeConfig current() {
        return inLoop(() -> core.table().config());
    }

    /**
     * Takes the document if it follows the one in force, and keeps it before it says so.
     *
     * @throws EdgeException.Conflict when another one is in force
     * @throws EdgeException.Invalid when a listener cannot be opened or a certificate not be used
     */
    synchronized EdgeConfig apply(EdgeConfig config) throws IOException {
        EdgeConfig current = current();
        if (config.equals(current)) {
            return current;
        }
        if (frozen) {
            throw new EdgeException.Leaving();
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
        boolean sameFront = config.frontOrNone().equals(current.frontOrNone());
        if (!sameFront) {
            prepare(config, current);
        }
        folder.keep(config);
        use(config);
        if (!sameFront) {
            listeners.closeOthers(config.frontOrNone().listeners());
        }
        Takeover other = before;
        if (other != null) {
            other.follow(config);
        }
        return config;
    }

    /** The group of the event loop where sockets can be handed over, else null. */
    @Nullable EventLoopGroup nativeGroup() {
        return Epoll.isAvailable() ? group : null;
    }

    /**
     * Takes no document from here on, since another edge reads the one in force.
     *
     * @return false when that is so already
     */
    synchronized boolean freeze() {
        boolean was = frozen;
        frozen = true;
        return !was;
    }

    /** The other edge came to nothing. */
    synchronized void thaw() {
        frozen = false;
    }

    /** Accepts nothing any more; what is open gets one more answer. */
    void drain() {
        listeners.closeAll();
        inLoop(() -> {
            core.drain();
            return true;
        });
    }

    /** Whether nothing is open any more, here and at the edge before this one. */
    boolean drained() {
        Takeover other = before;
        return (other == null || !other.lasts()) && inLoop(core::openConnections) == 0;
    }

    /** What is in flight, for the edge that takes over; from the event loop. */
    Handover.Flight flight() {
        var entries = new ArrayList<Handover.Flight.Entry>();
        for (ReleaseMeter meter : core.meters().releases()) {
            int inFlight = core.meters().inFlight(meter);
            if (inFlight > 0) {
                entries.add(new Handover.Flight.Entry(meter.labels(), inFlight));
            }
        }
        return new Handover.Flight(entries);
    }

    /** The edge before this one goes on with what it has: documents reach it too. */
    synchronized void after(Takeover other) {
        before = other;
        other.settled(flight -> loop.execute(() -> core.meters().elsewhere(flight)));
    }

    /** Puts a document in force that another edge keeps. */
    synchronized void follow(EdgeConfig config) {
        use(config);
        Takeover other = before;
        if (other != null) {
            other.follow(config);
        }
    }

    private void prepare(EdgeConfig config, EdgeConfig current) {
        core.certificates().look(pairs(config));
        Map<String, String> wrong = core.certificates().troubles();
        List<PairFiles> before = pairs(current);
        for (PairFiles pair : pairs(config)) {
            String trouble = wrong.get(pair.certificate().toString());
            if (trouble != null && !before.contains(pair)) {
                core.certificates().look(before);
                throw new EdgeException.Invalid("front.tls.certificates: " + trouble);
            }
        }
        try {
            listeners.openAll(config.frontOrNone().listeners());
        } catch (IOException e) {
            listeners.closeOthers(current.frontOrNone().listeners());
            throw new EdgeException.Invalid("front.listeners: " + e.getMessage());
        }
    }

    private void use(EdgeConfig config) {
        AccessLog before = inLoop(core::accessLog);
        FrontSettings.AccessLog wanted = config.frontOrNone().accessLog();
        boolean same = before == null ? wanted == null : before.settings().equals(wanted);
        AccessLog next =
                same ? before : wanted == null ? null : new AccessLog(folder.accessLog(), wanted);
        inLoop(() -> {
            core.accessLog(next);
            core.apply(config);
            return config;
        });
        if (!same && before != null) {
            before.close();
        }
    }

    /** The certificates of a document: its files, then what an authority gave so far. */
    private List<PairFiles> pairs(EdgeConfig config) {
        FrontSettings.Tls tls = config.frontOrNone().tls();
        List<PairFiles> pairs = new ArrayList<>();
        if (tls != null) {
            for (FrontSettings.Pair pair : tls.certificates()) {
                pairs.add(new PairFiles(Path.of(pair.certificate()), Path.of(pair.key())));
            }
            FrontSettings.Acme acme = tls.acme();
            if (acme != null) {
                pairs.addAll(renewals.files(acme.hosts()));
            }
        }
        return pairs;
    }

    /** Looks after what changes on the disk. */
    private void keep() {
        while (!closed) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
            try {
                synchronized (this) {
                    if (!closed) {
                        FrontSettings.Tls tls = current().frontOrNone().tls();
                        renewals.look(tls == null || frozen ? null : tls.acme());
                        core.certificates().look(pairs(current())).forEach(say);
                    }
                }
            } catch (EdgeException ending) {
                return;
            } catch (RuntimeException e) {
                say.accept("certificates: " + e);
            }
        }
    }

    EdgeSnapshot snapshot(String instance) {
        return inLoop(() -> {
            var releases = new ArrayList<EdgeSnapshot.Release>();
            Meters meters = core.meters();
            meters.releases().forEach(m -> releases.add(m.snapshot(meters.inFlight(m))));
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
        Takeover other = before;
        if (other != null) {
            other.close();
        }
        listeners.closeAll();
        loop.execute(core::stop);
        finish(LAST_ANSWERS);
    }

    private void finish(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < deadline && inLoop(core::openConnections) > 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        closed = true;
        LockSupport.unpark(keeper);
        AccessLog log = inLoop(core::accessLog);
        synchronized (this) {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
        if (log != null) {
            log.close();
        }
    }

    private <T extends @Nullable Object> T inLoop(Callable<T> question) {
        try {
            return loop.submit(question).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EdgeException("interrupted while waiting for the event loop", e);
        } catch (ExecutionException e) {
            throw new EdgeException("the event loop could not answer: " + e.getCause(), e);
        } catch (java.util.concurrent.RejectedExecutionException e) {
            throw new EdgeException("the edge has ended", e);
        }
    }
}
