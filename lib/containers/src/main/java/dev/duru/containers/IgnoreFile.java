package dev.duru.containers;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A {@code .dockerignore}: patterns from the folder's root, of which the last that fits decides.
 * {@code *} and {@code ?} stay within a name, {@code **} goes through folders, {@code !} takes
 * back; a folder that fits takes everything below it with it. Source: Docker's reference of the
 * file.
 */
final class IgnoreFile {
    static final IgnoreFile NONE = new IgnoreFile(List.of());

    private record Rule(Pattern pattern, boolean takesBack) {}

    private final List<Rule> rules;

    private IgnoreFile(List<Rule> rules) {
        this.rules = rules;
    }

    static IgnoreFile parse(String text) {
        List<Rule> rules = new ArrayList<>();
        for (String raw : text.lines().toList()) {
            String line = raw.startsWith("\uFEFF") ? raw.substring(1) : raw;
            if (line.startsWith("#")) {
                continue;
            }
            line = line.strip();
            boolean takesBack = line.startsWith("!");
            String pattern = clean(takesBack ? line.substring(1).strip() : line);
            if (!pattern.isEmpty()) {
                try {
                    rules.add(new Rule(Pattern.compile(regex(pattern)), takesBack));
                } catch (PatternSyntaxException e) {
                    throw new IllegalArgumentException(
                            ".dockerignore: the pattern '" + line + "' is malformed", e);
                }
            }
        }
        return new IgnoreFile(rules);
    }

    private static String clean(String pattern) {
        List<String> parts = new ArrayList<>();
        for (String part : pattern.split("/")) {
            if (part.equals("..")) {
                if (!parts.isEmpty()) {
                    parts.removeLast();
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return String.join("/", parts);
    }

    private static String regex(String pattern) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char at = pattern.charAt(i);
            switch (at) {
                case '*' -> {
                    if (i + 1 < pattern.length() && pattern.charAt(i + 1) == '*') {
                        i++;
                        if (i + 1 < pattern.length() && pattern.charAt(i + 1) == '/') {
                            i++;
                            regex.append("(?:.*/)?");
                        } else {
                            regex.append(".*");
                        }
                    } else {
                        regex.append("[^/]*");
                    }
                }
                case '?' -> regex.append("[^/]");
                case '[' -> {
                    int end = pattern.indexOf(']', i + 2);
                    if (end < 0) {
                        regex.append("\\[");
                    } else {
                        String range = pattern.substring(i + 1, end).replace("[", "\\[");
                        regex.append('[').append(range.replace("&&", "&\\&")).append(']');
                        i = end;
                    }
                }
                case '\\' -> {
                    i++;
                    regex.append(
                            Pattern.quote(
                                    i < pattern.length()
                                            ? String.valueOf(pattern.charAt(i))
                                            : "\\"));
                }
                default -> regex.append(Pattern.quote(String.valueOf(at)));
            }
        }
        return regex.append("(?:/.*)?").toString();
    }

    /** Whether a path, with slashes and from the root of the folder, stays out. */
    boolean ignores(String path) {
        boolean ignored = false;
        for (Rule rule : rules) {
            if (rule.takesBack == ignored && rule.pattern.matcher(path).matches()) {
                ignored = !rule.takesBack;
            }
        }
        return ignored;
    }

    /** Whether something below an ignored folder may be wanted after all. */
    boolean hasExceptions() {
        return rules.stream().anyMatch(Rule::takesBack);
    }
}
