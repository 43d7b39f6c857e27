package dev.duru.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.duru.app.cli.ApiClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Duru in a process of its own, on ports that stay the same over restarts, that can be killed.
 */
public final class DuruProcess implements AutoCloseable {
    private static final Pattern LINK = Pattern.compile("password at (http\\S+)");

    private final List<String> launch;
    private final Path data;
    private final Path output;
    private final int port;
    private final int edgePort;
    private Process process;
    private boolean hasAdmin;

    private DuruProcess(Path folder, List<String> launch) throws IOException {
        this.launch = List.copyOf(launch);
        this.data = folder.resolve("data");
        this.output = folder.resolve("duru.log");
        this.port = freePort();
        this.edgePort = freePort();
        this.process = launch();
    }

    /**
     * Starts one and waits until it is ready.
     *
     * @param folder an empty one, for its data and its output
     * @param launch the command that starts the program, without its arguments
     */
    public static DuruProcess start(Path folder, List<String> launch) throws IOException {
        DuruProcess duru = new DuruProcess(folder, launch);
        duru.awaitReady();
        return duru;
    }

    /** Where pages and API are. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** The port of deployed applications. */
    public int edgePort() {
        return edgePort;
    }

    /** Its data folder. */
    public Path data() {
        return data;
    }

    /** What it printed so far. */
    public String output() throws IOException {
        return Files.readString(output, UTF_8);
    }

    /** The one-time link that the first start printed. */
    public URI setupLink() throws IOException {
        // The server may answer a moment before it has printed everything.
        Await.until(
                "the one-time link is printed",
                Duration.ofSeconds(20),
                () -> LINK.matcher(output()).find());
        Matcher matcher = LINK.matcher(output());
        if (!matcher.find()) {
            throw new AssertionError("no link in: " + output());
        }
        return URI.create(matcher.group(1));
    }

    /** {@code kill -9}, and nothing else: what it started goes on. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            throw new AssertionError("the killed process is still there");
        }
    }

    /** Starts it again on the same data and ports, and waits until it is ready. */
    public void restart() throws IOException {
        process = launch();
        awaitReady();
    }

    private Process launch() throws IOException {
        List<String> command = new ArrayList<>(launch);
        command.addAll(
                List.of(
                        "up",
                        "--data",
                        data.toString(),
                        "--port",
                        String.valueOf(port),
                        "--edge-port",
                        String.valueOf(edgePort)));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
    }

    /** The program as it is on this process's class path. */
    public static List<String> onThisClassPath() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-Djdk.virtualThreadScheduler.parallelism=8",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.duru.app.Main");
    }

    private void awaitReady() throws IOException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(url().resolve("/readyz"))
                            .timeout(Duration.ofSeconds(5))
                            .build();
            Await.until(
                    "Duru is ready",
                    Duration.ofSeconds(60),
                    () -> {
                        if (!process.isAlive()) {
                            throw new AssertionError("Duru ended at its start: " + output());
                        }
                        try {
                            return http.send(request, HttpResponse.BodyHandlers.discarding())
                                            .statusCode()
                                    == 200;
                        } catch (IOException e) {
                            return false;
                        }
                    });
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** Makes a user, and before the first one the administrator; gives the user's password. */
    public String addUser(String user) throws IOException {
        String admin = "the admin's password";
        String password = "the password of " + user;
        if (!hasAdmin) {
            try (ApiClient nobody = ApiClient.anonymous(url())) {
                nobody.send(
                        "POST",
                        "/api/v1" + setupLink().getPath(),
                        Map.of("user", "admin", "password", admin));
            }
            hasAdmin = true;
        }
        try (ApiClient client = ApiClient.withPassword(url(), "admin", admin)) {
            client.send("POST", "/api/v1/users", Map.of("user", user, "password", password));
        }
        return password;
    }

    /** Ends it and everything that it deployed. */
    @Override
    public void close() {
        process.destroyForcibly();
        Leftovers.endThoseIn(data);
    }
}
