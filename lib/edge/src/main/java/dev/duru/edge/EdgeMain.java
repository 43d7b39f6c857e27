package dev.duru.edge;

import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The edge as a program: {@code EdgeMain --data FOLDER --listen HOST:PORT [--trust-forwarded]
 * [--take-over]}.
 *
 * <p>With {@code --take-over} it gets the sockets of the edge that runs on the folder, if one does,
 * and that one ends with its last answer ({@link Handover}).
 *
 * <p>Port 0 takes a free one at the first start and the same one at every later start. Ends with 0
 * after a SIGTERM when all answers are given, with 2 when it is called wrongly, with 1 when it
 * cannot start; then the last line of its output says why.
 */
public final class EdgeMain {
    /** Comes before the reason in the last line of an edge that could not start. */
    static final String REASON = "cannot start: ";

    /** An edge that handed over ends after this, whatever is still open. */
    private static final Duration LAST_REQUESTS = Duration.ofMinutes(10);

    private EdgeMain() {}

    /** Runs until the process is ended. */
    public static void main(String[] args) {
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        try {
            run(Options.parse(args));
        } catch (IllegalArgumentException e) {
            say(e.getMessage() + "\nusage: EdgeMain --data FOLDER --listen HOST:PORT");
            System.exit(2);
        } catch (EdgeException | IOException e) {
            Throwable cause = e.getCause();
            say(REASON + e.getMessage() + (cause == null ? "" : ": " + cause));
            System.exit(1);
        }
    }

    private record Options(
            Path data, InetSocketAddress listen, boolean trustForwarded, boolean takeOver) {
        static Options parse(String[] args) {
            Path data = null;
            InetSocketAddress listen = null;
            boolean trust = false;
            boolean takeOver = false;
            for (int i = 0; i < args.length; i++) {
                switch (args[i]) {
                    case "--data" -> data = Path.of(value(args, ++i));
                    case "--listen" -> listen = address(value(args, ++i));
                    case "--trust-forwarded" -> trust = true;
                    case "--take-over" -> takeOver = true;
                    default -> throw new IllegalArgumentException("unknown option " + args[i]);
                }
            }
            if (data == null || listen == null) {
                throw new IllegalArgumentException("--data and --listen are needed");
            }
            return new Options(data, listen, trust, takeOver);
        }

        private static String value(String[] args, int index) {
            if (index >= args.length) {
                throw new IllegalArgumentException(args[index - 1] + " needs a value");
            }
            return args[index];
        }

        private static InetSocketAddress address(String text) {
            int colon = text.lastIndexOf(':');
            try {
                return new InetSocketAddress(
                        text.substring(0, Math.max(colon, 0)),
                        Integer.parseInt(text.substring(colon + 1)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("--listen " + text + " is not HOST:PORT", e);
            }
        }
    }

    private static void run(Options options) throws IOException {
        EdgeFolder folder = new EdgeFolder(options.data());
        folder.create();
        String token = folder.tokenOrNew();
        folder.sweep();
        Optional<EdgeFolder.State> before = folder.state();
        Optional<Takeover> other =
                options.takeOver() && before.isPresent()
                        ? Takeover.of(folder.handover(before.get().pid()), token)
                        : Optional.empty();
        FileLock lock = other.isPresent() ? null : holdLock(folder);
        EdgeServer edge = new EdgeServer(folder, limits(options), EdgeMain::say);
        other.ifPresent(o -> edge.listeners().inherit(o.sockets()));
        String instance = UUID.randomUUID().toString();
        ControlServer control =
                control(
                        edge,
                        token,
                        instance,
                        other.isPresent()
                                ? Optional.empty()
                                : before.map(EdgeFolder.State::controlPort));
        int dataPort = listen(edge, options.listen(), before.map(EdgeFolder.State::dataPort));
        control.start();
        if (other.isPresent()) {
            other.get().taken();
            lock = holdLock(folder);
        }
        House house = new House(edge, control, Objects.requireNonNull(lock));
        ProcessHandle self = ProcessHandle.current();
        Handover handover = new Handover(edge, folder.handover(self.pid()), token, house);
        long started = self.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        folder.keep(
                new EdgeFolder.State(
                        instance,
                        self.pid(),
                        started,
                        dataPort,
                        control.port(),
                        Program.of(System.getProperty("java.class.path", ""))));
        other.ifPresent(edge::after);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> house.stop(handover), "stop"));
        say("serving on port " + dataPort + ", version " + edge.current().version());
    }

    /** What ends when this edge does, or when another one takes over. */
    private record House(EdgeServer edge, ControlServer control, FileLock lock)
            implements Handover.House {
        @Override
        public void released() {
            say("another edge takes over");
            release(lock);
        }

        @Override
        public void settled() {
            control.close();
            long deadline = System.nanoTime() + LAST_REQUESTS.toNanos();
            while (!edge.drained() && System.nanoTime() < deadline) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
            System.exit(0);
        }

        @Override
        public void end() {
            System.exit(0);
        }

        void stop(Handover handover) {
            say("stopping");
            handover.close();
            edge.close();
            control.close();
            release(lock);
        }
    }

    private static EdgeLimits limits(Options options) {
        EdgeLimits standard = EdgeLimits.standard();
        return options.trustForwarded() ? standard.trusting() : standard;
    }

    /** Two edges on one folder would overwrite each other's documents. */
    private static FileLock holdLock(EdgeFolder folder) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        folder.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            throw new EdgeException("another edge runs on this folder: " + folder.lock());
        }
        return lock;
    }

    private static void release(FileLock lock) {
        try {
            lock.acquiredBy().close();
        } catch (IOException e) {
            say("cannot release the lock: " + e.getMessage());
        }
    }

    private static ControlServer control(
            EdgeServer edge, String token, String instance, Optional<Integer> before)
            throws IOException {
        if (before.isPresent()) {
            try {
                return new ControlServer(edge, token, instance, before.get());
            } catch (IOException taken) {
                say("control port " + before.get() + " is taken; taking another");
            }
        }
        return new ControlServer(edge, token, instance, 0);
    }

    private static int listen(EdgeServer edge, InetSocketAddress wanted, Optional<Integer> before)
            throws IOException {
        if (wanted.getPort() == 0 && before.isPresent()) {
            try {
                return edge.listen(new InetSocketAddress(wanted.getAddress(), before.get()));
            } catch (IOException taken) {
                say("port " + before.get() + " is taken; taking another");
            }
        }
        return edge.listen(wanted);
    }

    private static void say(String line) {
        System.out.println(Instant.now() + " edge: " + line);
    }
}
