package dev.duru.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The description of the API: what each station ships as {@code dev/duru/STATION/openapi.json},
 * merged into one document.
 */
final class OpenApi {
    private OpenApi() {}

    static ObjectNode merge(List<Routes> stations) {
        ObjectNode document = Json.STRICT.createObjectNode();
        document.put("openapi", "3.1.0");
        document.putObject("info").put("title", "Duru").put("version", "1");
        ObjectNode paths = document.putObject("paths");
        ObjectNode components = document.putObject("components");
        own(paths, components);
        ObjectNode schemes = components.putObject("securitySchemes");
        schemes.putObject("token").put("type", "http").put("scheme", "bearer");
        schemes.putObject("password").put("type", "http").put("scheme", "basic");
        document.putArray("security")
                .add(Json.STRICT.createObjectNode().set("token", Json.STRICT.createArrayNode()))
                .add(Json.STRICT.createObjectNode().set("password", Json.STRICT.createArrayNode()));
        TreeSet<String> seen = new TreeSet<>();
        for (Routes station : stations) {
            String[] parts = station.getClass().getPackageName().split("\\.");
            if (parts.length < 3 || !seen.add(parts[2])) {
                continue;
            }
            String resource = "dev/duru/" + parts[2] + "/openapi.json";
            JsonNode part = read(station.getClass().getClassLoader(), resource);
            addAll(paths, part.path("paths"), resource);
            for (var group : part.path("components").properties()) {
                addAll(components.withObject("/" + group.getKey()), group.getValue(), resource);
            }
        }
        return document;
    }

    /** What the page kit itself serves. */
    private static void own(ObjectNode paths, ObjectNode components) {
        ObjectNode read = paths.putObject("/api/v1/openapi.json").putObject("get");
        read.put("summary", "This document");
        read.putObject("responses").putObject("200").put("description", "The document");
        ObjectNode problem = components.withObject("/schemas").putObject("Problem");
        problem.put("type", "object");
        problem.put("description", "A problem document as of RFC 9457");
        ObjectNode properties = problem.putObject("properties");
        for (String name : List.of("type", "title", "code", "detail")) {
            properties.putObject(name).put("type", "string");
        }
        properties.putObject("status").put("type", "integer");
    }

    private static void addAll(ObjectNode into, JsonNode from, String resource) {
        for (var entry : from.properties()) {
            if (into.has(entry.getKey())) {
                throw new IllegalStateException(
                        resource + " says again what another station says: " + entry.getKey());
            }
            into.set(entry.getKey(), entry.getValue());
        }
    }

    private static JsonNode read(ClassLoader loader, String resource) {
        try (InputStream in = loader.getResourceAsStream(resource)) {
            return in == null ? Json.STRICT.createObjectNode() : Json.STRICT.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
