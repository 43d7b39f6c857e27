package dev.duru.observe.traces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.kernel.Database;
import dev.duru.kernel.Identity;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.web.Authenticator;
import dev.duru.web.WebConfig;
import dev.duru.web.WebPorts;
import dev.duru.web.WebServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that takes spans by OTLP from several senders is killed at seeded moments; the next one
 * on the same folder has each trace whose request was answered, whole, and of the others all spans
 * or none. As many kills as fit into some seconds; {@code -Dduru.kills=200} for so many.
 */
class KilledTracesTest {
    private static final int TIMES = Integer.getInteger("duru.kills", 0);
    private static final int LEAST = 3;
    private static final int SENDERS = 3;
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(20);
    private static final ProjectName SHOP = ProjectName.parse("team/shop");

    @TempDir Path folder;

    private final HttpClient client = HttpClient.newHttpClient();

    /** How many spans each trace that was answered has. */
    private final Map<String, Integer> answered = new ConcurrentHashMap<>();

    /** The same of all that were sent. */
    private final Map<String, Integer> sent = new ConcurrentHashMap<>();

    private static Traces traces(Path folder) {
        return new Traces(
                folder.resolve("traces"),
                Duration.ofDays(1),
                Long.MAX_VALUE / 2,
                InstantSource.system());
    }

    /** The server: takes spans, and prints where. */
    public static final class Child {
        private Child() {}

        private static final class Anybody implements Authenticator {
            @Override
            public Optional<Identity> bySession(String cookie) {
                return Optional.empty();
            }

            @Override
            public Optional<Identity> byToken(String token) {
                return Optional.of(new Identity(token, true));
            }

            @Override
            public Optional<Identity> byPassword(String user, String password, String remote) {
                return Optional.empty();
            }
        }

        /** Takes the folder. */
        @SuppressWarnings("SystemOut")
        public static void main(String[] args) {
            Path folder = Path.of(args[0]);
            Database database = Database.open(folder.resolve("duru.db"), InstantSource.system());
            TraceRoutes routes =
                    new TraceRoutes(traces(folder), (project, trace, most) -> List.of());
            WebServer server =
                    WebServer.start(
                            WebConfig.local(),
                            List.of(routes::add),
                            new WebPorts(
                                    new Anybody(),
                                    (identity, project) -> Optional.of(Role.ADMIN),
                                    new Ledger(database),
                                    List::of));
            System.out.println("at " + server.localUrl());
        }
    }

    private static Process start(Path folder) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx128m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String request(String trace, int spans) {
        long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        List<String> all = new ArrayList<>();
        for (int i = 0; i < spans; i++) {
            all.add(
                    """
                    {"traceId":"%s","spanId":"%016x","name":"step %d","kind":2,
                     "startTimeUnixNano":"%d","endTimeUnixNano":"%d"}\
                    """
                            .formatted(trace, i + 1, i, now, now + 1_000));
        }
        return "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[%s]}]}]}"
                .formatted(String.join(",", all));
    }

    /** Sends traces until the server is gone. */
    private void send(String server, Random random, AtomicLong left, CountDownLatch enough) {
        while (true) {
            byte[] id = new byte[16];
            random.nextBytes(id);
            String trace = HexFormat.of().formatHex(id);
            int spans = 1 + random.nextInt(20);
            sent.put(trace, spans);
            try {
                HttpResponse<Void> response =
                        client.send(
                                HttpRequest.newBuilder(
                                                URI.create(
                                                        server
                                                                + "/api/v1/projects/team/shop/otlp/v1/traces"))
                                        .header("Authorization", "Bearer root")
                                        .header("Content-Type", "application/json")
                                        .POST(
                                                HttpRequest.BodyPublishers.ofString(
                                                        request(trace, spans)))
                                        .build(),
                                HttpResponse.BodyHandlers.discarding());
                if (response.statusCode() != 200) {
                    return;
                }
            } catch (IOException gone) {
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            answered.put(trace, spans);
            if (left.decrementAndGet() == 0) {
                enough.countDown();
            }
        }
    }

    /** One life of the server, from its first answer to its end. */
    private void killed(Random random, String when) throws Exception {
        Process child = start(folder);
        List<Thread> senders = new ArrayList<>();
        try (BufferedReader out = child.inputReader(StandardCharsets.UTF_8)) {
            String line = out.readLine();
            while (line != null && !line.startsWith("at ")) {
                line = out.readLine();
            }
            assertThat(line).as(when).isNotNull();
            String server = line.substring("at ".length());
            AtomicLong left = new AtomicLong(1 + random.nextInt(60));
            CountDownLatch enough = new CountDownLatch(1);
            for (int i = 0; i < SENDERS; i++) {
                Random own = new Random(random.nextLong());
                senders.add(Thread.ofVirtual().start(() -> send(server, own, left, enough)));
            }
            assertThat(enough.await(5, TimeUnit.MINUTES)).as(when).isTrue();
            assertThat(child.waitFor(random.nextInt(8_000), TimeUnit.MICROSECONDS)).isFalse();
        } finally {
            child.destroyForcibly();
        }
        child.waitFor();
        for (Thread sender : senders) {
            sender.join();
        }
    }

    private void verified(String when) {
        try (Traces traces = traces(folder)) {
            sent.forEach((trace, spans) -> {
                int found = traces.trace(SHOP, trace).map(t -> t.rows().size()).orElse(0);
                if (answered.containsKey(trace)) {
                    assertThat(found).as("%s: %s was answered", when, trace).isEqualTo(spans);
                } else {
                    assertThat(found).as("%s: %s", when, trace).isIn(0, spans);
                }
            });
        }
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void noAcknowledgedSpanIsLost() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        long end = System.nanoTime() + LONG_ENOUGH.toNanos();
        int kill = 0;
        while (TIMES > 0 ? kill < TIMES : kill < LEAST || System.nanoTime() < end) {
            String when = "seed " + seed + ", kill " + kill;
            killed(random, when);
            verified(when);
            kill++;
        }
        System.out.printf(
                "killed traces: seed %d, %d kills, %d traces%n", seed, kill, answered.size());
    }
}
