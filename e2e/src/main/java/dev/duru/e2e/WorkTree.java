package dev.duru.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A work tree with a very small web service, and the real git. */
public final class WorkTree {
    private static final String SERVICE =
            """
            import com.sun.net.httpserver.HttpExchange;
            import com.sun.net.httpserver.HttpServer;
            import java.io.IOException;
            import java.net.InetAddress;
            import java.net.InetSocketAddress;
            import java.util.concurrent.Executors;
            import java.util.concurrent.atomic.AtomicLong;

            public class Hello {
                static final int ROUND = %d;
                static final boolean FAULTY = %b;

                public static void main(String[] args) throws Exception {
                    int port = Integer.parseInt(System.getenv("PORT"));
                    HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
                    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
                    AtomicLong visits = new AtomicLong();
                    server.createContext("/health", exchange -> answer(exchange, 200, "well"));
                    server.createContext("/", exchange -> {
                        boolean good = visits.incrementAndGet() %% 2 == 0 || !FAULTY;
                        answer(exchange, good ? 200 : 500, (good ? "round " : "faulty round ") + ROUND);
                    });
                    server.start();
                }

                private static void answer(HttpExchange exchange, int status, String text) throws IOException {
                    byte[] body = text.getBytes();
                    exchange.sendResponseHeaders(status, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                }
            }
            """;
    private static final String WORKFLOW =
            """
            on: push
            jobs:
              build:
                runs-on: ubuntu-latest
                steps:
                  - uses: actions/checkout@v4
                  - uses: actions/setup-java@v4
                    with: { distribution: temurin, java-version: 25 }
                  - run: javac -J-XX:TieredStopAtLevel=1 -d build Hello.java
            """;
    private static final String MANIFEST =
            """
            app: hello
            package:
              files: { app/: build/ }
              run: java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -Xmx48m -cp app Hello
              health: /health
            environments:
              staging: { from: main }
              production:
                after: staging
                rollout: { canary: [50%, 100%], every: 500ms }
                verify:
                  - { name: errors, query: error_ratio, below: 5%, minRequests: 3 }
                rollback: auto
            """;

    private final Path folder;

    /**
     * @param folder an empty one
     * @param password mina's
     */
    public WorkTree(Path folder, URI server, String password) throws IOException {
        this.folder = folder;
        git("init", "--quiet", "--initial-branch=main");
        String remote =
                "http://mina:"
                        + URLEncoder.encode(password, UTF_8).replace("+", "%20")
                        + "@"
                        + server.getAuthority()
                        + "/mina/hello.git";
        git("remote", "add", "origin", remote);
        Files.createDirectories(folder.resolve(".github/workflows"));
        Files.writeString(folder.resolve(".github/workflows/ci.yml"), WORKFLOW);
        Files.writeString(folder.resolve("duru.yml"), MANIFEST);
    }

    /** Commits the service as it is in this round and gives the commit. */
    public String commit(int round) throws IOException {
        return commit("Round " + round, round, false);
    }

    /**
     * Commits the service as it is in a round and gives the commit.
     *
     * @param faulty whether half of the visitors get an error, whose text begins with {@code
     *     faulty}, while the service says of itself that it is well
     */
    public String commit(String message, int round, boolean faulty) throws IOException {
        Files.writeString(folder.resolve("Hello.java"), SERVICE.formatted(round, faulty));
        git("add", "--all");
        git("commit", "--quiet", "--message", message);
        return git("rev-parse", "HEAD");
    }

    /** Writes a file, in place of what was there. */
    public void write(String path, String text) throws IOException {
        Files.writeString(folder.resolve(path), text);
    }

    /** Pushes main. */
    public void push() throws IOException {
        git("push", "--quiet", "origin", "main");
    }

    /** Whether the push was acknowledged. */
    public boolean tryPush() {
        try {
            push();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private String git(String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "git",
                                "-c",
                                "user.name=Mina",
                                "-c",
                                "user.email=mina@example.org"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("GIT_TERMINAL_PROMPT", "0");
        Process process = builder.start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("git " + arguments[0] + ": " + output);
            }
            return output;
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw new IOException("interrupted", e);
        }
    }
}
