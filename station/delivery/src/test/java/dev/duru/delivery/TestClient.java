package dev.duru.delivery;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Asks the edge by the host name of an environment, once or again and again. */
final class TestClient implements AutoCloseable {
    private final String server;
    private final int port;
    private final String host;
    final Map<Integer, AtomicLong> statuses = new ConcurrentHashMap<>();
    final Map<String, AtomicLong> failuresByBody = new ConcurrentHashMap<>();
    final Map<String, AtomicLong> answersByBody = new ConcurrentHashMap<>();
    private volatile boolean running;
    private Thread thread;

    record Answer(int status, String body) {}

    TestClient(int port, EnvironmentKey environment) {
        this("127.0.0.1", port, environment);
    }

    /**
     * @param server which asks for no host name, as a Service of a cluster
     */
    TestClient(String server, int port, EnvironmentKey environment) {
        this.server = server;
        this.port = port;
        this.host = environment.host();
    }

    Answer get(String path) throws IOException {
        try (Socket socket = new Socket(server, port)) {
            socket.setSoTimeout(10_000);
            return exchange(socket, path, "close");
        }
    }

    private Answer exchange(Socket socket, String path, String connection) throws IOException {
        socket.getOutputStream()
                .write(
                        ("GET "
                                        + path
                                        + " HTTP/1.1\r\nHost: "
                                        + host
                                        + "\r\nConnection: "
                                        + connection
                                        + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
        InputStream in = new BufferedInputStream(socket.getInputStream());
        String head = head(in);
        int status = Integer.parseInt(head.split(" ")[1]);
        int length = 0;
        for (String line : head.split("\r\n")) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        return new Answer(status, new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("the connection ended within the head: " + head);
            }
            head.append((char) c);
        }
        return head.toString();
    }

    /** Begins to ask about so many times a second. */
    TestClient start(int perSecond) {
        running = true;
        thread =
                Thread.ofVirtual()
                        .start(() -> {
                            while (running) {
                                one();
                                LockSupport.parkNanos(1_000_000_000L / perSecond);
                            }
                        });
        return this;
    }

    private void one() {
        try {
            Answer answer = get("/");
            count(statuses, answer.status());
            count(answersByBody, answer.body().strip());
            if (answer.status() >= 500) {
                count(failuresByBody, answer.body().strip());
            }
        } catch (IOException e) {
            count(statuses, 0);
            count(failuresByBody, "no answer: " + e.getMessage());
        }
    }

    private static <K> void count(Map<K, AtomicLong> map, K key) {
        map.computeIfAbsent(key, k -> new AtomicLong()).incrementAndGet();
    }

    /** Waits until somebody got this body. */
    void awaitAnswer(String body) {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!answersByBody.containsKey(body)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("nobody got " + body + " but " + answersByBody);
            }
            LockSupport.parkNanos(5_000_000L);
        }
    }

    int port() {
        return port;
    }

    void stop() throws InterruptedException {
        running = false;
        thread.join();
    }

    @Override
    public void close() {
        running = false;
    }
}
