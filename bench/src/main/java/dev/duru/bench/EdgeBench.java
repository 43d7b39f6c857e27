package dev.duru.bench;

import dev.duru.edge.EdgeClient;
import dev.duru.edge.EdgeConfig;
import dev.duru.edge.EdgeProcess;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The edge beside nginx, HAProxy and Caddy from Debian's packages, each with one worker before the
 * same nginx that serves files: requests a second, p99, processor time for each request and
 * resident memory, small and 1 MB bodies, kept-alive and new connections, HTTP/1.1 and HTTP/2. The
 * load comes from h2load, with new connections from ab. Peers that are not installed are left out
 * and named.
 *
 * <p>{@code -Dseconds} of each load, {@code -Drounds}. In every round each proxy gets each load
 * once; the best round counts, as whatever disturbs a shared machine only makes a figure worse.
 */
public final class EdgeBench {
    private static final List<String> PEERS = List.of("nginx", "haproxy", "caddy");

    private static final Map<String, String> GOALS =
            Map.of("nginx", "at least 0.9", "caddy", "more than 1");

    private static final String WARM = "60000";
    private static final double TICKS_A_SECOND = 100;

    /** A kind of load. */
    private enum Load {
        SMALL_KEPT("small, kept, HTTP/1.1"),
        SMALL_NEW("small, new connections"),
        LARGE_KEPT("1 MB, kept, HTTP/1.1"),
        SMALL_HTTP2("small, HTTP/2"),
        LARGE_HTTP2("1 MB, HTTP/2");

        private final String shown;

        Load(String shown) {
            this.shown = shown;
        }
    }

    private record Proxy(String name, int port, long pid) {}

    private record Figure(double perSecond, double p99Millis, double cpuMicros) {}

    private final Path folder;
    private final List<Process> started = new ArrayList<>();
    private final int upstream;

    private EdgeBench(Path folder) throws IOException {
        this.folder = folder;
        this.upstream = upstream();
    }

    /** Prints a table, one line for each load. */
    public static void main(String[] args) throws Exception {
        int seconds = Integer.getInteger("seconds", 5);
        int rounds = Integer.getInteger("rounds", 2);
        for (String tool : List.of("nginx", "h2load", "ab")) {
            if (!installed(tool)) {
                System.out.println(
                        "edge: skipped, "
                                + tool
                                + " is not installed (nginx-light,"
                                + " nghttp2-client, apache2-utils)");
                return;
            }
        }
        Path folder = Files.createTempDirectory("duru-edge-bench");
        // Workers of an nginx that root started are somebody else.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        EdgeProcess edge =
                new EdgeProcess(
                        EdgeProcess.Settings.likeThisProcess(
                                folder.resolve("edge"), "127.0.0.1", 0));
        EdgeBench bench = new EdgeBench(folder);
        try {
            bench.run(edge, seconds, rounds);
        } finally {
            edge.stop(Duration.ofSeconds(5));
            bench.started.forEach(Process::destroy);
        }
    }

    private void run(EdgeProcess edge, int seconds, int rounds) throws Exception {
        EdgeProcess.Running running = edge.ensureRunning();
        try (EdgeClient client = running.client()) {
            client.change(routes -> List.of(route(upstream)));
        }
        List<Proxy> proxies = new ArrayList<>();
        proxies.add(new Proxy("edge", running.dataPort(), running.pid()));
        for (String peer : PEERS) {
            if (installed(peer)) {
                proxies.add(peer(peer));
            } else {
                System.out.println("edge: without " + peer + ", which is not installed");
            }
        }
        Map<Load, Map<String, Figure>> best = new LinkedHashMap<>();
        for (Proxy proxy : proxies) {
            warm(proxy);
        }
        for (int round = 0; round < rounds; round++) {
            for (Load load : Load.values()) {
                for (Proxy proxy : proxies) {
                    Figure figure = measure(proxy, load, seconds);
                    best.computeIfAbsent(load, l -> new LinkedHashMap<>())
                            .merge(
                                    proxy.name(),
                                    figure,
                                    (a, b) -> a.perSecond() > b.perSecond() ? a : b);
                }
            }
        }
        Figures figures = new Figures("edge");
        for (Map.Entry<Load, Map<String, Figure>> each : best.entrySet()) {
            compare(figures, each.getKey().shown, each.getValue());
        }
        for (Proxy proxy : proxies) {
            figures.add("resident, " + proxy.name(), resident(proxy.pid()) + " MB", "");
        }
    }

