package dev.duru.observe.logs.syslog;

import dev.duru.kernel.ProblemException;
import dev.duru.logs.Draft;
import dev.duru.logs.LogsException;
import dev.duru.logs.store.LogStore;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens on one port, UDP and TCP, and keeps what comes in the store of one project. */
public final class SyslogServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SyslogServer.class);
    private static final int MOST_WAITING = 20_000;
    private static final int MOST_AT_ONCE = 2_000;
    private static final int MOST_CONNECTIONS = 256;
    private static final int UDP_BUFFER = 4 << 20;
    private static final int ATTEMPTS = 20;

    private final Supplier<LogStore> store;
    private final InstantSource clock;
    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final ArrayBlockingQueue<Draft> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Semaphore connections = new Semaphore(MOST_CONNECTIONS);
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong dropped = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean running = true;

    private SyslogServer(
            Supplier<LogStore> store, InstantSource clock, DatagramSocket udp, ServerSocket tcp) {
        this.store = store;
        this.clock = clock;
        this.udp = udp;
        this.tcp = tcp;
    }

    /**
     * Begins to listen.
     *
     * @param store of the project, opened when it is needed
     * @throws ProblemException RESOURCE when the port cannot be had
     */
    public static SyslogServer start(
            SyslogTarget target, Supplier<LogStore> store, InstantSource clock) {
        InetSocketAddress address = target.address();
        SyslogServer server;
        try {
            server = bound(address, store, clock);
        } catch (IOException e) {
            throw ProblemException.resource(
                    "cannot listen for syslog on "
                            + address
                            + ": "
                            + e.getMessage()
                            + "; end the program that has the port, or name another one"
                            + " (observe.syslog)");
        }
        server.begin("udp", server::receive);
        server.begin("tcp", server::accept);
        server.begin("keep", server::keep);
        return server;
    }

    /** The same port for both; where any will do, one that both can have. */
    private static SyslogServer bound(
            InetSocketAddress address, Supplier<LogStore> store, InstantSource clock)
            throws IOException {
        for (int attempt = 1; ; attempt++) {
            ServerSocket tcp = new ServerSocket();
            try {
                tcp.bind(address);
                DatagramSocket udp =
                        new DatagramSocket(
                                new InetSocketAddress(address.getAddress(), tcp.getLocalPort()));
                udp.setReceiveBufferSize(UDP_BUFFER);
                return new SyslogServer(store, clock, udp, tcp);
            } catch (IOException e) {
                tcp.close();
                if (address.getPort() > 0 || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private void begin(String name, Runnable work) {
        threads.add(Thread.ofVirtual().name("syslog-" + name).start(work));
    }

    /** The port that is listened on. */
    public int port() {
        return tcp.getLocalPort();
    }

    /** Messages over UDP that had to be dropped since the start. */
    public long dropped() {
        return dropped.get();
    }

    private @Nullable Draft draft(String message) {
        return message.isBlank()
                ? null
                : SyslogMessage.read(message, clock.instant(), ZoneId.systemDefault());
    }

    private void receive() {
        byte[] buffer = new byte[SyslogFrames.LONGEST];
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        while (running) {
            try {
                packet.setLength(buffer.length);
                udp.receive(packet);
                Draft draft = draft(SyslogFrames.text(buffer, packet.getLength()));
                if (draft != null && !waiting.offer(draft)) {
                    dropped.incrementAndGet();
                }
            } catch (IOException e) {
                if (running) {
                    LOG.warn("a syslog message cannot be received: {}", e.toString());
                }
            }
        }
    }

    private void accept() {
        while (running) {
            try {
                Socket socket = tcp.accept();
                if (!connections.tryAcquire()) {
                    LOG.warn("more than {} syslog connections; one is refused", MOST_CONNECTIONS);
                    socket.close();
                    continue;
                }
                open.add(socket);
                Thread.ofVirtual().name("syslog-connection").start(() -> read(socket));
            } catch (IOException e) {
                if (running) {
                    LOG.warn("a syslog connection cannot be taken: {}", e.toString());
                }
            }
        }
    }

    private void read(Socket socket) {
        try (socket) {
            SyslogFrames frames =
                    new SyslogFrames(new BufferedInputStream(socket.getInputStream(), 1 << 16));
            for (String next = frames.next(); next != null && running; next = frames.next()) {
                Draft draft = draft(next);
                if (draft != null) {
                    waiting.put(draft);
                }
            }
        } catch (IOException e) {
            LOG.debug("a syslog connection ended: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
            connections.release();
        }
    }

    /** Keeps what waits, all that is there at once; while the disk is full it stays here. */
    private void keep() {
        List<Draft> batch = new ArrayList<>();
        long told = 0;
        try {
            while (running || !waiting.isEmpty()) {
                if (batch.isEmpty()) {
                    Draft first = waiting.poll(200, TimeUnit.MILLISECONDS);
                    if (first == null) {
                        continue;
                    }
                    batch.add(first);
                    waiting.drainTo(batch, MOST_AT_ONCE);
                }
                if (kept(batch)) {
                    batch.clear();
                } else if (running) {
                    TimeUnit.SECONDS.sleep(1);
                } else {
                    return;
                }
                if (dropped.get() > told) {
                    told = dropped.get();
                    LOG.warn("{} syslog messages over UDP were dropped since the start", told);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean kept(List<Draft> batch) {
        try {
            store.get().append(batch);
            return true;
        } catch (LogsException | ProblemException e) {
            LOG.warn("syslog messages wait: {}", e.getMessage());
            return false;
        }
    }

    /** Stops to listen, and keeps what has come. */
    @Override
    public void close() {
        running = false;
        udp.close();
        try {
            tcp.close();
            for (Socket socket : open) {
                socket.close();
            }
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
