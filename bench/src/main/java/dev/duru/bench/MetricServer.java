package dev.duru.bench;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A server of metrics as a process of its own, that takes remote writes and answers queries. Both
 * sides of the benchmark are asked by this one client.
 */
final class MetricServer implements AutoCloseable {
    private static final int OK = 200;

    private final String name;
    private final Process process;
    private final URI address;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /**
     * Starts a program and returns when it is ready.
     *
     * @param output where it writes what it says
     */
    MetricServer(String name, List<String> argv, int port, Path output)
            throws IOException, InterruptedException {
        this.name = name;
        this.address = URI.create("http://127.0.0.1:" + port);
        this.process =
                new ProcessBuilder(argv)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        while (!isReady()) {
            if (process.waitFor(5, TimeUnit.MILLISECONDS)) {
                throw new IOException(name + " ended: " + Files.readString(output));
            }
        }
    }

    private boolean isReady() throws InterruptedException {
        try {
            return send(request("/-/ready").build()).statusCode() == OK;
        } catch (IOException notYet) {
            return false;
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address.resolve(path))
                .header("Authorization", "Bearer " + TsdbServer.TOKEN);
    }

    private HttpResponse<byte[]> send(HttpRequest request)
            throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    /** Has a request of remote write taken. */
    void write(byte[] body) throws IOException, InterruptedException {
        require(
                request("/api/v1/write")
                        .header("Content-Encoding", "snappy")
                        .header("Content-Type", "application/x-protobuf")
                        .header("X-Prometheus-Remote-Write-Version", "0.1.0")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build());
    }

    private byte[] require(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = send(request);
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(
                    name
                            + ": "
                            + answer.statusCode()
                            + " "
                            + new String(answer.body(), StandardCharsets.UTF_8));
        }
        return answer.body();
    }

    /** The JSON of a query over a range of time in milliseconds. */
    byte[] range(String query, long from, long to, long step)
            throws IOException, InterruptedException {
        String path =
                String.format(
                        Locale.ROOT,
                        "/api/v1/query_range?start=%.3f&end=%.3f&step=%d&timeout=10m&query=%s",
                        from / 1e3,
                        to / 1e3,
                        step / 1000,
                        URLEncoder.encode(query, StandardCharsets.UTF_8));
        return require(request(path).build());
    }

    /** Resident memory in bytes. */
    long memory() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        throw new IOException(name + " tells no VmRSS");
    }

    /** Processor time that it took since it began, in seconds, user and system. */
    double processorSeconds() {
        Duration used = process.info().totalCpuDuration().orElse(Duration.ZERO);
        return used.toNanos() / 1e9;
    }

    /** What it takes for some work. */
    Spent spent(Spent.Work work) throws IOException, InterruptedException {
        double before = processorSeconds();
        long begin = System.nanoTime();
        work.run();
        double wall = (System.nanoTime() - begin) / 1e9;
        return new Spent(wall, processorSeconds() - before);
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
        client.close();
    }
}
