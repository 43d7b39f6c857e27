package dev.duru.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Visitors of all kinds at once, each sending one request after the other: GET and POST, small and
 * large, over kept and new connections of HTTP/1.1, over HTTP/2, and WebSockets. Every answer is
 * looked at to its last byte.
 */
final class MixedTraffic implements AutoCloseable {
    private static final int LARGE = 200_000;
    private static final int ECHOES = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What the faulty release answers, and nobody else may. */
    static final String FAULTY = "500 faulty";

    private final String host;
    private final int port;
    private final URI secure;
    private final HttpClient http1 = client(HttpClient.Version.HTTP_1_1);
    private final HttpClient http2 = client(HttpClient.Version.HTTP_2);
    private final long pauseNanos;
    private final List<Thread> visitors = new ArrayList<>();
    private final Map<String, AtomicLong> good = new ConcurrentHashMap<>();
    private final AtomicLong faulty = new AtomicLong();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private final long began = System.nanoTime();
    private volatile boolean open = true;
    private volatile double seconds;

    /** One kind of visit; says what was wrong, or {@code ""}. */
    private interface Visit {
        String go() throws Exception;
    }

    /**
     * Begins.
     *
     * @param host of the environment, reached in plain HTTP at the port
     * @param secure the same by TLS, where HTTP/2 is spoken
     * @param each so many visitors of each kind
     * @param rate requests per second at most, all together; 0 for as many as there can be
     */
    MixedTraffic(String host, int port, URI secure, int each, int rate) {
        this.host = host;
        this.port = port;
        this.secure = secure;
        int all = 5 * each + 1;
        this.pauseNanos = rate == 0 ? 0 : TimeUnit.SECONDS.toNanos(all) / rate;
        for (int i = 0; i < each; i++) {
            boolean post = i % 2 == 1;
            visitors.add(visitor("kept connection", this::kept));
            visitors.add(visitor("new connection", this::fresh));
            visitors.add(visitor("large", () -> post ? post(http1, LARGE) : get(http1, LARGE)));
            visitors.add(visitor("HTTP/2", () -> post ? post(http2, 100) : get(http2, 100)));
            visitors.add(
                    visitor("large HTTP/2", () -> post ? get(http2, LARGE) : post(http2, LARGE)));
        }
        visitors.add(visitor("WebSocket", this::webSocket));
    }

    private Thread visitor(String kind, Visit visit) {
        good.computeIfAbsent(kind, name -> new AtomicLong());
        return Thread.ofPlatform()
                .name(kind)
                .daemon()
                .start(() -> {
                    while (open) {
                        try {
                            count(kind, visit.go());
                        } catch (Exception e) {
                            count(kind, String.valueOf(e));
                        }
                        if (pauseNanos > 0) {
                            LockSupport.parkNanos(pauseNanos);
                        }
                    }
                });
    }

    private void count(String kind, String wrong) {
        if (wrong.isEmpty()) {
            good.getOrDefault(kind, new AtomicLong()).incrementAndGet();
        } else if (wrong.startsWith(FAULTY)) {
            faulty.incrementAndGet();
        } else if (failures.size() < 100) {
            failures.add((System.nanoTime() - began) / 1_000_000 + " ms: " + kind + ": " + wrong);
        }
    }

    // ---- one request of each kind ----

