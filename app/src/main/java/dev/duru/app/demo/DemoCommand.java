package dev.duru.app.demo;

import dev.duru.app.cli.ApiClient;
import dev.duru.kernel.ProblemException;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** {@code duru demo}. */
@Command(
        name = "demo",
        description =
                "Shows the whole loop on a small shop: push, build, test, deploy, a bad release that takes itself back, and its fix.")
public final class DemoCommand implements Callable<Integer> {
    private final DemoServer.Starter starter;
    private final Path examples;

    @Option(
            names = "--once",
            description = "End after the story, with 0 only if every step was verified.")
    private boolean once;

    @Option(
            names = "--json",
            description =
                    "Print the facts and durations as one JSON object, and nothing else, on standard output.")
    private boolean json;

    @Option(
            names = "--ci",
            defaultValue = "github",
            paramLabel = "DIALECT",
            description = "Whose CI file the shop has: github (default) or gitlab.")
    private Dialect ci = Dialect.github;

    @Option(
            names = "--port",
            defaultValue = "0",
            paramLabel = "PORT",
            description = "The port of the pages (default: any free one).")
    private int port;

    @Option(
            names = "--edge-port",
            defaultValue = "0",
            paramLabel = "PORT",
            description = "The port of the shop (default: any free one).")
    private int edgePort;

    /** Named as people write them. */
    enum Dialect {
        github,
        gitlab
    }

    /**
     * @param examples the folder with {@code shop}, {@code shop-gitlab} and {@code shop-demo}
     */
    public DemoCommand(DemoServer.Starter starter, Path examples) {
        this.starter = starter;
        this.examples = examples;
    }

    @Override
    public Integer call() throws InterruptedException {
        PrintStream out = json ? System.err : System.out;
        Narrator narrator =
                new Narrator(out, terminal() && System.getenv("NO_COLOR") == null && !json);
        Path folder = temporaryFolder();
        CountDownLatch stopped = new CountDownLatch(1);
        DemoServer server = starter.start(folder.resolve("data"), port, edgePort);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> stop(server, folder, stopped), "demo-end"));
        narrator.say("Duru is up at " + server.url() + ", its data in " + folder);
        Report report = play(server, narrator, folder);
        if (json) {
            System.out.println(JsonMapper.builder().build().writeValueAsString(report));
        }
        narrator.say(
                report.verified()
                        ? "every step was verified"
                        : "the story did not hold; see above");
        if (!once) {
            narrator.say(
                    "look around: " + server.url() + "/" + Cast.PROJECT + " — stop with Ctrl-C");
            stopped.await();
        }
        // The hook cleans up, however the demo ends.
        return report.verified() ? 0 : 1;
    }

    private Report play(DemoServer server, Narrator narrator, Path folder) {
        try (Cast cast = cast(server, narrator)) {
            Path clone = Files.createDirectories(folder.resolve("mina"));
            Story story = new Story(server, cast, narrator, shop(), clone);
            try {
                return story.tell();
            } catch (ProblemException e) {
                narrator.bad(e.detail());
                return story.unfinished();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Story.Shop shop() {
        return new Story.Shop(
                examples.resolve("shop"),
                ci == Dialect.gitlab
                        ? Optional.of(examples.resolve("shop-gitlab/.gitlab-ci.yml"))
                        : Optional.empty(),
                examples.resolve("shop-demo"));
    }

    /** Sets the administrator's password by the one-time link, and makes the users of the story. */
    private static Cast cast(DemoServer server, Narrator narrator) {
        String adminPassword = password();
        String minaPassword = password();
        String quinnPassword = password();
        String setup = server.setupLink().getPath();
        try (ApiClient nobody = ApiClient.anonymous(server.url())) {
            nobody.send(
                    "POST", "/api/v1" + setup, Map.of("user", "admin", "password", adminPassword));
        }
        ApiClient admin = ApiClient.withPassword(server.url(), "admin", adminPassword);
        admin.send("POST", "/api/v1/users", Map.of("user", "mina", "password", minaPassword));
        admin.send("POST", "/api/v1/users", Map.of("user", "quinn", "password", quinnPassword));
        narrator.say(
                "sign in as admin / "
                        + adminPassword
                        + ", mina / "
                        + minaPassword
                        + " or quinn / "
                        + quinnPassword);
        return new Cast(
                admin,
                ApiClient.withPassword(server.url(), "mina", minaPassword),
                ApiClient.withPassword(server.url(), "quinn", quinnPassword),
                minaPassword);
    }

    private static boolean terminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    private static String password() {
        byte[] bytes = new byte[12];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("duru-demo");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void stop(DemoServer server, Path folder, CountDownLatch stopped) {
        server.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            System.err.println("duru: " + folder + " could not be removed: " + e.getMessage());
        }
        stopped.countDown();
    }
}
