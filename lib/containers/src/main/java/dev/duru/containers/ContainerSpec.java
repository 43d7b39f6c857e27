package dev.duru.containers;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a container is to be. Written piece by piece; used by one thread. Source: the body of {@code
 * POST /containers/create}.
 */
public final class ContainerSpec {
    private final ObjectNode body = Api.object();
    private final ObjectNode host = body.putObject("HostConfig");
    private String name = "";
    private String platform = "";

    private ContainerSpec(String image) {
        body.put("Image", image);
    }

    /** A container of an image. */
    public static ContainerSpec of(String image) {
        return new ContainerSpec(image);
    }

    /** What the container is called; the engine makes a name up without. */
    public ContainerSpec name(String value) {
        name = value;
        return this;
    }

    /** Which variant of the image, such as {@code linux/arm64}; the engine's own without. */
    public ContainerSpec platform(String value) {
        platform = value;
        return this;
    }

    String platform() {
        return platform;
    }

    /** Replaces the image's entrypoint, and with it the image's command. */
    public ContainerSpec entrypoint(List<String> argv) {
        texts(body.putArray("Entrypoint"), argv);
        return this;
    }

    /** Replaces the image's command: the arguments of the entrypoint. */
    public ContainerSpec command(List<String> argv) {
        texts(body.putArray("Cmd"), argv);
        return this;
    }

    public ContainerSpec environment(String variable, String value) {
        body.withArray("Env").add(variable + "=" + value);
        return this;
    }

    public ContainerSpec environment(Map<String, String> variables) {
        variables.forEach(this::environment);
        return this;
    }

    public ContainerSpec folder(String value) {
        body.put("WorkingDir", value);
        return this;
    }

    public ContainerSpec user(String value) {
        body.put("User", value);
        return this;
    }

    public ContainerSpec hostname(String value) {
        body.put("Hostname", value);
        return this;
    }

    public ContainerSpec label(String label, String value) {
        body.withObject("/Labels").put(label, value);
        return this;
    }

    public ContainerSpec labels(Map<String, String> labels) {
        labels.forEach(this::label);
        return this;
    }

    public ContainerSpec stopSignal(String signal) {
        body.put("StopSignal", signal);
        return this;
    }

    public ContainerSpec health(HealthCheck check) {
        ObjectNode node = body.putObject("Healthcheck");
        if (!check.test().isEmpty()) {
            texts(node.putArray("Test"), check.test());
        }
        node.put("Interval", check.interval().toNanos());
        node.put("Timeout", check.timeout().toNanos());
        node.put("StartPeriod", check.startPeriod().toNanos());
        node.put("Retries", check.retries());
        return this;
    }

    /**
     * Makes a port of the container reachable from outside.
     *
     * @param port inside, with its protocol, such as {@code 5432/tcp}
     * @param address of the machine; empty for all of them
     * @param hostPort of the machine; empty for any that is free
     */
    public ContainerSpec publish(String port, String address, String hostPort) {
        body.withObject("/ExposedPorts").putObject(port);
        ObjectNode ports =
                host.get("PortBindings") instanceof ObjectNode there
                        ? there
                        : host.putObject("PortBindings");
        ArrayNode bindings =
                ports.get(port) instanceof ArrayNode there ? there : ports.putArray(port);
        bindings.addObject().put("HostIp", address).put("HostPort", hostPort);
        return this;
    }

    /** Shows a folder or file of the machine inside. */
    public ContainerSpec bind(String source, String target, boolean readOnly) {
        mount("bind", source, target, readOnly);
        return this;
    }

    /** Shows a volume inside; an empty name stands for one of the container's own. */
    public ContainerSpec volume(String volume, String target, boolean readOnly) {
        mount("volume", volume, target, readOnly);
        return this;
    }

    private void mount(String type, String source, String target, boolean readOnly) {
        ObjectNode mount = host.withArray("Mounts").addObject();
        mount.put("Type", type).put("Target", target).put("ReadOnly", readOnly);
        if (!source.isEmpty()) {
            mount.put("Source", source);
        }
    }

    /** A folder in memory, with options as {@code mount} takes them. */
    public ContainerSpec tmpfs(String target, String options) {
        object("Tmpfs").put(target, options);
        return this;
    }

    /** Puts the container into a network, where it is known by these names. */
    public ContainerSpec network(String network, List<String> aliases) {
        host.put("NetworkMode", network);
        ObjectNode endpoint =
                body.putObject("NetworkingConfig").putObject("EndpointsConfig").putObject(network);
        texts(endpoint.putArray("Aliases"), aliases);
        return this;
    }

