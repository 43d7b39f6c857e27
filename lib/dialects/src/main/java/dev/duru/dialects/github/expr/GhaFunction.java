package dev.duru.dialects.github.expr;

import dev.duru.dialects.value.CaseFold;
import java.util.Optional;

/** The functions of the language. Names are found without regard to case. */
public enum GhaFunction {
    CONTAINS("contains", 2, 2),
    STARTS_WITH("startsWith", 2, 2),
    ENDS_WITH("endsWith", 2, 2),
    FORMAT("format", 1, 255),
    JOIN("join", 1, 2),
    TO_JSON("toJSON", 1, 1),
    FROM_JSON("fromJSON", 1, 1),
    HASH_FILES("hashFiles", 1, 255),
    CASE("case", 3, 255),
    SUCCESS("success", 0, 0),
    FAILURE("failure", 0, 0),
    CANCELLED("cancelled", 0, 0),
    ALWAYS("always", 0, 0);

    private final String spelling;
    private final int least;
    private final int most;

    GhaFunction(String spelling, int least, int most) {
        this.spelling = spelling;
        this.least = least;
        this.most = most;
    }

    /** As the documentation writes it. */
    public String spelling() {
        return spelling;
    }

    /** How few arguments it takes. */
    public int least() {
        return least;
    }

    /** How many arguments it takes. */
    public int most() {
        return most;
    }

    /** Whether it looks at the status, so that a condition with it has no implicit success(). */
    public boolean looksAtStatus() {
        return this == SUCCESS || this == FAILURE || this == CANCELLED || this == ALWAYS;
    }

    public static Optional<GhaFunction> named(String name) {
        for (GhaFunction function : values()) {
            if (CaseFold.same(function.spelling, name)) {
                return Optional.of(function);
            }
        }
        return Optional.empty();
    }
}
