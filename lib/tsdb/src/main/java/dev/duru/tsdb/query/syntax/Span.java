package dev.duru.tsdb.query.syntax;

import org.jspecify.annotations.Nullable;

/** A length of time in a query: a number, or what must be reckoned first. */
public sealed interface Span {
    /** None. */
    Span ZERO = new Fixed(0, Place.START);

    /** Where it stands. */
    Place place();

    /** So many milliseconds. */
    record Fixed(long millis, Place place) implements Span {}

    /** Reckoned for each query. */
    record Reckoned(Term term, Place place) implements Span {}

    /** Whether nothing was given. */
    default boolean isZero() {
        return this instanceof Fixed(long millis, Place _) && millis == 0;
    }

    /** A part of a reckoned length; values are seconds. */
    sealed interface Term {
        /** Where it stands. */
        Place place();

        /** A number. */
        record Value(Expr.Number number) implements Term {
            @Override
            public Place place() {
                return number.place();
            }
        }

        /** The step of the query. */
        record Step(Place place) implements Term {}

        /** From the first moment of the query to the last. */
        record QueryRange(Place place) implements Term {}

        /**
         * Two terms and a sign.
         *
         * @param left null for a sign before a single term
         */
        record Reckoning(Sign sign, @Nullable Term left, Term right, boolean wrapped, Place place)
                implements Term {
            Reckoning wrap() {
                return new Reckoning(sign, left, right, true, place);
            }
        }
    }

    /** How two terms are put together. */
    enum Sign {
        /** Sum. */
        ADD("+"),
        /** Difference. */
        SUB("-"),
        /** Product. */
        MUL("*"),
        /** Quotient. */
        DIV("/"),
        /** Remainder. */
        MOD("%"),
        /** Power. */
        POW("^"),
        /** The smaller. */
        MIN_OF("min_of"),
        /** The larger. */
        MAX_OF("max_of");

        private final String text;

        Sign(String text) {
            this.text = text;
        }

        /** As it is written. */
        public String text() {
            return text;
        }
    }
}
