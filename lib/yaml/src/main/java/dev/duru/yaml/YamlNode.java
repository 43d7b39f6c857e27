package dev.duru.yaml;

/** A node of a YAML document, immutable, with its place. Aliases are already resolved. */
public sealed interface YamlNode permits YamlMap, YamlList, YamlScalar {
    /** Where the node begins; its anchor or tag counts as its beginning. */
    Position position();

    /** The tag that the text gives explicitly, or the one that the YAML 1.2 core schema derives. */
    String tag();

    /** Whether this is an empty value, {@code ~} or {@code null}. */
    default boolean isNull() {
        return this instanceof YamlScalar scalar && scalar.kind() == YamlScalar.Kind.NULL;
    }

    /** A word for messages: mapping, list, text, number, boolean or nothing. */
    default String describe() {
        return switch (this) {
            case YamlMap _ -> "a mapping";
            case YamlList _ -> "a list";
            case YamlScalar scalar ->
                    switch (scalar.kind()) {
                        case NULL -> "nothing";
                        case BOOL -> "a boolean";
                        case INT, FLOAT -> "a number";
                        case STR -> "text";
                    };
        };
    }

    /**
     * This node as a mapping.
     *
     * @throws YamlException if it is anything else
     */
    default YamlMap asMap() {
        if (this instanceof YamlMap map) {
            return map;
        }
        throw wrong("a mapping", "write it as `key: value` lines");
    }

    /**
     * This node as a list.
     *
     * @throws YamlException if it is anything else
     */
    default YamlList asList() {
        if (this instanceof YamlList list) {
            return list;
        }
        throw wrong("a list", "write it as `- item` lines or in brackets");
    }

    /**
     * This node as a scalar of whatever type.
     *
     * @throws YamlException for a mapping or a list
     */
    default YamlScalar asScalar() {
        if (this instanceof YamlScalar scalar) {
            return scalar;
        }
        throw wrong("a single value", "write one value on the line");
    }

    /**
     * The text of a scalar exactly as written, numbers and booleans included.
     *
     * @throws YamlException for a mapping, a list or nothing
     */
    default String asText() {
        if (isNull()) {
            throw wrong("text", "write a value");
        }
        return asScalar().text();
    }

    /**
     * The value of a core-schema boolean: {@code true} or {@code false} in YAML's three spellings.
     *
     * @throws YamlException for anything else, {@code yes} and {@code on} included
     */
    default boolean asBool() {
        if (this instanceof YamlScalar scalar && scalar.kind() == YamlScalar.Kind.BOOL) {
            return scalar.text().equalsIgnoreCase("true");
        }
        throw wrong("a boolean", "write true or false");
    }

    /**
     * The value of a core-schema integer: decimal, {@code 0o17} or {@code 0x1f}.
     *
     * @throws YamlException for anything else, and beyond 64 bits
     */
    default long asLong() {
        if (this instanceof YamlScalar scalar && scalar.kind() == YamlScalar.Kind.INT) {
            try {
                return CoreSchema.integer(scalar.text()).longValueExact();
            } catch (ArithmeticException tooLarge) {
                throw wrong("a number of at most 64 bits", "write a smaller number");
            }
        }
        throw wrong("a whole number", "write digits only, without quotes");
    }

    /**
     * The value of a core-schema number.
     *
     * @throws YamlException for anything else
     */
    default double asDouble() {
        if (this instanceof YamlScalar scalar) {
            if (scalar.kind() == YamlScalar.Kind.INT) {
                return CoreSchema.integer(scalar.text()).doubleValue();
            }
            if (scalar.kind() == YamlScalar.Kind.FLOAT) {
                return CoreSchema.real(scalar.text());
            }
        }
        throw wrong("a number", "write digits, without quotes");
    }

    private YamlException wrong(String wanted, String mend) {
        return new YamlException(
                position(), "expected " + wanted + " but found " + describe(), mend);
    }
}
