package dev.duru.dialects.value;

import dev.duru.yaml.Position;
import org.jspecify.annotations.Nullable;

/** An expression cannot be parsed or evaluated. */
public final class ExpressionException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String detail;
    private final transient @Nullable Position position;

    public ExpressionException(String detail) {
        super(detail);
        this.detail = detail;
        this.position = null;
    }

    public ExpressionException(String detail, Position position) {
        super(position + ": " + detail);
        this.detail = detail;
        this.position = position;
    }

    /** The message without the place. */
    public String detail() {
        return detail;
    }

    /** This problem with a place, unless it already has one. */
    public ExpressionException at(Position place) {
        return position != null ? this : new ExpressionException(detail, place);
    }

    public @Nullable Position position() {
        return position;
    }
}
