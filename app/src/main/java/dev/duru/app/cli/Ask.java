package dev.duru.app.cli;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** The options of every command that asks a server, and what they come to. */
class Ask {
    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "The Duru to ask (default: DURU_URL, else that of duru login).")
    private @Nullable String server;

    @Option(names = "--json", description = "Print JSON, as the server gives it.")
    private boolean json;

    private final Surroundings surroundings;

    Ask(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Whom to talk to. */
    private Login login() {
        Map<String, String> environment = new HashMap<>(surroundings.environment());
        if (server != null) {
            environment.put("DURU_URL", server);
        }
        return Login.find(environment, Login.file(environment, surroundings.home()))
                .orElseThrow(() ->
                        new WrongUsage("no server is known; run duru login URL, or set DURU_URL"));
    }

    ApiClient client() {
        Login login = login();
        return login.token().isEmpty()
                ? ApiClient.anonymous(login.server())
                : ApiClient.withToken(login.server(), login.token());
    }

    /** The project that was named, else {@code DURU_PROJECT}, else that of the git remote. */
    ProjectName project(@Nullable String named) {
        return find(named)
                .orElseThrow(() ->
                        new WrongUsage(
                                "which project? No git remote of this folder leads to "
                                        + login().server()
                                        + "; name it as owner/project"));
    }

    Optional<ProjectName> find(@Nullable String named) {
        String text =
                named != null ? named : surroundings.environment().getOrDefault("DURU_PROJECT", "");
        if (text.isEmpty()) {
            return Remotes.project(surroundings.folder(), login().server());
        }
        try {
            return Optional.of(ProjectName.parse(text));
        } catch (ProblemException e) {
            throw new WrongUsage(e.detail());
        }
    }

    /** Prints an answer: as it is, or for people. */
    void print(JsonNode answer, Consumer<JsonNode> forPeople) {
        if (json) {
            surroundings.out().println(answer);
        } else {
            forPeople.accept(answer);
        }
    }

    boolean json() {
        return json;
    }
}
