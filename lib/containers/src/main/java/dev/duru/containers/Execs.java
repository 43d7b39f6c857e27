package dev.duru.containers;

import dev.duru.containers.wire.Exchange;
import dev.duru.containers.wire.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Processes in containers that run. */
public final class Execs {
    private static final Duration SETTLING = Duration.ofSeconds(10);

    private final Api api;

    Execs(Api api) {
        this.api = api;
    }

    /**
     * A process to start.
     *
     * @param environment over that of the container
     * @param folder its working folder; empty for the container's own
     * @param user a name or number, perhaps with a group; empty for the container's own
     */
    public record Spec(
            List<String> argv, Map<String, String> environment, String folder, String user) {
        public Spec {
            argv = List.copyOf(argv);
            environment = Map.copyOf(environment);
        }

        /** A process with the container's own surroundings. */
        public static Spec of(String... argv) {
            return new Spec(List.of(argv), Map.of(), "", "");
        }

        public Spec as(String name) {
            return new Spec(argv, environment, folder, name);
        }
    }

    /** What became of a process. */
    public record State(boolean running, int exitCode) {}

    /**
     * Runs a process to its end.
     *
     * @return its exit code
     * @throws EngineRefusalException if it could not be started
     */
    public int run(String container, Spec spec, Output output) {
        return start(create(container, spec), output);
    }

    /** Prepares a process and gives its id. */
    public String create(String container, Spec spec) {
        ObjectNode body = Api.object();
        body.put("AttachStdout", true).put("AttachStderr", true).put("Tty", false);
        ArrayNode argv = body.putArray("Cmd");
        spec.argv().forEach(argv::add);
        ArrayNode environment = body.putArray("Env");
        spec.environment().forEach((name, value) -> environment.add(name + "=" + value));
        if (!spec.folder().isEmpty()) {
            body.put("WorkingDir", spec.folder());
        }
        if (!spec.user().isEmpty()) {
            body.put("User", spec.user());
        }
        JsonNode created = api.json(Api.post("containers", container, "exec"), body);
        return created.path("Id").asString("");
    }

    /** Starts a prepared process, passes on what it prints, and gives its exit code. */
    public int start(String id, Output output) {
        ObjectNode body = Api.object().put("Detach", false).put("Tty", false);
        try (Exchange exchange = Exchange.open(api.endpoint())) {
            Response response =
                    exchange.send(
                            api.request(Api.post("exec", id, "start"), body).upgraded(), Api.QUICK);
            Frames.read(Api.checked(response).body(), output);
        } catch (IOException e) {
            throw api.gone(e);
        }
        return settled(id);
    }

    /** The stream may end a moment before the engine knows how the process ended. */
    private int settled(String id) {
        long deadline = System.nanoTime() + SETTLING.toNanos();
        long pause = 1_000_000;
        while (true) {
            State state = inspect(id);
            if (!state.running()) {
                return state.exitCode();
            }
            if (System.nanoTime() > deadline) {
                throw new EngineUnavailableException(
                        "the engine does not say how a process in a container ended");
            }
            LockSupport.parkNanos(pause);
            pause = Math.min(pause * 2, 100_000_000);
        }
    }

    /** How a process is. */
    public State inspect(String id) {
        JsonNode state = api.json(Api.get("exec", id, "json"));
        return new State(state.path("Running").asBoolean(false), state.path("ExitCode").asInt(0));
    }
}
