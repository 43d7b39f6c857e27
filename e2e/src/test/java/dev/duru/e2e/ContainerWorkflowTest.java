package dev.duru.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.duru.app.cli.ApiClient;
import dev.duru.containers.testing.TestPodman;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A workflow with a container and a service, by hand and after a push, with a real Podman. */
class ContainerWorkflowTest {
    private static final String WORKFLOW =
            """
            on: push
            jobs:
              test:
                runs-on: ubuntu-latest
                container:
                  image: %1$s
                  env: { HOST: greeter }
                services:
                  greeter:
                    image: %1$s
                    command: sh -c "touch /tmp/up; while :; do echo hello | nc -l -p 7000; done"
                    options: >-
                      --health-cmd "test -e /tmp/up"
                      --health-interval 1s
                steps:
                  - run: |
                      test "$PWD" = "$GITHUB_WORKSPACE"
                      test "$(nc -w 5 $HOST 7000 </dev/null)" = hello
                      echo "the service said hello"
              ports:
                runs-on: ubuntu-latest
                services:
                  greeter:
                    image: %1$s
                    command: sh -c "while :; do echo hello | nc -l -p 7000; done"
                    ports: [7000]
                steps:
                  - shell: bash
                    run: |
                      for i in 1 2 3 4 5 6 7 8 9; do
                        exec 3<>/dev/tcp/localhost/${{ job.services.greeter.ports[7000] }} && read -r line <&3 && break
                        sleep 0.3
                      done
                      test "$line" = hello
            """
                    .formatted(TestPodman.BUSYBOX);

    @TempDir Path folder;

    @Test
    void itPassesByHandAndOnTheServer() throws Exception {
        TestPodman.missing()
                .ifPresent(what -> assumeTrue(false, "skipped: " + what + " is missing"));
        Path work = folder.resolve("work");
        Git git = Git.init(work);
        git.write(".github/workflows/ci.yml", WORKFLOW);
        git.commit("A beginning");
        try (TestPodman podman = TestPodman.start()) {
            List<String> program =
                    new ArrayList<>(List.of("env", "DOCKER_HOST=" + podman.address()));
            program.addAll(DuruProcess.onThisClassPath());

            List<String> run = new ArrayList<>(program);
            run.addAll(List.of("run"));
            assertThat(output(work, run)).contains("the service said hello", ": success in ");

            try (DuruProcess duru = DuruProcess.start(folder, program)) {
                String password = duru.addUser("mina");
                git.run("push", Git.url(duru.url(), "mina", password, "mina/hello"), "main");
                try (ApiClient api = ApiClient.withPassword(duru.url(), "mina", password)) {
                    String path = "/api/v1/projects/mina/hello/runs/1";
                    Await.until(
                            "the run ends",
                            Duration.ofMinutes(3),
                            () -> !api.read(path).path("finishedAt").isMissingNode());
                    JsonNode ended = api.read(path);
                    assertThat(ended.path("state").asString()).as(ended + "").isEqualTo("success");
                }
            }
            assertThat(podman.engine().containers().list(Map.of())).isEmpty();
        }
    }

    /** Both streams of a program. */
    private static String output(Path folder, List<String> command) throws Exception {
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().close();
        try {
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            process.waitFor();
            return output;
        } finally {
            process.destroyForcibly();
        }
    }
}
