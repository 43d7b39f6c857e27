package dev.duru.dialects.gitlab.rules;

/** An expression is not one. */
public final class RuleSyntaxException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int offset;

    RuleSyntaxException(String message, int offset) {
        super(message);
        this.offset = offset;
    }

    /** Where, counted from 0 in UTF-16 units. */
    public int offset() {
        return offset;
    }

    /** What is wrong, without the place. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
