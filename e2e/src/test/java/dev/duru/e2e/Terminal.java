package dev.duru.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.app.cli.Cli;
import dev.duru.app.cli.Surroundings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where somebody types {@code duru} commands.
 *
 * @param home holds what the command line keeps
 * @param place the folder in which they are typed
 */
record Terminal(Path home, Path place) {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    /** What came of a command. */
    record Shown(int code, String out, String err) {
        JsonNode json() {
            return JsonMapper.shared().readTree(out);
        }
    }

    /** Runs a command with something typed into it. */
    Shown duru(String input, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Surroundings surroundings =
                new Surroundings(
                        Map.of("XDG_CONFIG_HOME", home.resolve("config").toString()),
                        place,
                        home,
                        new ByteArrayInputStream(input.getBytes(UTF_8)),
                        new PrintStream(out, true, UTF_8),
                        new PrintStream(err, true, UTF_8),
                        false);
        int code = new Cli(surroundings, List.of()).run(args);
        return new Shown(code, out.toString(UTF_8), err.toString(UTF_8));
    }

    /** Runs a command that must go well. */
    Shown done(String... args) {
        Shown shown = duru("", args);
        assertThat(shown.code()).as(String.join(" ", args) + ": " + shown.err()).isZero();
        return shown;
    }

    void login(URI server, String user, String password) {
        Shown in =
                duru(
                        password + "\n",
                        "login",
                        server.toString(),
                        "--user",
                        user,
                        "--password-stdin");
        assertThat(in.code()).as(in.err()).isZero();
    }

    /** Waits until an environment of the project runs a commit. */
    void awaitLive(String environment, String commit) {
        Await.until(
                commit + " is live in " + environment,
                PATIENCE,
                () -> {
                    for (JsonNode each : done("status", "--json").json().path("environments")) {
                        if (each.path("name").asString().equals(environment)) {
                            return each.path("live").path("commit").asString("").equals(commit);
                        }
                    }
                    return false;
                });
    }
}
