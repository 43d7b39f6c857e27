package dev.duru.bench;

import dev.duru.edge.EdgeClient;
import dev.duru.edge.EdgeConfig;
import dev.duru.edge.EdgeProcess;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/**
 * Small keep-alive requests, first straight to a backend, then through the edge: requests a second
 * and p99 of both, in turns. Usage: {@code EdgeBench [connections] [seconds]}.
 */
public final class EdgeBench {
    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REQUEST =
            "GET / HTTP/1.1\r\nHost: bench\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private EdgeBench() {}

    private record Result(long requests, double perSecond, double p99Millis) {}

    /** Prints one line for each way and the ratio. */
    public static void main(String[] args) throws Exception {
        int connections = args.length > 0 ? Integer.parseInt(args[0]) : 32;
        Duration time = Duration.ofSeconds(args.length > 1 ? Integer.parseInt(args[1]) : 5);
        Path folder = Files.createTempDirectory("duru-edge-bench");
        EdgeProcess edge =
                new EdgeProcess(EdgeProcess.Settings.likeThisProcess(folder, "127.0.0.1", 0));
        try (ServerSocket backend = backend()) {
            EdgeProcess.Running running = edge.ensureRunning();
            try (EdgeClient client = running.client()) {
                client.change(routes -> List.of(route(backend.getLocalPort())));
            }
            measure(running.dataPort(), connections, time);
            Result direct = measure(backend.getLocalPort(), connections, time);
            Result through = measure(running.dataPort(), connections, time);
            System.out.printf("direct  %s%nthrough %s%n", direct, through);
            System.out.printf("ratio   %.2f%n", through.perSecond() / direct.perSecond());
        } finally {
            edge.stop(Duration.ofSeconds(5));
        }
    }

    private static EdgeConfig.Route route(int port) {
        var labels = new EdgeConfig.Labels("bench", "bench", "1", "1");
        return EdgeConfig.Route.of(
                "*",
                List.of(
                        new EdgeConfig.Release(
                                "1", labels, 1, List.of("127.0.0.1:" + port), false)));
    }

    private static ServerSocket backend() throws IOException {
        ServerSocket server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        while (true) {
                            Socket socket = server.accept();
                            Thread.ofVirtual().start(() -> serve(socket));
                        }
                    } catch (IOException closed) {
                        // the measurement is over
                    }
                });
        return server;
    }

    private static void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            int newLines = 0;
            for (int c = in.read(); c >= 0; c = in.read()) {
                newLines = c == '\n' ? newLines + 1 : c == '\r' ? newLines : 0;
                if (newLines == 2) {
                    out.write(ANSWER);
                    newLines = 0;
                }
            }
        } catch (IOException gone) {
            // the client left
        }
    }

    private static Result measure(int port, int connections, Duration time)
            throws InterruptedException {
        var all = new ConcurrentLinkedQueue<long[]>();
        long end = System.nanoTime() + time.toNanos();
        List<Thread> clients =
                IntStream.range(0, connections)
                        .mapToObj(i -> Thread.ofVirtual().start(() -> all.add(client(port, end))))
                        .toList();
        for (Thread client : clients) {
            client.join();
        }
        long[] nanos = all.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        double p99 = nanos.length == 0 ? 0 : nanos[(int) (nanos.length * 0.99)] / 1e6;
        return new Result(nanos.length, nanos.length / (time.toNanos() / 1e9), p99);
    }

    /** Sends until the end; returns the time of each request. */
    private static long[] client(int port, long end) {
        long[] nanos = new long[1 << 16];
        int count = 0;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            byte[] buffer = new byte[4096];
            while (System.nanoTime() < end && count < nanos.length) {
                long start = System.nanoTime();
                socket.getOutputStream().write(REQUEST);
                int read = 0;
                while (read < ANSWER.length) {
                    int n = socket.getInputStream().read(buffer);
                    if (n < 0) {
                        throw new IOException("closed");
                    }
                    read += n;
                }
                nanos[count++] = System.nanoTime() - start;
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("port " + port, e);
        }
        return Arrays.copyOf(nanos, count);
    }
}
