package dev.duru.containers;

import dev.duru.containers.wire.Endpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Finds the container engine of this machine: where a setting says, else where {@code DOCKER_HOST}
 * says, else at the usual sockets of Docker and Podman.
 */
public final class EngineSearch {
    private static final String MEND =
            "Install Docker, or Podman with its service (systemctl enable --now podman.socket), or"
                    + " name the engine's socket";

    private final String setting;
    private final Map<String, String> environment;

    /**
     * A search.
     *
     * @param setting an address as in {@code DOCKER_HOST}, or empty
     * @param environment of the process
     */
    public EngineSearch(String setting, Map<String, String> environment) {
        this.setting = setting;
        this.environment = Map.copyOf(environment);
    }

    /**
     * The engine.
     *
     * @throws EngineUnavailableException that says where it was looked for and what to do
     */
    public ContainerEngine find() {
        List<String> tried = new ArrayList<>();
        for (String address : addresses()) {
            try {
                Endpoint endpoint = Endpoint.parse(address);
                if (endpoint instanceof Endpoint.Unix(Path socket) && !Files.exists(socket)) {
                    tried.add(endpoint + ": there is no such socket");
                    continue;
                }
                return ContainerEngine.connect(endpoint);
            } catch (EngineUnavailableException | IllegalArgumentException e) {
                tried.add(address + ": " + e.getMessage());
            }
        }
        throw new EngineUnavailableException(
                "no container engine was found (" + String.join("; ", tried) + "). " + MEND);
    }

    private List<String> addresses() {
        if (!setting.isBlank()) {
            return List.of(setting.strip());
        }
        String host = environment.getOrDefault("DOCKER_HOST", "");
        if (!host.isBlank()) {
            return List.of(host.strip());
        }
        List<String> usual = new ArrayList<>(List.of("/var/run/docker.sock"));
        String own = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        if (!own.isBlank()) {
            usual.add(own + "/podman/podman.sock");
            usual.add(own + "/docker.sock");
        }
        usual.add("/run/podman/podman.sock");
        return usual;
    }
}
