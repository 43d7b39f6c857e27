package dev.duru.app.cli;

import dev.duru.kernel.ProblemException;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code duru login}. */
@Command(
        name = "login",
        description = {
            "Signs in to a Duru, and keeps a token for the other commands.",
            "Asks for name and password on a terminal; elsewhere one of the -stdin options is needed."
        })
final class LoginCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "URL", description = "The server, such as http://duru.example:8080.")
    private String url = "";

    @Option(names = "--user", paramLabel = "NAME", description = "The user's name.")
    private @Nullable String user;

    @Option(names = "--password-stdin", description = "Read the password from standard input.")
    private boolean passwordStdin;

    @Option(names = "--token-stdin", description = "Read a token from standard input, and keep it.")
    private boolean tokenStdin;

    @Option(names = "--json", description = "Print server and user as JSON.")
    private boolean json;

    LoginCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        URI server = server();
        String token = tokenStdin ? firstLine() : fresh(server);
        String name;
        try (ApiClient client = ApiClient.withToken(server, token)) {
            name = client.read("/api/v1/user").path("user").asString("");
        }
        Path file = Login.file(surroundings.environment(), surroundings.home());
        new Login(server, token).keep(file);
        if (json) {
            Map<String, String> answer = new LinkedHashMap<>();
            answer.put("server", server.toString());
            answer.put("user", name);
            surroundings.out().println(JsonMapper.shared().writeValueAsString(answer));
        } else {
            surroundings
                    .out()
                    .println(
                            "signed in to " + server + " as " + name + "; the token is in " + file);
        }
        return 0;
    }

    private URI server() {
        try {
            return Login.server(url);
        } catch (ProblemException e) {
            throw new WrongUsage(e.detail());
        }
    }

    /** Makes a token with name and password, which are kept nowhere. */
    private String fresh(URI server) {
        Console console = surroundings.terminal() ? System.console() : null;
        String name = user != null ? user : console == null ? "" : console.readLine("User: ");
        if (name == null || name.isBlank()) {
            throw new WrongUsage("which user? Give --user NAME, or --token-stdin");
        }
        String password;
        if (passwordStdin) {
            password = firstLine();
        } else if (console != null) {
            char[] typed = console.readPassword("Password: ");
            password = typed == null ? "" : new String(typed);
        } else {
            throw new WrongUsage("this is no terminal; give --password-stdin or --token-stdin");
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("name", "duru login on " + host());
        body.put("scope", "write");
        body.put("days", 365);
        try (ApiClient client = ApiClient.withPassword(server, name.strip(), password)) {
            JsonNode made = client.send("POST", "/api/v1/tokens", body);
            return made.path("token").asString("");
        }
    }

    private String firstLine() {
        try {
            BufferedReader reader =
                    new BufferedReader(
                            new InputStreamReader(surroundings.in(), StandardCharsets.UTF_8));
            String line = reader.readLine();
            if (line == null || line.isBlank()) {
                throw new WrongUsage("standard input is empty");
            }
            return line.strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "some machine";
        }
    }
}
