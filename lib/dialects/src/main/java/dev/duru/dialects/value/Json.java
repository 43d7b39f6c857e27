package dev.duru.dialects.value;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Values to and from JSON text (RFC 8259). */
public final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();

    private Json() {}

    /**
     * The value of a JSON text. A key that occurs twice has its last value.
     *
     * @throws ExpressionException if the text is not JSON; the message says where in it
     */
    public static Value parse(String text) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            Value value = new Reader(parser).read();
            if (parser.nextToken() != null) {
                throw new ExpressionException("the JSON text goes on after its end");
            }
            return value;
        } catch (JacksonException bad) {
            var place = bad.getLocation();
            String where =
                    place == null
                            ? ""
                            : " (line "
                                    + place.getLineNr()
                                    + ", column "
                                    + place.getColumnNr()
                                    + ")";
            throw new ExpressionException(
                    "not JSON: " + plain(String.valueOf(bad.getOriginalMessage())) + where);
        }
    }

    /** The message without the parser's own words about its source. */
    private static String plain(String message) {
        String text = message.lines().findFirst().orElse("");
        int marker = text.indexOf(" (start marker");
        int source = text.indexOf(" at [Source");
        int end = marker >= 0 ? marker : source >= 0 ? source : text.length();
        return text.substring(0, end);
    }

    /** Indented by two spaces, keys in order, as {@code toJSON()} prints. */
    public static String write(Value value) {
        StringBuilder out = new StringBuilder();
        write(value, 0, out);
        return out.toString();
    }

    private static void write(Value value, int indent, StringBuilder out) {
        switch (value) {
            case Value.Null _ -> out.append("null");
            case Value.Bool truth -> out.append(truth.value());
            case Value.Num number -> out.append(Numbers.text(number.value()));
            case Value.Str text -> quote(text.value(), out);
            case Value.Arr list -> {
                out.append('[');
                String separator = "\n";
                for (Value item : list.items()) {
                    out.append(separator).repeat(' ', indent + 2);
                    write(item, indent + 2, out);
                    separator = ",\n";
                }
                close(list.items().isEmpty(), indent, ']', out);
            }
            case Obj object -> {
                out.append('{');
                String separator = "\n";
                for (Obj.Member member : object.members()) {
                    out.append(separator).repeat(' ', indent + 2);
                    quote(member.key(), out);
                    out.append(": ");
                    write(member.value(), indent + 2, out);
                    separator = ",\n";
                }
                close(object.isEmpty(), indent, '}', out);
            }
        }
    }

    private static void close(boolean empty, int indent, char bracket, StringBuilder out) {
        if (!empty) {
            out.append('\n').repeat(' ', indent);
        }
        out.append(bracket);
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < 0x20) {
                        out.append("\\u%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    /** Builds values from tokens with a stack of its own. */
    private static final class Reader {
        private final JsonParser parser;
        private final Deque<Open> open = new ArrayDeque<>();

        /** A list or object that is still open. */
        private static final class Open {
            final Obj.@Nullable Builder object;
            final List<Value> items = new ArrayList<>();
            String key = "";

            Open(Obj.@Nullable Builder object) {
                this.object = object;
            }

            Value close() {
                return object != null ? object.build() : new Value.Arr(items);
            }

            void add(Value value) {
                if (object != null) {
                    object.put(key, value);
                } else {
                    items.add(value);
                }
            }
        }

        Reader(JsonParser parser) {
            this.parser = parser;
        }

        Value read() {
            while (true) {
                JsonToken token = parser.nextToken();
                if (token == null) {
                    throw new ExpressionException("not JSON: the text ends too early");
                }
                Value done = accept(token);
                if (done == null) {
                    continue;
                }
                if (open.isEmpty()) {
                    return done;
                }
                open.getFirst().add(done);
            }
        }

        private @Nullable Value accept(JsonToken token) {
            switch (token) {
                case START_OBJECT -> open.push(new Open(Obj.builder()));
                case START_ARRAY -> open.push(new Open(null));
                case PROPERTY_NAME -> open.getFirst().key = parser.currentName();
                case END_OBJECT, END_ARRAY -> {
                    return open.pop().close();
                }
                case VALUE_NULL -> {
                    return Value.Null.NULL;
                }
                case VALUE_TRUE -> {
                    return Value.Bool.TRUE;
                }
                case VALUE_FALSE -> {
                    return Value.Bool.FALSE;
                }
                case VALUE_STRING -> {
                    return Value.of(parser.getString());
                }
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                    return Value.of(Double.parseDouble(parser.getString()));
                }
                case NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                        throw new ExpressionException("not JSON");
            }
            return null;
        }
    }
}
