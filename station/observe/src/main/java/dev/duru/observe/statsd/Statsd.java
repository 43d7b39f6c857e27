package dev.duru.observe.statsd;

import dev.duru.kernel.ProblemException;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.SeriesStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens by UDP and TCP at one port, and writes down what was heard at an interval. */
public final class Statsd implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Statsd.class);
    private static final int LARGEST_PACKET = 65_536;
    private static final int LONGEST_LINE = 8_192;
    private static final int MOST_NAMES = 10_000;
    private static final int MOST_CONNECTIONS = 256;
    private static final int IDLE_MILLIS = 600_000;
    private static final long FORGOTTEN_MILLIS = Duration.ofHours(1).toMillis();

    private final SeriesStore store;
    private final InstantSource clock;
    private final Duration every;
    private final DatagramSocket packets;
    private final ServerSocket connections;
    private final Map<Labels, Tally> tallies = new HashMap<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private long taken;
    private long refused;
    private String reason = "";

    /**
     * Binds the port; lines are taken from {@link #start} on.
     *
     * @param every the pause between two writings
     * @throws ProblemException USER when the port cannot be had
     */
    public Statsd(
            InetSocketAddress address, Duration every, SeriesStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
        this.every = every;
        try {
            this.connections = new ServerSocket();
            connections.bind(address);
            this.packets =
                    new DatagramSocket(
                            new InetSocketAddress(
                                    address.getAddress(), connections.getLocalPort()));
        } catch (IOException e) {
            throw ProblemException.user(
                    "statsd cannot listen at "
                            + address
                            + ": "
                            + e.getMessage()
                            + "; choose another port in observe.statsd");
        }
    }

    /** The port, of UDP and TCP. */
    public int port() {
        return connections.getLocalPort();
    }

    /** Begins. */
    public void start() {
        Thread.ofVirtual().name("observe-statsd-udp").start(this::receive);
        Thread.ofVirtual().name("observe-statsd-tcp").start(this::accept);
        Thread.ofVirtual().name("observe-statsd-write").start(this::run);
    }

    private void receive() {
        byte[] bytes = new byte[LARGEST_PACKET];
        while (!packets.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
                packets.receive(packet);
                new String(bytes, 0, packet.getLength(), StandardCharsets.UTF_8)
                        .lines()
                        .forEach(this::take);
            } catch (IOException e) {
                LOG.debug("no packet: {}", e.getMessage());
            }
        }
    }

    private void accept() {
        while (!connections.isClosed()) {
            try {
                Socket socket = connections.accept();
                if (open.size() >= MOST_CONNECTIONS) {
                    refuse("more than " + MOST_CONNECTIONS + " connections");
                    socket.close();
                } else {
                    open.add(socket);
                    Thread.ofVirtual().start(() -> read(socket));
                }
            } catch (IOException e) {
                LOG.debug("no connection: {}", e.getMessage());
            }
        }
    }

    private void read(Socket socket) {
        try (socket;
                InputStream in = new java.io.BufferedInputStream(socket.getInputStream())) {
            socket.setSoTimeout(IDLE_MILLIS);
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b == '\n') {
                    take(line.toString(StandardCharsets.UTF_8));
                    line.reset();
                } else if (line.size() < LONGEST_LINE) {
                    line.write(b);
                } else {
                    refuse("a line is longer than " + LONGEST_LINE + " bytes");
                    return;
                }
            }
            take(line.toString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.debug("a connection broke off: {}", e.getMessage());
        } finally {
            open.remove(socket);
        }
    }

    private void take(String text) {
        if (text.isBlank()) {
            return;
        }
        try {
            StatsdLine line = StatsdLine.read(text.strip());
            synchronized (tallies) {
                Tally tally = tallies.get(line.labels());
                if (tally == null && tallies.size() >= MOST_NAMES) {
                    throw new IllegalArgumentException(
                            "there are " + MOST_NAMES + " names with their tags already");
                }
                boolean fresh = tally == null;
                Tally known = tally == null ? new Tally(line.kind()) : tally;
                known.add(line, clock.millis());
                if (fresh) {
                    tallies.put(line.labels(), known);
                }
                taken++;
            }
        } catch (IllegalArgumentException e) {
            String shown = text.length() > 100 ? text.substring(0, 100) + "…" : text;
            refuse(e.getMessage() + ": " + shown.replaceAll("\\p{Cntrl}", "?"));
        }
    }

    private void refuse(String why) {
        synchronized (tallies) {
            refused++;
            reason = why;
        }
    }

    /** How many lines were refused, and why the last one was; empty when none was. */
    public String problem() {
        synchronized (tallies) {
            return refused == 0 ? "" : refused + " lines; " + reason;
        }
    }

    private void run() {
        while (!connections.isClosed()) {
            try {
                TimeUnit.MILLISECONDS.sleep(every.toMillis());
                write();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("what statsd heard could not be written down", e);
            }
        }
    }

    private void write() {
        synchronized (tallies) {
            long now = clock.millis();
            for (Iterator<Map.Entry<Labels, Tally>> all = tallies.entrySet().iterator();
                    all.hasNext(); ) {
                Map.Entry<Labels, Tally> each = all.next();
                if (now - each.getValue().heardMillis() > FORGOTTEN_MILLIS) {
                    each.getValue().end(store, each.getKey(), now);
                    all.remove();
                } else if (!each.getValue().write(store, each.getKey(), now).isKept()) {
                    LOG.debug("{} is not kept", each.getKey());
                }
            }
            store.append(Labels.of("duru_statsd_lines_total"), now, taken);
            store.append(Labels.of("duru_statsd_refused_lines_total"), now, refused);
        }
        store.commit();
    }

    @Override
    public void close() throws IOException {
        packets.close();
        connections.close();
        for (Socket socket : open) {
            socket.close();
        }
        write();
    }
}
