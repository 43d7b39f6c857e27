package dev.duru.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** One visitor after another, through the edge, until closed; at most 20,000 of them. */
public final class Visitors implements AutoCloseable {
    private static final int MOST = 20_000;
    private static final Duration BETWEEN = Duration.ofMillis(20);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpRequest request;
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final Thread thread;
    private volatile boolean open = true;

    public Visitors(int edgePort, String host) {
        this.request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + edgePort + "/"))
                        .header("Host", host)
                        .timeout(Duration.ofSeconds(10))
                        .build();
        this.thread = Thread.ofVirtual().start(this::run);
    }

    public int answered() {
        return answered.get();
    }

    public List<String> failures() {
        return failures;
    }

    private void run() {
        for (int n = 0; n < MOST && open; n++) {
            try {
                HttpResponse<String> response =
                        http.send(request, HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() == 200) {
                    answered.incrementAndGet();
                } else {
                    failures.add(response.statusCode() + " " + response.body());
                }
            } catch (IOException e) {
                failures.add(e.toString());
            } catch (InterruptedException e) {
                return;
            }
            LockSupport.parkNanos(BETWEEN.toNanos());
        }
    }

    @Override
    public void close() {
        open = false;
        try {
            thread.join(Duration.ofSeconds(15));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        http.close();
    }
}
