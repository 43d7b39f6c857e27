package dev.duru.app;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.SpareMemory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code duru up}: the server, in the foreground. */
@Command(
        name = "up",
        description =
                "Starts Duru and serves until it is stopped (Ctrl-C or SIGTERM). Deployed applications go on without it.")
final class UpCommand implements Callable<Integer> {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "A configuration file (YAML); docs/configuration.md has the keys.")
    private @Nullable Path file;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "The folder that holds everything that is to be kept (default: ./duru-data).")
    private @Nullable String data;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "The port of pages, API, Git and registry (default: 8080; 0 for any).")
    private @Nullable String port;

    @Option(
            names = "--edge-port",
            paramLabel = "PORT",
            description = "The port of deployed applications (default: 8081; 0 for any).")
    private @Nullable String edgePort;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Any other setting, such as jobs.parallel=4.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Override
    public Integer call() throws InterruptedException {
        Config config = ConfigReader.read(Optional.ofNullable(file), System.getenv(), flags());
        try (Server server = Server.start(config);
                SpareMemory _ = SpareMemory.start()) {
            String applications = " (applications at port " + server.edgePort() + ")";
            System.out.println("Duru is up at " + server.url() + applications);
            server.setupLink()
                    .ifPresent(link ->
                            System.out.println("Set the administrator's password at " + link));
            System.out.flush();
            awaitStop(server);
        }
        return 0;
    }

    /** Returns when the process was asked to end, which it does not before the server is closed. */
    private static void awaitStop(Server server) throws InterruptedException {
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        Runnable end =
                () -> {
                    stop.countDown();
                    try {
                        stopped.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                };
        Runtime.getRuntime().addShutdownHook(new Thread(end, "stop"));
        try {
            stop.await();
            server.close();
        } finally {
            stopped.countDown();
        }
    }

    private Map<String, String> flags() {
        Map<String, String> flags = new LinkedHashMap<>(settings);
        put(flags, Setting.DATA, data);
        put(flags, Setting.HTTP_PORT, port);
        put(flags, Setting.EDGE_PORT, edgePort);
        return flags;
    }

    private static void put(Map<String, String> flags, Setting setting, @Nullable String value) {
        if (value != null && flags.putIfAbsent(setting.key(), value) != null) {
            throw ProblemException.user(
                    "--set " + setting.key() + " and its own flag were both given; leave one away");
        }
    }
}
