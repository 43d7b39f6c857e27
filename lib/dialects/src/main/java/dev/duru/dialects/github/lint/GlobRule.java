package dev.duru.dialects.github.lint;

import dev.duru.dialects.problem.Problems;
import dev.duru.yaml.YamlScalar;

/** Checks filter patterns of branches, tags and paths. */
final class GlobRule {
    private static final String RULE = "glob";
    private static final String REF_CHARACTERS =
            "names of branches and tags have no spaces, ~, ^, :, [, ? or *";

    private final Problems problems;
    private final YamlScalar scalar;
    private final String text;
    private final boolean ref;
    private int at;
    private boolean repeatable;

    private GlobRule(Problems problems, YamlScalar scalar, boolean ref) {
        this.problems = problems;
        this.scalar = scalar;
        this.text = scalar.text();
        this.ref = ref;
    }

    static void ref(YamlScalar scalar, Problems problems) {
        if (!scalar.text().isEmpty()) {
            new GlobRule(problems, scalar, true).check();
        }
    }

    static void path(YamlScalar scalar, Problems problems) {
        String text = scalar.text();
        String plain = text.strip();
        plain = plain.startsWith("!") ? plain.substring(1) : plain;
        boolean spaces = !text.equals(text.strip());
        boolean dots =
                plain.equals(".")
                        || plain.equals("..")
                        || plain.startsWith("./")
                        || plain.startsWith("../");
        GlobRule rule = new GlobRule(problems, scalar, false);
        if (spaces) {
            problems.error(rule.start(), RULE, "the pattern has spaces at its ends", "remove them");
        }
        if (dots) {
            rule.wrong(0, "patterns of paths do not begin with . or ..", "begin at the root");
        }
        if (!spaces && !dots && !text.isEmpty()) {
            rule.check();
        }
    }

    private void wrong(int offset, String message, String mend) {
        problems.error(scalar.positionAt(offset), RULE, message, mend);
    }

    private dev.duru.yaml.Position start() {
        return scalar.isBlock() ? scalar.position() : scalar.positionAt(0);
    }

    /** The character just taken is not allowed in a name. */
    private void noRef(String why) {
        String last = at > 0 ? text.substring(at - 1, at) : "";
        wrong(Math.max(0, at - 1), "the character `" + last + "` cannot be here", why);
    }

    private void check() {
        if (ref && text.startsWith("/")) {
            at = 1;
            noRef("names of branches and tags do not begin with /");
            repeatable = true;
        } else if (text.startsWith("!")) {
            at = 1;
            if (text.length() == 1) {
                wrong(0, "nothing follows the `!`", "write a pattern after it");
                return;
            }
        }
        while (at < text.length()) {
            if (!next()) {
                return;
            }
        }
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private boolean next() {
        char c = text.charAt(at++);
        boolean repeats = true;
        switch (c) {
            case '\\' -> c = escaped();
            case '?', '+' -> {
                if (!repeatable) {
                    wrong(at - 1, "`" + c + "` has no character before it to repeat", "escape it");
                }
                repeats = false;
            }
            case '*' -> repeats = false;
            case '[' -> {
                if (!brackets()) {
                    return false;
                }
                c = ']';
            }
            case '\r', '\n' -> wrong(at - 1, "the pattern has a line break", "remove it");
            case ' ', '\t', '~', '^', ':' -> {
                if (ref) {
                    noRef(REF_CHARACTERS);
                }
            }
            default -> {}
        }
        repeatable = repeats;
        if (at >= text.length() && ref && (c == '/' || c == '.')) {
            noRef("names of branches and tags do not end with / or .");
        }
        return true;
    }

    private char escaped() {
        char next = peek();
        switch (next) {
            case '[', '?', '*' -> {
                at++;
                if (ref) {
                    noRef(REF_CHARACTERS);
                }
                return next;
            }
            case '+', '\\', '!' -> {
                at++;
                return next;
            }
            default -> {
                if (ref) {
                    noRef("a backslash stands only before [ ? + * \\ and !");
                    if (at < text.length()) {
                        at++;
                        return next;
                    }
                }
                return '\\';
            }
        }
    }

    private boolean brackets() {
        if (peek() == ']') {
            at++;
            wrong(at - 1, "the brackets are empty", "write characters between them");
            return true;
        }
        int characters = 0;
        while (true) {
            if (at >= text.length()) {
                wrong(at - 1, "a bracket is not closed", "add ]");
                return false;
            }
            char c = text.charAt(at++);
            if (c == ']') {
                break;
            }
            characters++;
            if (peek() == '-') {
                characters++;
                at++;
                char to = peek();
                if (to == ']') {
                    at++;
                    wrong(at - 1, "the range has no end", "write one, such as a-z");
                    return true;
                }
                if (at < text.length()) {
                    at++;
                    if (c > to) {
                        wrong(at - 1, "the range goes backwards", "exchange its ends");
                    }
                }
            }
        }
        if (characters == 1) {
            wrong(at - 1, "brackets around a single character", "write just the character");
        }
        return true;
    }
}
