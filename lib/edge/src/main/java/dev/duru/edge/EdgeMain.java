package dev.duru.edge;

import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The edge as a program: {@code EdgeMain --data FOLDER --listen HOST:PORT [--trust-forwarded]}.
 *
 * <p>Port 0 takes a free one at the first start and the same one at every later start. Ends with 0
 * after a SIGTERM when all answers are given, with 2 when it is called wrongly, with 1 when it
 * cannot start; then the last line of its output says why.
 */
public final class EdgeMain {
    /** Comes before the reason in the last line of an edge that could not start. */
    static final String REASON = "cannot start: ";

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

    private record Options(Path data, InetSocketAddress listen, boolean trustForwarded) {
        static Options parse(String[] args) {
            Path data = null;
            InetSocketAddress listen = null;
            boolean trust = false;
            for (int i = 0; i < args.length; i++) {
                switch (args[i]) {
                    case "--data" -> data = Path.of(value(args, ++i));
                    case "--listen" -> listen = address(value(args, ++i));
                    case "--trust-forwarded" -> trust = true;
                    default -> throw new IllegalArgumentException("unknown option " + args[i]);
                }
            }
            if (data == null || listen == null) {
                throw new IllegalArgumentException("--data and --listen are needed");
            }
            return new Options(data, listen, trust);
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
        FileLock lock = holdLock(folder);
        Optional<EdgeFolder.State> before = folder.state();
        EdgeServer edge = new EdgeServer(folder, limits(options), EdgeMain::say);
        String instance = UUID.randomUUID().toString();
        ControlServer control =
                control(edge, folder, instance, before.map(EdgeFolder.State::controlPort));
        int dataPort = listen(edge, options.listen(), before.map(EdgeFolder.State::dataPort));
        control.start();
        ProcessHandle self = ProcessHandle.current();
        long started = self.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        folder.keep(new EdgeFolder.State(instance, self.pid(), started, dataPort, control.port()));
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    say("stopping");
                                    edge.close();
                                    control.close();
                                    release(lock);
                                },
                                "stop"));
        say("serving on port " + dataPort + ", version " + edge.current().version());
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
            EdgeServer edge, EdgeFolder folder, String instance, Optional<Integer> before)
            throws IOException {
        String token = folder.tokenOrNew();
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
