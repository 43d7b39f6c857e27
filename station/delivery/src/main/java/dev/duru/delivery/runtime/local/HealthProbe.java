package dev.duru.delivery.runtime.local;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Asks applications whether they are well. */
public final class HealthProbe {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(PATIENCE)
                    .executor(task -> Thread.ofVirtual().start(task))
                    .build();

    /**
     * Completes with {@code ""} when it is well, else with what is wrong. Never fails.
     *
     * @param address {@code host:port}
     */
    public CompletableFuture<String> ask(String address, @Nullable String path) {
        if (path == null) {
            return CompletableFuture.supplyAsync(
                    () -> connect(address), task -> Thread.ofVirtual().start(task));
        }
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://" + address + path))
                        .timeout(PATIENCE)
                        .GET()
                        .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                .handle((response, failure) -> {
                    if (failure != null) {
                        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
                        String text =
                                cause.getMessage() == null
                                        ? cause.getClass().getSimpleName()
                                        : cause.getMessage();
                        return "GET " + path + " on its port got no answer (" + text + ")";
                    }
                    int status = response.statusCode();
                    return status >= 200 && status < 400
                            ? ""
                            : "GET " + path + " answers " + status;
                });
    }

    private static String connect(String address) {
        try (Socket socket = new Socket()) {
            int colon = address.lastIndexOf(':');
            socket.connect(
                    new InetSocketAddress(
                            address.substring(0, colon),
                            Integer.parseInt(address.substring(colon + 1))),
                    (int) PATIENCE.toMillis());
            return "";
        } catch (IOException e) {
            return "nothing listens on $PORT";
        }
    }
}
