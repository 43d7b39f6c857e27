package dev.duru.observe.dashboard;

import dev.duru.kernel.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * A value of a JSON file that knows where it stands.
 *
 * @param value a map of texts to {@link Json}, a list of {@link Json}, a text, a number, a boolean
 *     or null
 */
record Json(String file, int line, int column, @Nullable Object value) {
    private static final int DEEPEST = 60;
    private static final JsonFactory FACTORY = JsonFactory.builder().build();

    /**
     * Reads a file.
     *
     * @throws ProblemException USER with line and column
     */
    static Json read(String file, String text) {
        try (JsonParser parser =
                FACTORY.createParser(tools.jackson.core.ObjectReadContext.empty(), text)) {
            if (parser.nextToken() == null) {
                throw ProblemException.user(
                        file + ":1:1: the file is empty; export a dashboard into it");
            }
            Json root = read(file, parser, 0);
            if (parser.nextToken() != null) {
                TokenStreamLocation at = parser.currentTokenLocation();
                throw ProblemException.user(
                        "%s:%d:%d: the file goes on after its JSON; remove what follows"
                                .formatted(file, at.getLineNr(), at.getColumnNr()));
            }
            return root;
        } catch (JacksonException e) {
            TokenStreamLocation at = e.getLocation();
            throw ProblemException.user(
                    "%s:%d:%d: this is no JSON: %s"
                            .formatted(
                                    file,
                                    at == null ? 1 : at.getLineNr(),
                                    at == null ? 1 : at.getColumnNr(),
                                    e.getOriginalMessage()));
        }
    }

    private static Json read(String file, JsonParser parser, int depth) {
        TokenStreamLocation at = parser.currentTokenLocation();
        JsonToken token = parser.currentToken();
        if (depth > DEEPEST) {
            throw ProblemException.user(
                    "%s:%d:%d: values are nested more than %d deep"
                            .formatted(file, at.getLineNr(), at.getColumnNr(), DEEPEST));
        }
        Object value = null;
        if (token == JsonToken.START_OBJECT) {
            Map<String, Json> map = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                map.put(name, read(file, parser, depth + 1));
            }
            value = map;
        } else if (token == JsonToken.START_ARRAY) {
            List<Json> list = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                list.add(read(file, parser, depth + 1));
            }
            value = list;
        } else if (token == JsonToken.VALUE_STRING) {
            value = parser.getString();
        } else if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
            value = parser.getBooleanValue();
        } else if (token != JsonToken.VALUE_NULL) {
            value = parser.getDoubleValue();
        }
        return new Json(file, at.getLineNr(), at.getColumnNr(), value);
    }

    /** What is wrong with this value, where it stands. */
    ProblemException wrong(String what) {
        return ProblemException.user("%s:%d:%d: %s".formatted(file, line, column, what));
    }

    /** A member that is there and not null. */
    @SuppressWarnings("unchecked")
    Optional<Json> at(String name) {
        return value instanceof Map<?, ?> map
                ? Optional.ofNullable(((Map<String, Json>) map).get(name))
                        .filter(member -> member.value != null)
                : Optional.empty();
    }

    /** The first of several members that is there. */
    Optional<Json> at(String first, String second) {
        Optional<Json> found = at(first);
        return found.isPresent() ? found : at(second);
    }

    /** A list that may be missing. */
    List<Json> list(String name) {
        return at(name).map(member -> member.items(name)).orElse(List.of());
    }

    @SuppressWarnings("unchecked")
    private List<Json> items(String name) {
        if (value instanceof List<?> list) {
            return (List<Json>) list;
        }
        throw wrong("`" + name + "` is " + kind() + " and not a list");
    }

    /** The same value, which must be an object. */
    Json object(String name) {
        if (value instanceof Map) {
            return this;
        }
        throw wrong("`" + name + "` is " + kind() + " and not an object");
    }

    String kind() {
        return switch (value) {
            case null -> "null";
            case Map<?, ?> map -> "an object";
            case List<?> list -> "a list";
            case String text -> "a text";
            case Boolean flag -> "true or false";
            default -> "a number";
        };
    }

    /** A text, or a number as text; empty when it is missing or something else. */
    String text(String name) {
        return at(name).map(Json::text).orElse("");
    }

    String text() {
        return switch (value) {
            case String text -> text;
            case Double number when number == Math.rint(number) && Math.abs(number) < 1e15 ->
                    Long.toString(number.longValue());
            case Double number -> Double.toString(number);
            case Boolean flag -> flag.toString();
            case null, default -> "";
        };
    }

    boolean flag(String name) {
        return at(name).filter(member -> Boolean.TRUE.equals(member.value)).isPresent();
    }

    int number(String name, int otherwise) {
        return at(name).filter(member -> member.value instanceof Double)
                .map(member -> (int) Math.clamp((Double) member.orZero(), -1e9, 1e9))
                .orElse(otherwise);
    }

    private Object orZero() {
        return value == null ? 0.0 : value;
    }

    /** Maps, lists, texts and numbers without their places. */
    @SuppressWarnings("unchecked")
    @Nullable Object plain() {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> plain = new LinkedHashMap<>();
                ((Map<String, Json>) map).forEach((key, member) -> plain.put(key, member.plain()));
                yield plain;
            }
            case List<?> list -> {
                List<@Nullable Object> plain = new ArrayList<>();
                ((List<Json>) list).forEach(item -> plain.add(item.plain()));
                yield plain;
            }
            case null -> null;
            default -> value;
        };
    }

    /** A member without places; an empty object where it is missing. */
    Object plain(String name) {
        Object found = at(name).map(member -> member.plain()).orElse(null);
        return found == null ? Map.of() : found;
    }
}
