package dev.duru.edge;

/** The edge could not do what was asked; the message says what is wrong and the mend. */
public class EdgeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Something is wrong, without a deeper cause. */
    public EdgeException(String message) {
        super(message);
    }

    /** Something is wrong because of another exception. */
    public EdgeException(String message, Throwable cause) {
        super(message, cause);
    }

    /** A document that breaks a rule of {@link EdgeConfig}; nothing was changed. */
    public static final class Invalid extends EdgeException {
        private static final long serialVersionUID = 1L;

        /** Says which part of the document breaks which rule. */
        public Invalid(String message) {
            super(message);
        }
    }

    /** Another document was applied in between: read {@link EdgeClient#current()} and try again. */
    public static final class Conflict extends EdgeException {
        private static final long serialVersionUID = 1L;

        /** Says which version is in force and which one would have been taken. */
        public Conflict(String message) {
            super(message);
        }
    }

    /** The edge did not answer: it is not running, or not reachable. */
    public static final class Unreachable extends EdgeException {
        private static final long serialVersionUID = 1L;

        /** Says who does not take what was asked. */
        public Unreachable(String message) {
            super(message);
        }

        /** Says which address did not answer and why. */
        public Unreachable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The edge is handing over to another one, which takes documents in a moment. */
    static final class Leaving extends EdgeException {
        private static final long serialVersionUID = 1L;

        Leaving() {
            super("the edge is handing over to another one; ask that one in a moment");
        }
    }
}
