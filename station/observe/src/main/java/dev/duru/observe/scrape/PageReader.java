package dev.duru.observe.scrape;

import dev.duru.tsdb.TsdbException;
import dev.duru.tsdb.exposition.Scraped;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Fetches a page within the limits of its job. */
final class PageReader {
    private static final int CHUNK = 64 << 10;

    private final HttpClient client;

    PageReader(HttpClient client) {
        this.client = client;
    }

    /** What a target sent, unpacked. */
    @SuppressWarnings("ArrayRecordComponent")
    record Page(String type, byte[] body) {}

    /** An optional target offers no metrics. */
    static final class NoPage extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoPage(String message) {
            super(message);
        }
    }

    /**
     * Fetches.
     *
     * @throws TsdbException when it cannot be had in time and size
     */
    Page read(Target target) throws InterruptedException {
        Duration timeout = target.job().timeout();
        CompletableFuture<Page> page = new CompletableFuture<>();
        // The body may trickle: the time limit holds for all of it, not only for its head.
        Thread fetching =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                page.complete(fetch(target));
                            } catch (IOException | RuntimeException e) {
                                page.completeExceptionally(e);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        try {
            return page.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw tooSlow(timeout);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof HttpTimeoutException) {
                throw tooSlow(timeout);
            }
            if (e.getCause() instanceof TsdbException || e.getCause() instanceof NoPage) {
                throw (RuntimeException) e.getCause();
            }
            throw new TsdbException("the target cannot be read: " + reason(e.getCause()));
        } finally {
            fetching.interrupt();
        }
    }

    private static String reason(@Nullable Throwable cause) {
        if (cause instanceof ConnectException) {
            return "nobody listens at its address";
        }
        String said = cause == null ? null : cause.getMessage();
        return said == null ? String.valueOf(cause) : said;
    }

    private static TsdbException tooSlow(Duration timeout) {
        return new TsdbException(
                "the target is too slow: no whole page within " + seconds(timeout));
    }

    private static String seconds(Duration time) {
        return time.toMillis() / 1000.0 + " s";
    }

    private Page fetch(Target target) throws IOException, InterruptedException {
        Duration timeout = target.job().timeout();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(target.url())
                        .timeout(timeout)
                        .header("Accept", Scraped.ACCEPT)
                        .header("Accept-Encoding", "gzip")
                        .header("User-Agent", "Duru")
                        .header(
                                "X-Prometheus-Scrape-Timeout-Seconds",
                                String.valueOf(timeout.toMillis() / 1000.0));
        if (!target.job().credentials().isEmpty()) {
            request.header("Authorization", target.job().credentials());
        }
        HttpResponse<InputStream> response =
                client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream raw = response.body()) {
            String type = response.headers().firstValue("Content-Type").orElse("");
            if (target.optional() && !isPage(response.statusCode(), type)) {
                throw new NoPage(
                        "it offers no metrics: status " + response.statusCode() + ", " + type);
            }
            if (response.statusCode() != 200) {
                throw new TsdbException("server returned HTTP status " + response.statusCode());
            }
            boolean packed =
                    response.headers()
                            .firstValue("Content-Encoding")
                            .filter("gzip"::equals)
                            .isPresent();
            return new Page(type, bytes(packed ? new GZIPInputStream(raw) : raw, target));
        }
    }

    private static boolean isPage(int status, String type) {
        String kind = type.toLowerCase(Locale.ROOT);
        return status == 200
                && (kind.startsWith("text/plain")
                        || kind.startsWith("application/openmetrics-text")
                        || kind.startsWith("application/vnd.google.protobuf"));
    }

    private static byte[] bytes(InputStream in, Target target) throws IOException {
        long most = target.job().limits().bodyBytes();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] chunk = new byte[CHUNK];
        for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
            if (most > 0 && out.size() + n > most) {
                throw new TsdbException(
                        "body size limit exceeded: the page is larger than " + most + " bytes");
            }
            out.write(chunk, 0, n);
        }
        return out.toByteArray();
    }

    /** A client for all targets: none of them may lead elsewhere than it says. */
    static HttpClient client() {
        return HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(10))
                .followRedirects(HttpClient.Redirect.NORMAL)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }
}
