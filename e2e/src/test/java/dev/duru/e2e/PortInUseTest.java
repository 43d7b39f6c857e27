package dev.duru.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A port that another program has: Duru says so in one line and ends. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class PortInUseTest {
    @TempDir Path folder;

    @Test
    void theServersPort() throws Exception {
        try (ServerSocket taken = taken()) {
            String output = start("--port", taken.getLocalPort(), "--edge-port", 0);
            assertThat(output)
                    .contains("cannot listen on 127.0.0.1 port " + taken.getLocalPort())
                    .contains("http.port")
                    .doesNotContain("\tat ");
        } finally {
            Leftovers.endThoseIn(folder);
        }
    }

    @Test
    void theEdgesPort() throws Exception {
        try (ServerSocket taken = taken()) {
            String output = start("--port", 0, "--edge-port", taken.getLocalPort());
            assertThat(output)
                    .contains("the edge did not start")
                    .contains("cannot listen on 127.0.0.1 port " + taken.getLocalPort())
                    .doesNotContain("\tat ");
        } finally {
            Leftovers.endThoseIn(folder);
        }
    }

    private static ServerSocket taken() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
    }

    private String start(Object... ports) throws Exception {
        List<String> command = new ArrayList<>(DuruProcess.onThisClassPath());
        command.addAll(List.of("up", "--data", folder.resolve("data").toString()));
        for (Object port : ports) {
            command.add(String.valueOf(port));
        }
        Path output = folder.resolve("output");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends by itself").isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
            return Files.readString(output, UTF_8);
        } finally {
            process.destroyForcibly();
        }
    }
}