    /** What a server does once in its life is no part of a comparison. */
    private void warm(Proxy proxy) throws Exception {
        int http2 = http2Ports.getOrDefault(proxy.name(), proxy.port());
        output("h2load", "-n", WARM, "-c", "32", "--h1", uri(proxy.port(), "small"));
        output("h2load", "-n", WARM, "-c", "32", "-m", "4", uri(http2, "small"));
        output("h2load", "-n", "2000", "-c", "8", uri(http2, "large"));
    }

    private static String uri(int port, String file) {
        return "http://127.0.0.1:" + port + "/" + file;
    }

    private static void compare(Figures figures, String load, Map<String, Figure> measured)
            throws IOException {
        Figure own = measured.getOrDefault("edge", new Figure(0, 0, 0));
        for (String peer : PEERS) {
            Figure its = measured.get(peer);
            if (its == null) {
                continue;
            }
            figures.add(
                    load + ", edge : " + peer,
                    String.format(
                            Locale.ROOT,
                            "%.0f/s : %.0f/s = %.2f; p99 %.1f ms : %.1f ms;"
                                    + " processor time of a request %.0f us : %.0f us",
                            own.perSecond(),
                            its.perSecond(),
                            own.perSecond() / its.perSecond(),
                            own.p99Millis(),
                            its.p99Millis(),
                            own.cpuMicros(),
                            its.cpuMicros()),
                    GOALS.getOrDefault(peer, ""));
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

    /** An nginx that serves two files. */
    private int upstream() throws IOException {
        int port = freePort();
        Path root = Files.createDirectories(folder.resolve("root"));
        Files.writeString(root.resolve("small"), "x".repeat(100));
        Files.write(root.resolve("large"), new byte[1 << 20]);
        nginx(
                "upstream",
                "server { listen 127.0.0.1:%d; root %s; keepalive_requests 1000000; }"
                        .formatted(port, root));
        await(port);
        return port;
    }

    private long nginx(String name, String servers) throws IOException {
        Path home = Files.createDirectories(folder.resolve(name));
        Path file = home.resolve("nginx.conf");
        Files.writeString(
                file,
                """
                daemon off; worker_processes 1; pid %1$s/pid; error_log %1$s/error.log;
                events { worker_connections 4096; }
                http {
                  access_log off; sendfile on; tcp_nopush on;
                  client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy;
                  fastcgi_temp_path %1$s/f; uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
                  %2$s
                }
                """
                        .formatted(home, servers));
        return start("nginx", "-p", home.toString(), "-c", file.toString());
    }

    private Proxy peer(String name) throws IOException {
        int port = freePort();
        int http2 = freePort();
        long pid =
                switch (name) {
                    case "nginx" -> nginx("proxy", nginxProxy(port, http2));
                    case "haproxy" -> haproxy(port, http2);
                    default -> caddy(port);
                };
        await(port);
        http2Ports.put(name, name.equals("caddy") ? port : http2);
        return new Proxy(name, port, pid);
    }

    private final Map<String, Integer> http2Ports = new LinkedHashMap<>();

    private String nginxProxy(int port, int http2) {
        String server =
                """
                server {
                  listen 127.0.0.1:%d%s; keepalive_requests 1000000;
                  location / {
                    proxy_pass http://up; proxy_http_version 1.1; proxy_set_header Connection "";
                    proxy_set_header X-Forwarded-For $remote_addr;
                  }
                }
                """;
        return "upstream up { server 127.0.0.1:%d; keepalive 64; keepalive_requests 1000000; }"
                        .formatted(upstream)
                + server.formatted(port, "")
                + server.formatted(http2, " http2");
    }

    private long haproxy(int port, int http2) throws IOException {
        Path file = folder.resolve("haproxy.cfg");
        Files.writeString(
                file,
                """
                global
                  nbthread 1
                  maxconn 4000
                defaults
                  mode http
                  option http-keep-alive
                  option forwardfor
                  timeout connect 5s
                  timeout client 60s
                  timeout server 60s
                frontend f
                  bind 127.0.0.1:%d
                  bind 127.0.0.1:%d proto h2
                  default_backend b
                backend b
                  http-reuse always
                  server s 127.0.0.1:%d
                """
                        .formatted(port, http2, upstream));
        return start("haproxy", "-db", "-f", file.toString());
    }

    private long caddy(int port) throws IOException {
        Path file = folder.resolve("Caddyfile");
        Files.writeString(
                file,
                """
                {
                  admin off
                  auto_https off
                  servers {
                    protocols h1 h2 h2c
                  }
                }
                http://127.0.0.1:%d {
                  bind 127.0.0.1
                  reverse_proxy 127.0.0.1:%d
                }
                """
                        .formatted(port, upstream));
        return start("caddy", "run", "--adapter", "caddyfile", "--config", file.toString());
    }

    private long start(String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("GOMAXPROCS", "1");
        builder.environment().put("HOME", folder.toString());
        Process process =
                builder.redirectErrorStream(true)
                        .redirectOutput(
                                ProcessBuilder.Redirect.appendTo(
                                        folder.resolve("peers.log").toFile()))
                        .start();
        started.add(process);
        return process.pid();
    }

    private Figure measure(Proxy proxy, Load load, int seconds) throws Exception {
        String file = load == Load.LARGE_KEPT || load == Load.LARGE_HTTP2 ? "large" : "small";
        boolean http2 = load == Load.SMALL_HTTP2 || load == Load.LARGE_HTTP2;
        int port = http2 ? http2Ports.getOrDefault(proxy.name(), proxy.port()) : proxy.port();
        String uri = uri(port, file);
        String clients = file.equals("small") ? "32" : "8";
        double cpuBefore = cpuSeconds(proxy.pid());
        double perSecond;
        double p99;
        if (load == Load.SMALL_NEW) {
            String said = output("ab", "-q", "-c", "32", "-t", "" + seconds, "-n", "1000000", uri);
            failIf(said, "Failed requests: +[1-9]");
            perSecond = number(said, "Requests per second: +([0-9.]+)");
            p99 = number(said, "99% +([0-9]+)");
        } else {
            Path log = folder.resolve("h2load.log");
            Files.deleteIfExists(log);
            List<String> command =
                    new ArrayList<>(
                            List.of(
                                    "h2load",
                                    "-D",
                                    "" + seconds,
                                    "-c",
                                    clients,
                                    "-m",
                                    http2 && file.equals("small") ? "4" : "1",
                                    "--log-file",
                                    log.toString(),
                                    uri));
            if (!http2) {
                command.add("--h1");
            }
            String said = output(command.toArray(String[]::new));
            failIf(said, " [1-9][0-9]* failed");
            perSecond = number(said, "finished in .*, ([0-9.]+) req/s");
            p99 = p99(log);
        }
        double cpu = cpuSeconds(proxy.pid()) - cpuBefore;
        return new Figure(perSecond, p99, cpu * 1e6 / (perSecond * seconds));
    }

    /** Processor time of the process and those that it started. */
    private static double cpuSeconds(long pid) throws IOException {
        double seconds = 0;
        for (long one : family(pid)) {
            String figures = Files.readString(Path.of("/proc", "" + one, "stat"));
            String[] fields = figures.substring(figures.lastIndexOf(')') + 2).split(" ");
            seconds += (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_A_SECOND;
        }
        return seconds;
    }

    private static List<Long> family(long pid) {
        List<Long> pids = new ArrayList<>();
        ProcessHandle.of(pid)
                .ifPresent(process -> {
                    pids.add(pid);
                    process.descendants().forEach(child -> pids.add(child.pid()));
                });
        return pids;
    }

    /** The third column of h2load's log is each request's time in microseconds. */
    private static double p99(Path log) throws IOException {
        try (var lines = Files.lines(log)) {
            long[] micros =
                    lines.mapToLong(line -> Long.parseLong(line.split("\t")[2])).sorted().toArray();
            return micros.length == 0 ? 0 : micros[(int) (micros.length * 0.99)] / 1000.0;
        }
    }

    private static void failIf(String said, String pattern) {
        if (Pattern.compile(pattern).matcher(said).find()) {
            throw new IllegalStateException("requests failed:\n" + said);
        }
    }

    private static double number(String said, String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(said);
        if (!found.find()) {
            throw new IllegalStateException("no figure in:\n" + said);
        }
        return Double.parseDouble(found.group(1));
    }

    private static String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        byte[] said = process.getInputStream().readAllBytes();
        process.waitFor(60, TimeUnit.SECONDS);
        return new String(said, StandardCharsets.UTF_8);
    }

    /** Of the process and those that it started, in MB. */
    private static long resident(long pid) throws IOException {
        long pages = 0;
        for (long one : family(pid)) {
            String figures = Files.readString(Path.of("/proc", "" + one, "statm"));
            pages += Long.parseLong(figures.split(" ")[1]);
        }
        return pages * 4096 >> 20;
    }

    private static boolean installed(String program) {
        return List.of("/usr/bin", "/usr/sbin", "/usr/local/bin").stream()
                .anyMatch(bin -> Files.isExecutable(Path.of(bin, program)));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void await(int port) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (System.nanoTime() < deadline) {
            try (var unused = new Socket("127.0.0.1", port)) {
                return;
            } catch (IOException notYet) {
                java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
            }
        }
        throw new IOException(
                "nothing listens on "
                        + port
                        + ":\n"
                        + Files.readString(folder.resolve("peers.log")));
    }
}
