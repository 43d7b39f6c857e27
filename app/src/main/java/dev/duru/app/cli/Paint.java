package dev.duru.app.cli;

import java.util.Locale;

/** Colours on a terminal, and none elsewhere. */
record Paint(boolean on) {
    String good(String text) {
        return wrap("32", text);
    }

    String bad(String text) {
        return wrap("31", text);
    }

    String warn(String text) {
        return wrap("33", text);
    }

    String busy(String text) {
        return wrap("36", text);
    }

    String dim(String text) {
        return wrap("2", text);
    }

    String bold(String text) {
        return wrap("1", text);
    }

    /** A state in the colour that it has on the pages. */
    String state(String state) {
        return switch (state.toLowerCase(Locale.ROOT).replace('_', '-')) {
            case "success", "live", "passed", "closed", "approved", "healthy" -> good(state);
            case "failed", "declined", "unhealthy", "crash-looped" -> bad(state);
            case "errored", "rolled-back", "quarantined", "open" -> warn(state);
            case "running", "deploying", "verifying", "rolling-out", "canary" -> busy(state);
            case "skipped", "cancelled", "superseded", "replaced" -> dim(state);
            default -> state;
        };
    }

    private String wrap(String code, String text) {
        return on && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
