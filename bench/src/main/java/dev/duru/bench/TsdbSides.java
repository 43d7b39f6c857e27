package dev.duru.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How either side of the benchmark is started, and what its blocks hold. */
enum TsdbSides {
    DURU {
        @Override
        MetricServer start(Path folder, int series) throws IOException, InterruptedException {
            int port = freePort();
            List<String> argv =
                    new ArrayList<>(
                            List.of(ProcessHandle.current().info().command().orElse("java")));
            argv.addAll(List.of(OPTIONS));
            argv.addAll(
                    List.of(
                            "-Xmx" + heap(),
                            "-Dslf4j.provider=dev.duru.app.Logging",
                            "-Dslf4j.internal.verbosity=WARN",
                            "-cp",
                            System.getProperty("java.class.path"),
                            TsdbServer.class.getName(),
                            folder.toString(),
                            String.valueOf(port),
                            String.valueOf(series),
                            String.valueOf(TsdbBench.BEGIN)));
            return new MetricServer(
                    "duru", argv, port, Files.createDirectories(folder).resolve("said"));
        }

        @Override
        Blocks blocks(Path folder) throws IOException {
            return counted(
                    folder.resolve("observe/samples/blocks"),
                    "meta",
                    Pattern.compile("(?m)^samples ([0-9]+)$"));
        }
    },
    PROMETHEUS {
        @Override
        MetricServer start(Path folder, int series) throws IOException, InterruptedException {
            Path config = Files.createDirectories(folder).resolve("prometheus.yml");
            Files.writeString(config, "global: {}\n");
            int port = freePort();
            return new MetricServer(
                    "prometheus",
                    List.of(
                            PROGRAM.toString(),
                            "--config.file=" + config,
                            "--storage.tsdb.path=" + folder.resolve("data"),
                            "--storage.tsdb.retention.time=100y",
                            "--web.enable-remote-write-receiver",
                            "--web.listen-address=127.0.0.1:" + port),
                    port,
                    folder.resolve("said"));
        }

        @Override
        Blocks blocks(Path folder) throws IOException {
            return counted(
                    folder.resolve("data"),
                    "meta.json",
                    Pattern.compile("\"numSamples\":\\s*([0-9]+)"));
        }
    };

    static final Path PROGRAM = Path.of("/usr/bin/prometheus");

    /** As the launcher starts the server. */
    static final String[] OPTIONS = {
        "-XX:+UseSerialGC",
        "-Xss512k",
        "-Xms24m",
        "-XX:MinHeapFreeRatio=10",
        "-XX:MaxHeapFreeRatio=25",
        "-XX:-ShrinkHeapInSteps",
        "-XX:TrimNativeHeapInterval=30000",
        "-Djdk.virtualThreadScheduler.parallelism=8",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow"
    };

    /** What blocks have on disk. */
    record Blocks(long bytes, long samples) {}

    static boolean canRun() {
        return Files.isExecutable(PROGRAM);
    }

    /** The heap that Duru's process may have. */
    static String heap() {
        return System.getenv().getOrDefault("DURU_BENCH_HEAP", "2g");
    }

    /** Starts a server on a folder, to hold so many series, and returns when it is ready. */
    abstract MetricServer start(Path folder, int series) throws IOException, InterruptedException;

    /** What is in the blocks below its folder. */
    abstract Blocks blocks(Path folder) throws IOException;

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    static Blocks counted(Path folder, String meta, Pattern samples) throws IOException {
        long bytes = 0;
        long count = 0;
        try (Stream<Path> all = Files.list(folder)) {
            for (Path block : all.filter(b -> Files.exists(b.resolve(meta))).toList()) {
                Matcher found = samples.matcher(Files.readString(block.resolve(meta)));
                count += found.find() ? Long.parseLong(found.group(1)) : 0;
                bytes += size(block);
            }
        }
        return new Blocks(bytes, count);
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).mapToLong(f -> f.toFile().length()).sum();
        }
    }
}
