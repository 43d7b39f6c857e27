package dev.duru.app.cli;

/** A command was used wrongly, in a way that shows only while it runs; exit code 2. */
final class WrongUsage extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WrongUsage(String message) {
        super(message);
    }
}
