package dev.duru.dialects.github.expr;

/** Code is not an expression. */
public final class SyntaxException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String detail;
    private final int offset;

    public SyntaxException(String detail, int offset) {
        super(detail);
        this.detail = detail;
        this.offset = offset;
    }

    /** What is wrong, without the place. */
    public String detail() {
        return detail;
    }

    /** Of the wrong character in the code, from 0. */
    public int offset() {
        return offset;
    }
}
