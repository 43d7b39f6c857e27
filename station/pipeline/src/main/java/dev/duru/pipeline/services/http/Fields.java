package dev.duru.pipeline.services.http;

import dev.duru.web.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Named values of a request, wherever it has them: in the query, in a form ({@code
 * application/x-www-form-urlencoded} or {@code multipart/form-data}), or in a JSON object. What the
 * body says wins over the query.
 */
public final class Fields {
    private static final Pattern NAME = Pattern.compile("(?i)\\bname=\"([^\"]*)\"");
    private static final Pattern BOUNDARY = Pattern.compile("(?i)\\bboundary=\"?([^\";]+)\"?");

    private final Map<String, List<String>> texts;
    private final JsonNode json;

    private Fields(Map<String, List<String>> texts, JsonNode json) {
        this.texts = texts;
        this.json = json;
    }

    /** Those of the query alone; the body stays unread. */
    public static Fields ofQuery(Request request) {
        return new Fields(encoded(request.rawQuery()), JsonMapper.shared().createObjectNode());
    }

    /**
     * All of them.
     *
     * @param limit the most bytes of a body that are read
     */
    public static Fields of(Request request, int limit) {
        Map<String, List<String>> texts = encoded(request.rawQuery());
        String type = request.header("Content-Type").orElse("");
        String kind = type.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
        try {
            JsonNode json = JsonMapper.shared().createObjectNode();
            switch (kind) {
                case "application/json" -> json = JsonExchange.read(request, limit);
                case "application/x-www-form-urlencoded" ->
                        texts.putAll(encoded(text(request, limit)));
                case "multipart/form-data" -> texts.putAll(parts(text(request, limit), type));
                default -> {}
            }
            return new Fields(texts, json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Byte for character, so that it can be cut at a boundary. */
    private static String text(Request request, int limit) throws IOException {
        return new String(request.bodyStream().readNBytes(limit), StandardCharsets.ISO_8859_1);
    }

    private static Map<String, List<String>> encoded(String text) {
        Map<String, List<String>> all = new LinkedHashMap<>();
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            if (!pair.isEmpty()) {
                String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
                add(all, name, equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return all;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private static void add(Map<String, List<String>> all, String name, String value) {
        all.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
    }

    /** RFC 7578: each part has its name in its Content-Disposition. */
    private static Map<String, List<String>> parts(String body, String type) {
        Map<String, List<String>> all = new LinkedHashMap<>();
        Matcher boundary = BOUNDARY.matcher(type);
        if (!boundary.find()) {
            return all;
        }
        String between = "--" + boundary.group(1);
        for (String part : body.split(Pattern.quote(between), -1)) {
            int end = part.indexOf("\r\n\r\n");
            Matcher name = end < 0 ? NAME.matcher("") : NAME.matcher(part.substring(0, end));
            if (name.find()) {
                String value = part.substring(end + 4).replaceFirst("\r\n$", "");
                add(all, unicode(name.group(1)), unicode(value));
            }
        }
        return all;
    }

    private static String unicode(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** The body's JSON object; an empty one where it has none. */
    public JsonNode json() {
        return json;
    }

    /** A value as text; empty when it is absent or null. */
    public Optional<String> text(String name) {
        return json.hasNonNull(name)
                ? Optional.of(json.path(name).asString(""))
                : all(name).stream().findFirst();
    }

    /** All values of a name, also written as {@code name[]}. */
    public List<String> all(String name) {
        List<String> all = new ArrayList<>(texts.getOrDefault(name, List.of()));
        all.addAll(texts.getOrDefault(name + "[]", List.of()));
        json.path(name).forEach(one -> all.add(one.asString("")));
        return all;
    }

    /**
     * The values below a name: {@code name[key]=value}, pairs of {@code name[][key]} and {@code
     * name[][value]}, a JSON object, or a JSON list of objects with {@code key} and {@code value}.
     */
    public Map<String, String> below(String name) {
        Map<String, String> below = new LinkedHashMap<>();
        texts.forEach((field, values) -> {
            boolean inside = field.startsWith(name + "[") && field.endsWith("]");
            String key = inside ? field.substring(name.length() + 1, field.length() - 1) : "";
            if (!key.isEmpty() && key.indexOf(']') < 0) {
                below.put(key, values.getLast());
            }
        });
        List<String> keys = texts.getOrDefault(name + "[][key]", List.of());
        List<String> values = texts.getOrDefault(name + "[][value]", List.of());
        for (int i = 0; i < Math.min(keys.size(), values.size()); i++) {
            below.put(keys.get(i), values.get(i));
        }
        JsonNode own = json.path(name);
        if (own.isObject()) {
            own.properties().forEach(one -> below.put(one.getKey(), one.getValue().asString("")));
        }
        if (own.isArray()) {
            own.forEach(
                    one -> below.put(one.path("key").asString(""), one.path("value").asString("")));
        }
        return below;
    }
}
