package dev.duru.logs.parse;

import java.util.Locale;

/** How bad a line says that it is: trace, debug, info, warn, error or fatal. */
public final class Levels {
    private static final int HEAD = 120;

    private Levels() {}

    /** The level that a word means; empty when it means none. */
    public static String named(String word) {
        if (word.isEmpty() || word.length() > 16) {
            return "";
        }
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "trace", "finest", "finer", "verbose" -> "trace";
            case "debug", "fine", "dbg" -> "debug";
            case "info", "information", "informational", "notice", "inf", "config" -> "info";
            case "warn", "warning", "wrn" -> "warn";
            case "error", "err", "severe", "eror" -> "error";
            case "fatal", "critical", "crit", "alert", "emerg", "emergency", "panic" -> "fatal";
            default -> "";
        };
    }

    /**
     * The level that the first words of a line name: in capitals, in brackets, or before a colon,
     * since such words are usual within sentences too. The head of a stack trace is an error.
     */
    static String inHead(String text) {
        String head = text.length() > HEAD ? text.substring(0, HEAD) : text;
        Words words = new Words(head);
        StringBuilder word = new StringBuilder();
        while (words.next(word)) {
            String level = named(word.toString());
            if (!level.isEmpty() && stressed(head, words.start(), words.end())) {
                return level;
            }
            if (word.length() > 9 && word.indexOf("exception") == word.length() - 9) {
                return "error";
            }
        }
        return head.startsWith("Traceback (most recent call last)") ? "error" : "";
    }

    private static boolean stressed(String text, int from, int to) {
        boolean capitals = true;
        for (int i = from; i < to; i++) {
            capitals &= Character.isUpperCase(text.charAt(i));
        }
        char after = to < text.length() ? text.charAt(to) : ' ';
        char before = from > 0 ? text.charAt(from - 1) : ' ';
        return capitals || after == ':' || after == ']' && before == '[';
    }

    /** The level of a severity of syslog, 0 to 7 (RFC 5424, section 6.2.1). */
    public static String ofSyslog(int severity) {
        return switch (severity) {
            case 0, 1, 2 -> "fatal";
            case 3 -> "error";
            case 4 -> "warn";
            case 5, 6 -> "info";
            default -> "debug";
        };
    }
}
