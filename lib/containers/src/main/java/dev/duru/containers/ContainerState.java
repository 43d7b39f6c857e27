package dev.duru.containers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What a container is at the moment.
 *
 * @param status such as created, running, exited
 * @param exitCode of the process that ended last
 * @param outOfMemory whether it was ended because memory ran out; Podman does not say
 * @param error why it could not be started, or empty
 * @param health starting, healthy, unhealthy, or empty when nothing is checked
 * @param check the health check in force
 * @param environment of its first process
 * @param ports inside, with protocol, such as {@code 5432/tcp}, and where each is reachable
 * @param addresses by the network's name
 * @param stopSignal that asks it to end, by name or number
 */
public record ContainerState(
        String id,
        String name,
        String image,
        String status,
        boolean running,
        int exitCode,
        boolean outOfMemory,
        String error,
        long pid,
        String health,
        HealthCheck check,
        Map<String, String> environment,
        Map<String, List<Binding>> ports,
        Map<String, String> addresses,
        Map<String, String> labels,
        String stopSignal) {

    /** Where a port is reachable on the machine. */
    public record Binding(String address, int port) {}

    static ContainerState read(JsonNode node) {
        JsonNode state = node.path("State");
        JsonNode config = node.path("Config");
        JsonNode network = node.path("NetworkSettings");
        Map<String, List<Binding>> ports = new LinkedHashMap<>();
        network.path("Ports")
                .properties()
                .forEach(port -> {
                    List<Binding> bindings = new ArrayList<>();
                    for (JsonNode each : port.getValue()) {
                        String number = each.path("HostPort").asString("");
                        if (number.matches("[0-9]{1,5}")) {
                            bindings.add(
                                    new Binding(
                                            each.path("HostIp").asString(""),
                                            Integer.parseInt(number)));
                        }
                    }
                    ports.put(port.getKey(), List.copyOf(bindings));
                });
        Map<String, String> addresses = new LinkedHashMap<>();
        network.path("Networks")
                .properties()
                .forEach(each ->
                        addresses.put(
                                each.getKey(), each.getValue().path("IPAddress").asString("")));
        String health = state.path("Health").path("Status").asString("");
        return new ContainerState(
                node.path("Id").asString(""),
                plainName(node.path("Name").asString("")),
                config.path("Image").asString(""),
                state.path("Status").asString(""),
                state.path("Running").asBoolean(false),
                state.path("ExitCode").asInt(0),
                state.path("OOMKilled").asBoolean(false),
                state.path("Error").asString(""),
                state.path("Pid").asLong(0),
                health.equals("none") ? "" : health,
                ImageInfo.check(config.path("Healthcheck")),
                ImageInfo.variables(config.path("Env")),
                ports,
                addresses,
                texts(config.path("Labels")),
                config.path("StopSignal").asString("SIGTERM"));
    }

    private static String plainName(String name) {
        return name.startsWith("/") ? name.substring(1) : name;
    }

    static Map<String, String> texts(JsonNode node) {
        Map<String, String> texts = new LinkedHashMap<>();
        node.properties().forEach(each -> texts.put(each.getKey(), each.getValue().asString("")));
        return texts;
    }
}
