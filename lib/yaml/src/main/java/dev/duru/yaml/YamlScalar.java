package dev.duru.yaml;

/**
 * A single value.
 *
 * @param text after unquoting, unescaping and folding, but never converted: {@code 1.10} stays so
 * @param content where the first character of {@link #text} stands; for a block scalar the line
 *     below its header
 */
public record YamlScalar(Position position, String tag, String text, Style style, Position content)
        implements YamlNode {
    /** How the scalar is written. */
    public enum Style {
        PLAIN,
        SINGLE_QUOTED,
        DOUBLE_QUOTED,
        LITERAL,
        FOLDED
    }

    /** The type by the YAML 1.2 core schema; quoted and custom-tagged scalars are {@link #STR}. */
    public enum Kind {
        NULL,
        BOOL,
        INT,
        FLOAT,
        STR
    }

    public Kind kind() {
        return switch (tag) {
            case CoreSchema.NULL -> Kind.NULL;
            case CoreSchema.BOOL -> Kind.BOOL;
            case CoreSchema.INT -> Kind.INT;
            case CoreSchema.FLOAT -> Kind.FLOAT;
            default -> Kind.STR;
        };
    }

    public boolean isQuoted() {
        return style == Style.SINGLE_QUOTED || style == Style.DOUBLE_QUOTED;
    }

    /** Whether it is written under {@code |} or {@code >}. */
    public boolean isBlock() {
        return style == Style.LITERAL || style == Style.FOLDED;
    }

    /**
     * Where the character {@code offset} of {@link #text} stands in the file. Exact for plain,
     * single-line quoted and literal scalars; the right line or one near it for folded text and
     * escapes, which lose the way back.
     */
    public Position positionAt(int offset) {
        int end = Math.min(offset, text.length());
        int lineStart = 0;
        int line = content.line();
        for (int i = 0; i < end; i++) {
            if (text.charAt(i) == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        int across = text.codePointCount(lineStart, end) + (offset - end);
        return new Position(content.file(), line, content.column() + across);
    }
}
