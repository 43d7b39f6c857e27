package dev.duru.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LocalDoorTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    @Test
    void theServerIsAskedForWhenSomebodyKnocksAndBytesGoBothWaysToTheirEnd() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (ServerSocket server = new ServerSocket(0, 10, HERE);
                LocalDoor door =
                        new LocalDoor(() -> {
                            asked.incrementAndGet();
                            return server.getLocalPort();
                        })) {
            Thread.ofVirtual().start(() -> answer(server));
            assertThat(asked).hasValue(0);
            for (int n = 1; n <= 3; n++) {
                String question = "q".repeat(100_000 * n);
                try (Socket guest = new Socket(HERE, door.port())) {
                    guest.getOutputStream().write(question.getBytes(StandardCharsets.UTF_8));
                    guest.shutdownOutput();
                    byte[] answer = guest.getInputStream().readAllBytes();
                    assertThat(new String(answer, StandardCharsets.UTF_8))
                            .isEqualTo("heard " + question.length());
                }
                assertThat(asked).hasValue(n);
            }
        }
    }

    @Test
    void aServerThatIsGoneEndsTheConnection() throws Exception {
        int port;
        try (ServerSocket server = new ServerSocket(0, 10, HERE)) {
            port = server.getLocalPort();
        }
        try (LocalDoor door = new LocalDoor(() -> port);
                Socket guest = new Socket(HERE, door.port())) {
            assertThat(guest.getInputStream().read()).isEqualTo(-1);
        }
    }

    /** Reads a question to its end before it answers. */
    private static void answer(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket guest = server.accept()) {
                int heard = guest.getInputStream().readAllBytes().length;
                guest.getOutputStream().write(("heard " + heard).getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                return;
            }
        }
    }
}
