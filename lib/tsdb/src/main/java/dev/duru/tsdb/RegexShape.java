package dev.duru.tsdb;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What can be said of a regular expression without running it: the few texts that it matches, or
 * with what they begin, end, or what they contain. What is too involved is left to the pattern.
 */
final class RegexShape {
    private static final int MOST = 1_000;
    private static final String IGNORE_CASE = "(?i)";

    private final Pattern pattern;
    private final boolean ignoreCase;
    private final @Nullable Set<String> literals;
    private final String prefix;
    private final Simple simple;
    private final String part;

    /** What the whole expression comes to. */
    private enum Simple {
        ANYTHING,
        SOMETHING,
        BEGINS,
        ENDS,
        CONTAINS,
        OTHER
    }

    RegexShape(String regex) {
        this.pattern = Pattern.compile(regex, Pattern.DOTALL);
        this.ignoreCase = regex.startsWith(IGNORE_CASE);
        String rest = ignoreCase ? regex.substring(IGNORE_CASE.length()) : regex;
        boolean basic = isBasic(regex);
        Set<String> found = basic ? new LiteralReader(rest, MOST).read() : null;
        this.literals =
                found != null && ignoreCase
                        ? found.stream().map(RegexShape::lower).collect(Collectors.toSet())
                        : found;
        int plain = LiteralReader.plainLength(rest);
        this.prefix =
                ignoreCase || !basic || LiteralReader.hasAlternative(rest)
                        ? ""
                        : rest.substring(0, plain);
        boolean openEnd = rest.endsWith(".*") && !rest.endsWith("\\.*");
        boolean openStart = rest.startsWith(".*");
        String inner =
                rest.substring(
                        openStart ? 2 : 0,
                        Math.max(openStart ? 2 : 0, rest.length() - (openEnd ? 2 : 0)));
        boolean innerPlain =
                basic && !ignoreCase && LiteralReader.plainLength(inner) == inner.length();
        this.part = inner;
        this.simple = simple(rest, openStart, openEnd, innerPlain);
    }

    private static Simple simple(String rest, boolean start, boolean end, boolean innerPlain) {
        if (rest.equals(".*")) {
            return Simple.ANYTHING;
        }
        if (rest.equals(".+")) {
            return Simple.SOMETHING;
        }
        if (!innerPlain || !start && !end) {
            return Simple.OTHER;
        }
        return start && end ? Simple.CONTAINS : start ? Simple.ENDS : Simple.BEGINS;
    }

    /** In lower case, as far as the letters are ASCII: no others are matched without case. */
    private static String lower(String text) {
        StringBuilder lower = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            lower.append(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
        }
        return lower.toString();
    }

    /** A reader of single characters does not see those outside of the basic plane. */
    private static boolean isBasic(String regex) {
        return regex.chars().noneMatch(c -> Character.isSurrogate((char) c));
    }

    /** The only texts that it matches, when they are known and case counts. */
    Optional<Set<String>> literals() {
        return ignoreCase ? Optional.empty() : Optional.ofNullable(literals);
    }

    /** With what all texts begin that it matches. */
    String prefix() {
        return prefix;
    }

    boolean matches(String text) {
        if (literals != null) {
            return literals.contains(ignoreCase ? lower(text) : text);
        }
        return switch (simple) {
            case ANYTHING -> true;
            case SOMETHING -> !text.isEmpty();
            case BEGINS -> text.startsWith(part);
            case ENDS -> text.endsWith(part);
            case CONTAINS -> text.contains(part);
            case OTHER -> text.startsWith(prefix) && pattern.matcher(text).matches();
        };
    }
}
