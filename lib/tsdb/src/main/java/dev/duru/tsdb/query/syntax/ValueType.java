package dev.duru.tsdb.query.syntax;

/** What an expression gives. */
public enum ValueType {
    /** One number. */
    SCALAR("scalar", "scalar"),
    /** A number or histogram for each series. */
    VECTOR("instant vector", "vector"),
    /** Samples over a range for each series. */
    MATRIX("range vector", "matrix"),
    /** A text. */
    STRING("string", "string");

    private final String shown;
    private final String code;

    ValueType(String shown, String code) {
        this.shown = shown;
        this.code = code;
    }

    /** As messages name it. */
    public String shown() {
        return shown;
    }

    /** As the HTTP API names it. */
    public String code() {
        return code;
    }
}
