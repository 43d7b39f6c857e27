package dev.duru.logs.parse;

import java.util.Optional;

/**
 * A {@code traceparent} within a text: {@code 00-}, 32 hexadecimal digits, {@code -}, 16 more,
 * {@code -}, two more (W3C Trace Context).
 *
 * @param trace the 32 digits
 * @param span the 16 digits
 */
record TraceParent(String trace, String span) {
    private static final int LENGTH = 2 + 1 + 32 + 1 + 16 + 1 + 2;

    /** The first one. */
    static Optional<TraceParent> in(String text) {
        for (int at = text.indexOf("00-"); at >= 0; at = text.indexOf("00-", at + 1)) {
            if (at + LENGTH <= text.length()
                    && hex(text, at + 3, at + 35)
                    && text.charAt(at + 35) == '-'
                    && hex(text, at + 36, at + 52)
                    && text.charAt(at + 52) == '-') {
                return Optional.of(
                        new TraceParent(
                                text.substring(at + 3, at + 35), text.substring(at + 36, at + 52)));
            }
        }
        return Optional.empty();
    }

    private static boolean hex(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (Character.digit(text.charAt(i), 16) < 0) {
                return false;
            }
        }
        return true;
    }
}
