package dev.duru.logs.store;

/** A text that every match of a regular expression holds, whatever its case. */
final class RegexLiteral {
    private RegexLiteral() {}

    /** The longest such text that is plain to see; empty when there is none. */
    static String longest(String pattern) {
        if (pattern.indexOf('|') >= 0 || pattern.indexOf('(') >= 0) {
            return "";
        }
        String best = "";
        StringBuilder run = new StringBuilder();
        int at = 0;
        while (at < pattern.length()) {
            char c = pattern.charAt(at);
            boolean plain = "\\.[]{}*+?^$".indexOf(c) < 0;
            boolean optional =
                    at + 1 < pattern.length() && "*?{".indexOf(pattern.charAt(at + 1)) >= 0;
            if (plain && !optional) {
                run.append(c);
                at++;
                continue;
            }
            best = run.length() > best.length() ? run.toString() : best;
            run.setLength(0);
            at = behind(pattern, at);
        }
        return run.length() > best.length() ? run.toString() : best;
    }

    /** Behind one element of the pattern that is no plain character. */
    private static int behind(String pattern, int at) {
        char c = pattern.charAt(at);
        if (c == '\\') {
            return escaped(pattern, at);
        }
        if (c == '[') {
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
        if (c == '{') {
            int end = pattern.indexOf('}', at);
            return end < 0 ? pattern.length() : end + 1;
        }
        return at + 1;
    }

    /** Only the shortest escapes are understood; nothing is read behind the others. */
    private static int escaped(String pattern, int at) {
        boolean simple =
                at + 1 < pattern.length()
                        && "dDwWsSbBtnr.*+?[](){}^$|/\\-".indexOf(pattern.charAt(at + 1)) >= 0;
        return simple ? at + 2 : pattern.length();
    }
}
