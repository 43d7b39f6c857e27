package dev.duru.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Debian's Prometheus as a process of its own, that takes remote writes. */
final class PrometheusPeer implements AutoCloseable {
    private static final Path SERVER = Path.of("/usr/bin/prometheus");
    private static final Pattern SAMPLES = Pattern.compile("\"numSamples\":\\s*([0-9]+)");

    private final Path folder;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final String address;

    private PrometheusPeer(Path folder, Process process, int port) {
        this.folder = folder;
        this.process = process;
        this.address = "http://127.0.0.1:" + port;
    }

    static boolean isInstalled() {
        return Files.isExecutable(SERVER);
    }

    /** Starts it on a folder and returns when it is ready. */
    static PrometheusPeer start(Path folder) throws IOException, InterruptedException {
        Path config = folder.resolve("prometheus.yml");
        Files.writeString(config, "global: {}\n");
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Process process =
                new ProcessBuilder(
                                SERVER.toString(),
                                "--config.file=" + config,
                                "--storage.tsdb.path=" + folder.resolve("data"),
                                "--storage.tsdb.retention.time=100y",
                                "--web.enable-remote-write-receiver",
                                "--web.listen-address=127.0.0.1:" + port)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("prometheus.log").toFile())
                        .start();
        PrometheusPeer peer = new PrometheusPeer(folder, process, port);
        while (!peer.isReady()) {
            if (process.waitFor(5, TimeUnit.MILLISECONDS)) {
                throw new IOException(
                        "prometheus ended: " + Files.readString(folder.resolve("prometheus.log")));
            }
        }
        return peer;
    }

    private boolean isReady() throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/-/ready")).build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    void write(byte[] request) throws IOException, InterruptedException {
        HttpRequest post =
                HttpRequest.newBuilder(URI.create(address + "/api/v1/write"))
                        .header("Content-Encoding", "snappy")
                        .header("Content-Type", "application/x-protobuf")
                        .header("X-Prometheus-Remote-Write-Version", "0.1.0")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(request))
                        .build();
        HttpResponse<String> answer = client.send(post, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException("prometheus: " + answer.statusCode() + " " + answer.body());
        }
    }

    String range(String query, long from, long to, long step)
            throws IOException, InterruptedException {
        String path =
                "/api/v1/query_range?start=%d&end=%d&step=%d&query=%s"
                        .formatted(
                                from / 1000,
                                to / 1000,
                                step / 1000,
                                URLEncoder.encode(query, StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + path)).build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("prometheus: " + answer.body());
        }
        return answer.body();
    }

    /** Resident memory in bytes. */
    long memory() throws IOException {
        return memory(process.pid());
    }

    static long memory(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        throw new IOException("process " + pid + " tells no VmRSS");
    }

    /** Bytes of its blocks, divided by their samples. */
    double bytesPerSample() throws IOException {
        long bytes = 0;
        long samples = 0;
        try (Stream<Path> blocks = Files.list(folder.resolve("data"))) {
            for (Path block : blocks.filter(b -> Files.exists(b.resolve("meta.json"))).toList()) {
                Matcher found = SAMPLES.matcher(Files.readString(block.resolve("meta.json")));
                samples += found.find() ? Long.parseLong(found.group(1)) : 0;
                bytes += size(block);
            }
        }
        return (double) bytes / samples;
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).mapToLong(f -> f.toFile().length()).sum();
        }
    }

    /** Ends it without warning. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }
}
