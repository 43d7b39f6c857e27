package dev.duru.dialects.gitlab.rules;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * Paths by pattern as Ruby's {@code File.fnmatch} with FNM_PATHNAME, FNM_DOTMATCH and FNM_EXTGLOB
 * compares them: {@code *} within a folder, <code>**</code><code>/</code> any folders, {@code ?},
 * {@code [a-z]} and <code>{a,b}</code>.
 */
public final class PathGlob {
    private final Pattern pattern;

    private PathGlob(Pattern pattern) {
        this.pattern = pattern;
    }

    /** A pattern; one that cannot be read matches nothing but itself. */
    public static PathGlob of(String glob) {
        String text = glob.startsWith("/") ? glob.substring(1) : glob;
        text = text.startsWith("./") ? text.substring(2) : text;
        try {
            return new PathGlob(Pattern.compile(regex(text)));
        } catch (PatternSyntaxException e) {
            return new PathGlob(Pattern.compile(Pattern.quote(text)));
        }
    }

    public boolean matches(String path) {
        return pattern.matches(path);
    }

    /** Whether a text has any of the signs of a pattern. */
    public static boolean isPattern(String text) {
        return text.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
    }

    private static String regex(String glob) {
        StringBuilder regex = new StringBuilder();
        int braces = 0;
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            switch (c) {
                case '*' -> {
                    boolean start = i == 0 || glob.charAt(i - 1) == '/';
                    if (start && glob.startsWith("**/", i)) {
                        regex.append("(?:[^/]+/)*");
                        i += 2;
                    } else if (start && glob.substring(i).equals("**")) {
                        regex.append(".*");
                        i += 1;
                    } else {
                        regex.append("[^/]*");
                    }
                }
                case '?' -> regex.append("[^/]");
                case '[' -> {
                    int end = glob.indexOf(']', i + 2);
                    if (end < 0) {
                        regex.append("\\[");
                    } else {
                        String set = glob.substring(i + 1, end).replace("\\", "\\\\");
                        regex.append('[')
                                .append(set.startsWith("!") ? "^" + set.substring(1) : set)
                                .append(']');
                        i = end;
                    }
                }
                case '{' -> {
                    regex.append("(?:");
                    braces++;
                }
                case '}' -> {
                    regex.append(braces > 0 ? ")" : "\\}");
                    braces -= braces > 0 ? 1 : 0;
                }
                case ',' -> regex.append(braces > 0 ? "|" : ",");
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return regex.toString();
    }
}