    /**
     * A connection that is kept until the edge says that it ends, for a hundred requests at most.
     */
    private String kept() throws IOException {
        try (Socket socket = connect()) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (int i = 0; i < 100 && open; i++) {
                Answer answer = ask(socket, in, "");
                String wrong = answer.wrong(100);
                if (!wrong.isEmpty() || answer.last()) {
                    return wrong;
                }
                count("kept connection", "");
                if (pauseNanos > 0) {
                    LockSupport.parkNanos(pauseNanos);
                }
            }
            return "";
        }
    }

    private String fresh() throws IOException {
        try (Socket socket = connect()) {
            return ask(
                            socket,
                            new BufferedInputStream(socket.getInputStream()),
                            "Connection: close\r\n")
                    .wrong(100);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.setTcpNoDelay(true);
        return socket;
    }

    private Answer ask(Socket socket, InputStream in, String more) throws IOException {
        socket.getOutputStream()
                .write(
                        ("GET /?n=100 HTTP/1.1\r\nHost: " + host + "\r\n" + more + "\r\n")
                                .getBytes(US_ASCII));
        String status = line(in);
        int length = 0;
        boolean last = false;
        for (String field = line(in); !field.isEmpty(); field = line(in)) {
            String small = field.toLowerCase(java.util.Locale.ROOT);
            if (small.startsWith("content-length:")) {
                length = Integer.parseInt(small.substring(15).strip());
            }
            last |= small.equals("connection: close");
        }
        int code =
                status.matches("HTTP/1.1 \\d{3} .*")
                        ? Integer.parseInt(status.substring(9, 12))
                        : 0;
        return new Answer(code, in.readNBytes(length), last);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the connection ended after '" + line + "'");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /** An answer to a GET; {@code last} when the connection ends with it. */
    private record Answer(int status, byte[] body, boolean last) {
        String wrong(int size) {
            if (status != 200) {
                return status + " " + new String(body, US_ASCII);
            }
            boolean right = body.length == size;
            for (int i = 0; right && i < size; i++) {
                right = body[i] == 'a' + i % 26;
            }
            return right ? "" : "a body of " + body.length + " bytes that is not the one asked for";
        }
    }

    private HttpRequest.Builder to(HttpClient client, String path) {
        boolean plain = client == http1;
        URI base = plain ? URI.create("http://127.0.0.1:" + port + "/") : secure;
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE);
        return plain ? request.header("Host", host) : request;
    }

    private String get(HttpClient client, int size) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer =
                client.send(
                        to(client, "/?n=" + size).build(), HttpResponse.BodyHandlers.ofByteArray());
        return version(client, answer)
                + new Answer(answer.statusCode(), answer.body(), false).wrong(size);
    }

    private String post(HttpClient client, int size) throws IOException, InterruptedException {
        byte[] body = new byte[size];
        for (int i = 0; i < size; i++) {
            body[i] = (byte) (i * 31);
        }
        CRC32 sum = new CRC32();
        sum.update(body);
        HttpResponse<String> answer =
                client.send(
                        to(client, "/sum")
                                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        boolean right = answer.body().equals("sum " + sum.getValue());
        return version(client, answer)
                + (answer.statusCode() == 200 && right
                        ? ""
                        : answer.statusCode() + " " + answer.body());
    }

    private String version(HttpClient client, HttpResponse<?> answer) {
        return answer.version()
                        == (client == http2
                                ? HttpClient.Version.HTTP_2
                                : HttpClient.Version.HTTP_1_1)
                ? ""
                : "spoken by " + answer.version() + ": ";
    }

    private String webSocket() throws InterruptedException, ExecutionException, TimeoutException {
        Echoes echoes = new Echoes();
        WebSocket socket =
                http1.newWebSocketBuilder()
                        .connectTimeout(PATIENCE)
                        .header("Host", host)
                        .buildAsync(URI.create("ws://127.0.0.1:" + port + "/socket"), echoes)
                        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        for (int i = 0; i < ECHOES; i++) {
            CompletableFuture<String> next = echoes.next();
            socket.sendText("echo " + i, true).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            String back = next.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (!back.equals("echo " + i)) {
                return "'" + back + "' came back";
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        echoes.closed.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return "";
    }

    private static final class Echoes implements WebSocket.Listener {
        private final CompletableFuture<String> closed = new CompletableFuture<>();
        private volatile CompletableFuture<String> next = new CompletableFuture<>();

        CompletableFuture<String> next() {
            next = new CompletableFuture<>();
            return next;
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            socket.request(1);
            next.complete(data.toString());
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(reason);
            next.completeExceptionally(new IOException("closed: " + code));
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            closed.completeExceptionally(error);
            next.completeExceptionally(error);
        }
    }

    private static HttpClient client(HttpClient.Version version) {
        try {
            SSLContext anybody = SSLContext.getInstance("TLS");
            anybody.init(null, new TrustManager[] {new TrustsAll()}, null);
            return HttpClient.newBuilder().version(version).sslContext(anybody).build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The certificate is the test's own. */
    private static final class TrustsAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    // ---- what was seen ----

    /** Requests that were answered well, of all kinds. */
    long answered() {
        return good.values().stream().mapToLong(AtomicLong::get).sum();
    }

    /** Answers of the faulty release. */
    long faulty() {
        return faulty.get();
    }

    /** The first hundred that nobody may see. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /** Good answers by kind. */
    Map<String, AtomicLong> byKind() {
        return good;
    }

    /** Of all answers from the beginning to the end. */
    double perSecond() {
        return (answered() + faulty()) / seconds;
    }

    /** Waits until more requests than now have been answered by each kind of visitor. */
    void awaitMore(int more) {
        Map<String, Long> before = new ConcurrentHashMap<>();
        good.forEach((kind, count) -> before.put(kind, count.get()));
        Await.until(
                "each kind of visitor is answered",
                Duration.ofSeconds(120),
                () ->
                        before.entrySet().stream()
                                .allMatch(one ->
                                        good.getOrDefault(one.getKey(), new AtomicLong()).get()
                                                >= one.getValue()
                                                        + (one.getKey().equals("WebSocket")
                                                                ? 1
                                                                : more)));
    }

    @Override
    public void close() {
        if (!open) {
            return;
        }
        open = false;
        seconds = (System.nanoTime() - began) / 1e9;
        try {
            for (Thread visitor : visitors) {
                visitor.join(PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        http1.shutdownNow();
        http2.shutdownNow();
    }
}
