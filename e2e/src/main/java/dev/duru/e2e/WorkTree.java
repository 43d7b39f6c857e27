package dev.duru.e2e;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

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

    private final Git git;

    /**
     * @param folder an empty one
     * @param password mina's
     */
    public WorkTree(Path folder, URI server, String password) throws IOException {
        this.git = Git.init(folder);
        git.run("remote", "add", "origin", Git.url(server, "mina", password, "mina/hello"));
        git.write(".github/workflows/ci.yml", WORKFLOW);
        git.write("duru.yml", MANIFEST);
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
        git.write("Hello.java", SERVICE.formatted(round, faulty));
        return git.commit(message);
    }

    /** Writes a file, in place of what was there. */
    public void write(String path, String text) throws IOException {
        git.write(path, text);
    }

    /** Another command of git, and what it said. */
    public String git(String... command) throws IOException {
        return git.run(command);
    }

    /** Pushes main. */
    public void push() throws IOException {
        git.run("push", "--quiet", "origin", "main");
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
}
