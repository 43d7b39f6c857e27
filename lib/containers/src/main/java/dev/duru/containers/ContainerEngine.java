package dev.duru.containers;

import dev.duru.containers.wire.Endpoint;
import dev.duru.containers.wire.Exchange;
import dev.duru.containers.wire.Request;
import dev.duru.containers.wire.Response;
import java.io.IOException;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** A container engine that answered. Safe for use by many threads; holds no connection open. */
public final class ContainerEngine {
    /** The oldest API that has all that is used here. */
    private static final ApiVersion OLDEST = new ApiVersion(1, 35);

    /** The newest API that is known here; newer engines still speak it. */
    private static final ApiVersion NEWEST = new ApiVersion(1, 43);

    private static final Duration PING = Duration.ofSeconds(10);

    private final Api api;
    private final EngineVersion version;

    private ContainerEngine(Api api, EngineVersion version) {
        this.api = api;
        this.version = version;
    }

    private record ApiVersion(int major, int minor) implements Comparable<ApiVersion> {
        static ApiVersion parse(String text) throws IOException {
            if (!text.matches("[0-9]{1,3}\\.[0-9]{1,4}")) {
                throw new IOException("what answers is no container engine");
            }
            String[] parts = text.split("\\.");
            return new ApiVersion(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
        }

        @Override
        public int compareTo(ApiVersion other) {
            return major != other.major
                    ? Integer.compare(major, other.major)
                    : Integer.compare(minor, other.minor);
        }

        @Override
        public String toString() {
            return major + "." + minor;
        }
    }

    /**
     * Asks the engine whether it is there and which API it speaks.
     *
     * @throws EngineUnavailableException if there is none, or it is too old
     */
    public static ContainerEngine connect(Endpoint endpoint) {
        Api bare = new Api(endpoint, "");
        try (Exchange exchange = Exchange.open(endpoint)) {
            Response pong = exchange.send(Request.of("GET", "/_ping"), PING);
            if (!pong.good()) {
                throw new IOException("its ping is answered with status " + pong.status());
            }
            ApiVersion offered = ApiVersion.parse(pong.header("api-version"));
            if (offered.compareTo(OLDEST) < 0) {
                throw new IOException(
                        "it speaks version "
                                + offered
                                + " of the API, and "
                                + OLDEST
                                + " is the oldest that is enough; update the engine");
            }
            ApiVersion spoken = offered.compareTo(NEWEST) < 0 ? offered : NEWEST;
            Api api = new Api(endpoint, "/v" + spoken);
            JsonNode version = api.json(Api.get("version"));
            boolean podman =
                    !pong.header("libpod-api-version").isEmpty()
                            || version.path("Components").toString().contains("Podman");
            return new ContainerEngine(
                    api,
                    new EngineVersion(
                            podman ? EngineVersion.Kind.PODMAN : EngineVersion.Kind.DOCKER,
                            version.path("Version").asString("?"),
                            spoken.toString()));
        } catch (IOException e) {
            throw bare.gone(e);
        }
    }

    public EngineVersion version() {
        return version;
    }

    public Endpoint endpoint() {
        return api.endpoint();
    }

    public Images images() {
        return new Images(api, version.kind() == EngineVersion.Kind.PODMAN);
    }

    public Containers containers() {
        return new Containers(api);
    }

    public Execs execs() {
        return new Execs(api);
    }

    public Networks networks() {
        return new Networks(api);
    }

    public Volumes volumes() {
        return new Volumes(api);
    }
}