    /** Cuts the container off, or lets it use the machine's own network: none, host. */
    public ContainerSpec networkMode(String mode) {
        host.put("NetworkMode", mode);
        return this;
    }

    /** One more line of {@code /etc/hosts}, as {@code name:address}. */
    public ContainerSpec addHost(String line) {
        host.withArray("ExtraHosts").add(line);
        return this;
    }

    public ContainerSpec dns(String address) {
        host.withArray("Dns").add(address);
        return this;
    }

    /** Processors, in billionths of one. */
    public ContainerSpec nanoCpus(long value) {
        host.put("NanoCpus", value);
        return this;
    }

    public ContainerSpec cpuShares(long value) {
        host.put("CpuShares", value);
        return this;
    }

    public ContainerSpec cpuset(String value) {
        host.put("CpusetCpus", value);
        return this;
    }

    public ContainerSpec memoryBytes(long value) {
        host.put("Memory", value);
        return this;
    }

    /** Memory and swap together; -1 for no limit. */
    public ContainerSpec memorySwapBytes(long value) {
        host.put("MemorySwap", value);
        return this;
    }

    public ContainerSpec shmBytes(long value) {
        host.put("ShmSize", value);
        return this;
    }

    public ContainerSpec pidsLimit(long value) {
        host.put("PidsLimit", value);
        return this;
    }

    /**
     * Lowers what was asked for, or was not, to these amounts; 0 is no limit.
     *
     * @param cpus in billionths of one
     */
    public ContainerSpec atMost(long cpus, long memory, long pids) {
        lower("NanoCpus", cpus);
        lower("Memory", memory);
        lower("PidsLimit", pids);
        return this;
    }

    private void lower(String key, long limit) {
        long asked = host.path(key).asLong(0);
        if (limit > 0 && (asked <= 0 || asked > limit)) {
            host.put(key, limit);
        }
    }

    public ContainerSpec ulimit(String limit, long soft, long hard) {
        host.withArray("Ulimits")
                .addObject()
                .put("Name", limit)
                .put("Soft", soft)
                .put("Hard", hard);
        return this;
    }

    public ContainerSpec sysctl(String key, String value) {
        object("Sysctls").put(key, value);
        return this;
    }

    /** Starts a small init that forwards signals and reaps processes. */
    public ContainerSpec init(boolean value) {
        host.put("Init", value);
        return this;
    }

    public ContainerSpec readOnlyRoot(boolean value) {
        host.put("ReadonlyRootfs", value);
        return this;
    }

    public ContainerSpec privileged(boolean value) {
        host.put("Privileged", value);
        return this;
    }

    public ContainerSpec capAdd(String capability) {
        host.withArray("CapAdd").add(capability);
        return this;
    }

    public ContainerSpec capDrop(String capability) {
        host.withArray("CapDrop").add(capability);
        return this;
    }

    public ContainerSpec securityOption(String option) {
        host.withArray("SecurityOpt").add(option);
        return this;
    }

    public ContainerSpec groupAdd(String group) {
        host.withArray("GroupAdd").add(group);
        return this;
    }

    /** A device of the machine. */
    public ContainerSpec device(String source, String target, String permissions) {
        host.withArray("Devices")
                .addObject()
                .put("PathOnHost", source)
                .put("PathInContainer", target)
                .put("CgroupPermissions", permissions);
        return this;
    }

    /** When the engine starts it again: no, always, unless-stopped, on-failure. */
    public ContainerSpec restart(String policy, int retries) {
        ObjectNode node = host.putObject("RestartPolicy").put("Name", policy);
        node.put("MaximumRetryCount", retries);
        return this;
    }

    /** Bounds what the engine keeps of the container's output; the oldest goes first. */
    public ContainerSpec logLimit(EngineVersion.Kind kind, long megabytes) {
        ObjectNode log = host.putObject("LogConfig");
        ObjectNode options = log.putObject("Config");
        options.put("max-size", megabytes + "m");
        switch (kind) {
            case DOCKER -> {
                log.put("Type", "json-file");
                options.put("max-file", "2");
            }
            case PODMAN -> log.put("Type", "k8s-file");
        }
        return this;
    }

    /** The body as it is sent, for people and tests. */
    public String json() {
        return body.toPrettyString();
    }

    private ObjectNode object(String key) {
        return host.get(key) instanceof ObjectNode there ? there : host.putObject(key);
    }

    private static void texts(ArrayNode array, List<String> values) {
        values.forEach(array::add);
    }

    String name() {
        return name;
    }

    ObjectNode body() {
        return body;
    }

    @Override
    public String toString() {
        return "container of " + body.path("Image").asString("");
    }
}
