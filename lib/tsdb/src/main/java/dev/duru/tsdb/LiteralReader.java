package dev.duru.tsdb;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a regular expression of plain characters, groups, alternatives, small classes and question
 * marks as the set of texts that it matches.
 */
final class LiteralReader {
    private static final String SPECIAL = "\\.[]{}()*+?^$|";

    private final String regex;
    private final int most;
    private int at;

    /** Gives up where there would be more texts. */
    LiteralReader(String regex, int most) {
        this.regex = regex;
        this.most = most;
    }

    /** How many characters at the beginning stand for themselves. */
    static int plainLength(String regex) {
        int length = 0;
        while (length < regex.length() && SPECIAL.indexOf(regex.charAt(length)) < 0) {
            length++;
        }
        boolean repeated = length < regex.length() && "*?{+".indexOf(regex.charAt(length)) >= 0;
        return repeated ? Math.max(0, length - 1) : length;
    }

    static boolean hasAlternative(String regex) {
        return regex.indexOf('|') >= 0;
    }

    /** The texts; null when it is not such an expression. */
    @Nullable Set<String> read() {
        Set<String> found = alternatives();
        return at == regex.length() ? found : null;
    }

    private @Nullable Set<String> alternatives() {
        Set<String> all = new LinkedHashSet<>();
        while (true) {
            Set<String> one = sequence();
            if (one == null) {
                return null;
            }
            all.addAll(one);
            if (all.size() > most) {
                return null;
            }
            if (at >= regex.length() || regex.charAt(at) != '|') {
                return all;
            }
            at++;
        }
    }

    private @Nullable Set<String> sequence() {
        Set<String> all = Set.of("");
        while (at < regex.length() && regex.charAt(at) != '|' && regex.charAt(at) != ')') {
            Set<String> next = atom();
            if (next == null) {
                return null;
            }
            if (at < regex.length() && regex.charAt(at) == '?') {
                at++;
                next = new LinkedHashSet<>(next);
                next.add("");
            }
            if (at < regex.length() && "*+{?".indexOf(regex.charAt(at)) >= 0) {
                return null;
            }
            all = joined(all, next);
            if (all == null) {
                return null;
            }
        }
        return all;
    }

    private @Nullable Set<String> joined(Set<String> heads, Set<String> tails) {
        if ((long) heads.size() * tails.size() > most) {
            return null;
        }
        Set<String> all = new LinkedHashSet<>();
        for (String head : heads) {
            for (String tail : tails) {
                all.add(head + tail);
            }
        }
        return all;
    }

    private @Nullable Set<String> atom() {
        char c = regex.charAt(at++);
        return switch (c) {
            case '(' -> group();
            case '[' -> characters();
            case '\\' -> escaped();
            case '.', '*', '+', '?', '{', '}', '^', '$', ']' -> null;
            default -> Set.of(String.valueOf(c));
        };
    }

    private @Nullable Set<String> group() {
        if (regex.startsWith("?:", at)) {
            at += 2;
        } else if (regex.startsWith("?", at)) {
            return null;
        }
        Set<String> inner = alternatives();
        if (inner == null || at >= regex.length() || regex.charAt(at) != ')') {
            return null;
        }
        at++;
        return inner;
    }

    private @Nullable Set<String> escaped() {
        if (at >= regex.length() || Character.isLetterOrDigit(regex.charAt(at))) {
            return null;
        }
        return Set.of(String.valueOf(regex.charAt(at++)));
    }

    private @Nullable Set<String> characters() {
        Set<String> all = new LinkedHashSet<>();
        while (at < regex.length() && regex.charAt(at) != ']') {
            char first = regex.charAt(at++);
            if ("\\[^&-".indexOf(first) >= 0) {
                return null;
            }
            char last = first;
            if (at + 1 < regex.length() && regex.charAt(at) == '-') {
                last = regex.charAt(at + 1);
                at += 2;
            }
            if (!Character.isLetterOrDigit(last) && last != first || last < first) {
                return null;
            }
            for (char c = first; c <= last && all.size() <= most; c++) {
                all.add(String.valueOf(c));
            }
        }
        if (at >= regex.length() || all.isEmpty()) {
            return null;
        }
        at++;
        return all;
    }
}
