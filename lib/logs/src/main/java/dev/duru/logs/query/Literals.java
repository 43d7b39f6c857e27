package dev.duru.logs.query;

import java.util.ArrayList;
import java.util.List;

/** Texts that every match of a regular expression holds. */
final class Literals {
    private static final String SPECIAL = "\\.[]{}*+?^$";
    private static final String ESCAPED = "\\.*+?[](){}^$|/-";

    private final String pattern;
    private final List<String> all = new ArrayList<>();
    private final StringBuilder run = new StringBuilder();

    private Literals(String pattern) {
        this.pattern = pattern;
    }

    /**
     * Those that are plain to see, in their order and none over another; letters are as in the
     * pattern, even where it fits whatever their case.
     */
    static List<String> of(String pattern) {
        // Choices and groups, even escaped ones, are not looked into.
        return pattern.indexOf('|') >= 0 || pattern.indexOf('(') >= 0
                ? List.of()
                : new Literals(pattern).read();
    }

    private List<String> read() {
        int at = 0;
        while (at < pattern.length()) {
            int c = pattern.codePointAt(at);
            int end = at + Character.charCount(c);
            boolean plain = SPECIAL.indexOf(c) < 0;
            if (c == '\\' && end < pattern.length() && ESCAPED.indexOf(pattern.charAt(end)) >= 0) {
                c = pattern.charAt(end);
                end++;
                plain = true;
            }
            boolean optional = end < pattern.length() && "*?{".indexOf(pattern.charAt(end)) >= 0;
            if (plain && !optional) {
                run.appendCodePoint(c);
                at = end;
                continue;
            }
            cut();
            at = plain ? end : behind(at);
        }
        cut();
        return List.copyOf(all);
    }

    private void cut() {
        if (!run.isEmpty()) {
            all.add(run.toString());
            run.setLength(0);
        }
    }

    /** Behind one element of the pattern that is no plain character. */
    private int behind(int at) {
        return switch (pattern.charAt(at)) {
            case '\\' -> escaped(at);
            case '[' -> behindClass(at);
            case '{' -> {
                int end = pattern.indexOf('}', at);
                yield end < 0 ? pattern.length() : end + 1;
            }
            default -> at + 1;
        };
    }

    private int behindClass(int at) {
        int end = at + 1;
        if (end < pattern.length() && pattern.charAt(end) == '^') {
            end++;
        }
        end++;
        while (end < pattern.length() && pattern.charAt(end) != ']') {
            end += pattern.charAt(end) == '\\' ? 2 : 1;
            if (end < pattern.length() && pattern.startsWith("[:", end)) {
                return pattern.length();
            }
        }
        return end + 1;
    }

    /** Only the shortest escapes are understood; nothing is read behind the others. */
    private int escaped(int at) {
        boolean simple =
                at + 1 < pattern.length() && "dDwWsSbBtnr".indexOf(pattern.charAt(at + 1)) >= 0;
        return simple ? at + 2 : pattern.length();
    }
}
