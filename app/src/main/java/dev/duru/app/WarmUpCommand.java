package dev.duru.app;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * A training run for the AOT cache: a server in a throw-away folder that looks at its own pages.
 */
@Command(name = "warm-up", hidden = true, description = "Starts, looks at some pages, and stops.")
final class WarmUpCommand implements Callable<Integer> {
    private static final List<String> PATHS =
            List.of(
                    "/healthz",
                    "/readyz",
                    "/",
                    "/login",
                    "/metrics",
                    "/api/v1/projects",
                    "/api/v1/openapi.json",
                    "/v2/",
                    "/no/body");

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("duru-warm-up");
        Config config =
                ConfigReader.read(
                        Optional.empty(),
                        Map.of(),
                        Map.of("data", folder.toString(), "http.port", "0", "edge.port", "0"));
        try (Server server = Server.start(config);
                HttpClient http = HttpClient.newHttpClient()) {
            for (String path : PATHS) {
                http.send(
                        HttpRequest.newBuilder(URI.create(server.url() + path)).build(),
                        HttpResponse.BodyHandlers.discarding());
            }
            server.stopEverything();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
        return 0;
    }
}
