package dev.duru.tsdb;

import java.util.Optional;
import java.util.Set;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** A condition on one label. A label that is not there has the empty value. */
public final class Matcher {
    /** How the value is compared. Regular expressions match the whole value. */
    public enum Kind {
        /** {@code =}. */
        EQUAL("="),
        /** {@code !=}. */
        NOT_EQUAL("!="),
        /** {@code =~}. */
        MATCH("=~"),
        /** {@code !~}. */
        NOT_MATCH("!~");

        private final String sign;

        Kind(String sign) {
            this.sign = sign;
        }

        /** As it is written in a query. */
        public String sign() {
            return sign;
        }
    }

    private final String label;
    private final Kind kind;
    private final String value;
    private final @Nullable RegexShape regex;

    /**
     * A condition.
     *
     * @throws TsdbException when the value should be a regular expression and is none
     */
    public Matcher(String label, Kind kind, String value) {
        this.label = label;
        this.kind = kind;
        this.value = value;
        try {
            this.regex =
                    kind == Kind.MATCH || kind == Kind.NOT_MATCH ? new RegexShape(value) : null;
        } catch (PatternSyntaxException | StackOverflowError e) {
            throw new TsdbException(
                    "'" + value + "' of label " + label + " is not a regular expression");
        }
    }

    /** {@code label="value"}. */
    public static Matcher equal(String label, String value) {
        return new Matcher(label, Kind.EQUAL, value);
    }

    /** The label it looks at. */
    public String label() {
        return label;
    }

    /** How it compares. */
    public Kind kind() {
        return kind;
    }

    /** With what it compares. */
    public String value() {
        return value;
    }

    /** Whether a set of labels fulfils it. */
    public boolean test(Labels labels) {
        return test(labels.value(label));
    }

    /** Whether a label's value fulfils it. */
    public boolean test(String found) {
        return switch (kind) {
            case EQUAL -> found.equals(value);
            case NOT_EQUAL -> !found.equals(value);
            case MATCH -> regex != null && regex.matches(found);
            case NOT_MATCH -> regex != null && !regex.matches(found);
        };
    }

    /** Whether what it is about is told by a negation: most values fulfil it. */
    public boolean isNegative() {
        return kind == Kind.NOT_EQUAL || kind == Kind.NOT_MATCH;
    }

    /**
     * The only values that {@code =} and {@code =~} take, and {@code !=} and {@code !~} do not
     * take, when they are few and known.
     */
    public Optional<Set<String>> literals() {
        return regex == null ? Optional.of(Set.of(value)) : regex.literals();
    }

    /** With what each value begins that {@code =~} takes, or {@code !~} does not take. */
    public String prefix() {
        return regex == null ? value : regex.prefix();
    }

    @Override
    public String toString() {
        return label + kind.sign() + "\"" + Exposition.escape(value) + "\"";
    }
}
