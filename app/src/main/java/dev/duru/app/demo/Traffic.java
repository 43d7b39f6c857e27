package dev.duru.app.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Visitors of the shop: a steady rate of requests through the edge, bounded in number and time. */
final class Traffic implements AutoCloseable {
    private static final List<String> PATHS = List.of("/", "/api/products");
    private static final int PER_SECOND = 50;
    private static final int AT_A_TIME = 16;
    private static final long MOST = 60_000;

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
    private final ExecutorService visitors = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore room = new Semaphore(AT_A_TIME);
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final URI edge;
    private final String host;
    private final Thread clock;

    private Traffic(int edgePort, String host) {
        this.edge = URI.create("http://127.0.0.1:" + edgePort);
        this.host = host;
        this.clock = Thread.ofVirtual().name("demo-traffic").unstarted(this::run);
    }

    /** Begins to visit; close to stop. */
    static Traffic start(int edgePort, String host) {
        Traffic traffic = new Traffic(edgePort, host);
        traffic.clock.start();
        return traffic;
    }

    long sent() {
        return sent.get();
    }

    /** Requests that were answered with an error, or not at all. */
    long failed() {
        return failed.get();
    }

    private void run() {
        long begin = System.nanoTime();
        try {
            for (long n = 0; n < MOST; n++) {
                long due = begin + n * TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
                TimeUnit.NANOSECONDS.sleep(Math.max(0, due - System.nanoTime()));
                room.acquire();
                String path = PATHS.get((int) (n % PATHS.size()));
                visitors.execute(() -> visit(path));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void visit(String path) {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(edge.resolve(path))
                            .header("Host", host)
                            .timeout(Duration.ofSeconds(10))
                            .build();
            int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            sent.incrementAndGet();
            if (status >= 400) {
                failed.incrementAndGet();
            }
        } catch (IOException e) {
            sent.incrementAndGet();
            failed.incrementAndGet();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            room.release();
        }
    }

    /** Lets nobody new in and waits for those inside. */
    @Override
    public void close() {
        clock.interrupt();
        try {
            clock.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        visitors.close();
        http.close();
    }
}
