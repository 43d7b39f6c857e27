package dev.duru.kernel;

/**
 * Bad news for somebody: what is wrong, where, and the mend.
 *
 * @param code whose problem it is, which decides the HTTP status and the exit code
 * @param detail one or two sentences; names {@code file:line:column} for anything in a file
 */
public record Problem(Code code, String detail) {

    /** Whose problem it is. */
    public enum Code {
        /** The request or a file is wrong; whoever sent it can mend it. */
        USER(400, "Bad request"),
        /** Nobody is signed in, or the credentials are wrong. */
        UNAUTHENTICATED(401, "Sign in first"),
        /** Somebody is signed in who may not do this. */
        FORBIDDEN(403, "Not allowed"),
        /** It does not exist, or whoever asks may not know that it does. */
        NOT_FOUND(404, "Not found"),
        /** It was right, but the state has moved on. */
        CONFLICT(409, "Conflict"),
        /** A limit, a missing tool or a full disk: an operator can mend it. */
        RESOURCE(503, "Not enough resources"),
        /** A fault of Duru itself. */
        INTERNAL(500, "Internal error");

        private final int status;
        private final String title;

        Code(int status, String title) {
            this.status = status;
            this.title = title;
        }

        /** The HTTP status that stands for this code. */
        public int status() {
            return status;
        }

        /** A few words in English, the {@code title} of RFC 9457. */
        public String title() {
            return title;
        }
    }
}
