package dev.duru.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A port of this machine whose server starts when somebody knocks: most local runs never ask it
 * anything, and would wait for its start. Bytes go through as they are.
 */
final class LocalDoor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalDoor.class);
    private static final int WAITING = 200;

    private final ServerSocket door;
    private final IntSupplier server;

    /** {@code server} gives the port behind the door, which it opens when it is asked first. */
    LocalDoor(IntSupplier server) {
        this.server = server;
        try {
            this.door = new ServerSocket(0, WAITING, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException("no port of this machine can be had", e);
        }
        Thread.ofVirtual().name("local-door").start(this::open);
    }

    int port() {
        return door.getLocalPort();
    }

    private void open() {
        while (!door.isClosed()) {
            try {
                Socket guest = door.accept();
                Thread.ofVirtual().name("local-door").start(() -> lead(guest));
            } catch (IOException e) {
                if (!door.isClosed()) {
                    LOG.warn("a connection could not be taken", e);
                }
            }
        }
    }

    private void lead(Socket guest) {
        try (guest;
                Socket host = new Socket(InetAddress.getLoopbackAddress(), server.getAsInt())) {
            Thread back = Thread.ofVirtual().name("local-door").start(() -> carry(host, guest));
            carry(guest, host);
            back.join();
        } catch (IOException e) {
            LOG.debug("a connection ended", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** To the end of what one side says; the other may go on after that. */
    private static void carry(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
            to.shutdownOutput();
        } catch (IOException e) {
            LOG.debug("a connection broke", e);
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("a connection could not be closed", e);
        }
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            LOG.debug("the door could not be closed", e);
        }
    }
}
