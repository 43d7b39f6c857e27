package dev.duru.artifact;

/** An image cannot be made of a commit, for a reason that the user can mend; becomes a fact. */
final class PackagingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PackagingException(String reason) {
        super(reason);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
