package dev.duru.containers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * An image that the engine has.
 *
 * @param id the digest of its config
 * @param digests under which registries know it, such as {@code alpine@sha256:…}
 * @param check its health check
 * @param ports that it says it uses, such as {@code 5432/tcp}
 */
public record ImageInfo(
        String id,
        List<String> tags,
        List<String> digests,
        String os,
        String architecture,
        List<String> entrypoint,
        List<String> command,
        Map<String, String> environment,
        String folder,
        String user,
        HealthCheck check,
        List<String> ports,
        Map<String, String> labels,
        long size) {

    static ImageInfo read(JsonNode node) {
        JsonNode config = node.path("Config");
        return new ImageInfo(
                node.path("Id").asString(""),
                items(node.path("RepoTags")),
                items(node.path("RepoDigests")),
                node.path("Os").asString(""),
                node.path("Architecture").asString(""),
                items(config.path("Entrypoint")),
                items(config.path("Cmd")),
                variables(config.path("Env")),
                config.path("WorkingDir").asString(""),
                config.path("User").asString(""),
                check(config.path("Healthcheck")),
                List.copyOf(config.path("ExposedPorts").propertyNames()),
                ContainerState.texts(config.path("Labels")),
                node.path("Size").asLong(0));
    }

    static List<String> items(JsonNode array) {
        List<String> items = new ArrayList<>();
        array.forEach(each -> items.add(each.asString("")));
        return items;
    }

    static Map<String, String> variables(JsonNode array) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String line : items(array)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                variables.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return variables;
    }

    static HealthCheck check(JsonNode node) {
        return new HealthCheck(
                items(node.path("Test")),
                Duration.ofNanos(node.path("Interval").asLong(0)),
                Duration.ofNanos(node.path("Timeout").asLong(0)),
                Duration.ofNanos(node.path("StartPeriod").asLong(0)),
                node.path("Retries").asInt(0));
    }
}
