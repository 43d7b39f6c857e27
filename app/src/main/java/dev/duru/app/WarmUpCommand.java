package dev.duru.app;

import dev.duru.app.cli.Cli;
import dev.duru.app.cli.Surroundings;
import dev.duru.kernel.Folders;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A training run for an AOT cache: a server in a throw-away folder that looks at its own pages, or
 * a local run of a small pipeline of each dialect.
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

    private static final String WORKFLOW =
            """
            on: push
            jobs:
              one:
                runs-on: ubuntu-latest
                steps:
                  - uses: actions/checkout@v4
                  - run: echo "x=${{ github.ref_name }}" >> $GITHUB_OUTPUT; echo 1 > a.txt
                  - { uses: actions/upload-artifact@v4, with: { name: a, path: a.txt } }
              two:
                needs: [one]
                if: ${{ success() }}
                runs-on: ubuntu-latest
                steps:
                  - { uses: actions/download-artifact@v4, with: { name: a } }
                  - run: cat a.txt
            """;

    private static final String PIPELINE =
            """
            stages: [build, test]
            build:
              stage: build
              script: [mkdir -p out, echo 1 > out/a.txt]
              artifacts: { paths: [out/] }
            test:
              stage: test
              rules: [{ if: $CI_COMMIT_BRANCH }]
              script: [cat out/a.txt]
            """;

    @Option(names = "--run", description = "Runs pipelines here instead of a server.")
    private boolean run;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("duru-warm-up");
        try {
            if (run) {
                return runs(folder);
            }
            server(folder);
            return 0;
        } finally {
            Folders.delete(folder);
        }
    }

    private static int runs(Path folder) throws IOException {
        Path workflows = Files.createDirectories(folder.resolve(".github/workflows"));
        Files.writeString(workflows.resolve("ci.yml"), WORKFLOW);
        Files.writeString(folder.resolve(".gitlab-ci.yml"), PIPELINE);
        return new Cli(Surroundings.ofProcess().in(folder), List.of()).run("run");
    }

    private static void server(Path folder) throws IOException, InterruptedException {
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
    }
}
