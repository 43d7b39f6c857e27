package dev.duru.web;

import dev.duru.kernel.ProblemException;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open WebSocket: one thread reads what the client sends, another tells (RFC 6455). A client
 * that takes nothing for two beats is let go, so that neither its thread nor what waits for it
 * stays; so is everybody after a time, so that rights are looked at again.
 */
final class Conversation implements ServerConnection, SocketSink {
    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int LONGEST = 64 * 1024;
    private static final int LONGEST_CONTROL = 125;
    private static final int DONE = 1000;
    private static final int GOING_AWAY = 1001;
    private static final int PROTOCOL_ERROR = 1002;
    private static final int TOO_LONG = 1009;
    private static final int FAULT = 1011;
    private static final Duration FAREWELL = Duration.ofSeconds(20);

    private final ConnectionContext context;
    private final SocketHandler.Talk talk;
    private final String visitor;
    private final Sockets all;
    private final ReentrantLock writing = new ReentrantLock(true);
    private final CountDownLatch told = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread teller = Thread.ofVirtual().name("socket-teller").unstarted(this::tell);
    private volatile boolean open = true;
    private volatile @Nullable Thread reader;

    /**
     * One that has not begun.
     *
     * @param visitor who has it
     * @param all is told when it ends
     */
    Conversation(ConnectionContext context, SocketHandler.Talk talk, String visitor, Sockets all) {
        this.context = context;
        this.talk = talk;
        this.visitor = visitor;
        this.all = all;
    }

    String visitor() {
        return visitor;
    }

    @Override
    public void handle(Limit requests) {
        reader = Thread.currentThread();
        teller.start();
        Thread heart = Thread.ofVirtual().name("socket-heartbeat").start(this::beat);
        try {
            read(context.dataReader());
        } catch (RuntimeException e) {
            LOG.debug("the client of a socket has gone: {}", e.toString());
        } finally {
            open = false;
            all.ended(this);
            ended.countDown();
            heart.interrupt();
            teller.interrupt();
            try {
                teller.join();
            } catch (InterruptedException e) {
                LOG.debug("a socket was cut; what it tells ends by itself");
            }
        }
    }

    private void tell() {
        int code = DONE;
        String reason = "";
        try {
            talk.tell(this);
        } catch (InterruptedException e) {
            code = GOING_AWAY;
        } catch (ProblemException e) {
            code = FAULT;
            reason = e.detail();
        } catch (RuntimeException e) {
            LOG.error("a socket failed", e);
            code = FAULT;
        }
        farewell(Thread.interrupted() ? GOING_AWAY : code, reason);
        told.countDown();
        try {
            if (!ended.await(FAREWELL.toSeconds(), TimeUnit.SECONDS)) {
                cut();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void beat() {
        Sockets.Limits limits = all.limits();
        long begun = System.nanoTime();
        try {
            while (open) {
                Thread.sleep(limits.beat());
                if (System.nanoTime() - begun > limits.longest().toNanos()) {
                    leave();
                    if (!left(FAREWELL)) {
                        cut();
                    }
                    return;
                }
                Thread ping = Thread.startVirtualThread(() -> write(PING, new byte[0]));
                if (!ping.join(limits.beat())) {
                    LOG.debug("the client of a socket takes nothing");
                    cut();
                    ping.interrupt();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whoever is interrupted while it reads or writes closes the connection for all. */
    private void cut() {
        open = false;
        teller.interrupt();
        Thread reading = reader;
        if (reading != null) {
            reading.interrupt();
        }
    }

    /**
     * Ends the talk, but for what is being written; the client is told, unless it takes nothing.
     */
    void leave() {
        boolean calm = false;
        try {
            calm = writing.tryLock(FAREWELL.toSeconds(), TimeUnit.SECONDS);
            teller.interrupt();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (calm) {
                writing.unlock();
            }
        }
    }

    /** Waits until the client was told that the talk has ended. */
    boolean left(Duration longest) throws InterruptedException {
        return told.await(longest.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void read(DataReader in) {
        while (open) {
            int first = in.read() & 0xff;
            int second = in.read() & 0xff;
            int code = first & 0x0f;
            long length = second & 0x7f;
            if (length == 126) {
                length = number(in, 2);
            } else if (length == 127) {
                length = number(in, 8);
            }
            if ((second & 0x80) == 0 || !isKnown(first, length)) {
                farewell(PROTOCOL_ERROR, "");
                return;
            }
            if (length < 0 || length > LONGEST) {
                farewell(TOO_LONG, "");
                return;
            }
            byte[] mask = in.readBytes(4);
            byte[] payload = in.readBytes((int) length);
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= mask[i % 4];
            }
            if (code == CLOSE) {
                write(CLOSE, Arrays.copyOf(payload, Math.min(2, payload.length)));
                return;
            }
            if (code == PING) {
                write(PONG, payload);
            }
        }
    }

    /**
     * Whether a frame may begin so: no extension, no unknown kind, control frames short and whole.
     */
    private static boolean isKnown(int first, long length) {
        int code = first & 0x0f;
        boolean whole = (first & 0x80) != 0;
        return (first & 0x70) == 0
                && (code <= BINARY
                        || code >= CLOSE && code <= PONG && whole && length <= LONGEST_CONTROL);
    }

    private static long number(DataReader in, int bytes) {
        long number = 0;
        for (int i = 0; i < bytes; i++) {
            number = number << 8 | in.read() & 0xff;
        }
        return number;
    }

    @Override
    public void send(String text) {
        write(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    private void farewell(int code, String reason) {
        String brief = reason;
        while (brief.getBytes(StandardCharsets.UTF_8).length > LONGEST_CONTROL - 2) {
            brief = brief.substring(0, brief.length() - 1);
        }
        byte[] text = brief.getBytes(StandardCharsets.UTF_8);
        write(CLOSE, ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).array());
    }

    private void write(int code, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 10);
        frame.put((byte) (0x80 | code));
        if (payload.length <= LONGEST_CONTROL) {
            frame.put((byte) payload.length);
        } else if (payload.length < 1 << 16) {
            frame.put((byte) 126).putShort((short) payload.length);
        } else {
            frame.put((byte) 127).putLong(payload.length);
        }
        frame.put(payload);
        writing.lock();
        // A thread that was interrupted before it writes would cut the connection.
        boolean interrupted = Thread.interrupted();
        try {
            if (open) {
                context.dataWriter()
                        .writeNow(
                                BufferData.create(Arrays.copyOf(frame.array(), frame.position())));
                if (code == CLOSE) {
                    open = false;
                }
            }
        } catch (RuntimeException e) {
            LOG.debug("the client of a socket has gone: {}", e.toString());
            open = false;
        } finally {
            writing.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Never: what is quiet is kept alive by pings. */
    @Override
    public Duration idleTime() {
        return Duration.ZERO;
    }

    @Override
    public void close(boolean interrupt) {
        if (interrupt) {
            cut();
        } else {
            Thread.startVirtualThread(this::leave);
        }
    }
}
