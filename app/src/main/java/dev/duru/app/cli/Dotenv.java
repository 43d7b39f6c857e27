package dev.duru.app.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of {@code NAME=VALUE} lines. Lines that begin with {@code #} are comments; {@code export}
 * before the name is passed over; a value in double quotes may go over several lines and knows
 * {@code \n}, {@code \t}, {@code \"} and {@code \\}; one in single quotes means itself.
 */
final class Dotenv {
    private static final Pattern NAME =
            Pattern.compile("\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_.-]*)\\s*=[ \\t]*");

    private final String shown;
    private final String text;
    private int at;

    private Dotenv(String shown, String text) {
        this.shown = shown;
        this.text = text;
    }

    /**
     * Reads a file.
     *
     * @throws WrongUsage if it cannot be read, or a line is malformed; says which
     */
    static Map<String, String> read(Path file) {
        try {
            return parse(file.toString(), Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new WrongUsage(file + " cannot be read: " + e.getMessage());
        }
    }

    static Map<String, String> parse(String shown, String text) {
        return new Dotenv(shown, text.replace("\r\n", "\n")).all();
    }

    private Map<String, String> all() {
        Map<String, String> values = new LinkedHashMap<>();
        Matcher name = NAME.matcher(text);
        while (at < text.length()) {
            int end = end();
            String line = text.substring(at, end);
            if (line.isBlank() || line.stripLeading().startsWith("#")) {
                at = end + 1;
                continue;
            }
            if (!name.region(at, end).lookingAt()) {
                throw wrong("write NAME=VALUE");
            }
            at = name.end();
            values.put(name.group(1), value());
        }
        return values;
    }

    private int end() {
        int end = text.indexOf('\n', at);
        return end < 0 ? text.length() : end;
    }

    private String value() {
        char quote = at < text.length() ? text.charAt(at) : '\n';
        if (quote != '"' && quote != '\'') {
            int end = end();
            String plain = text.substring(at, end).replaceFirst("\\s+#.*$", "").strip();
            at = end + 1;
            return plain;
        }
        int begin = at;
        StringBuilder value = new StringBuilder();
        for (at++; at < text.length() && text.charAt(at) != quote; at++) {
            boolean escape = quote == '"' && text.charAt(at) == '\\' && at + 1 < text.length();
            value.append(escape ? escaped(text.charAt(++at)) : String.valueOf(text.charAt(at)));
        }
        if (at >= text.length()) {
            at = begin;
            throw wrong("the quote is not closed");
        }
        at++;
        String rest = text.substring(at, end());
        if (!rest.isBlank() && !rest.stripLeading().startsWith("#")) {
            throw wrong("there is text behind the closing quote");
        }
        at = end() + 1;
        return value.toString();
    }

    private static String escaped(char c) {
        return switch (c) {
            case 'n' -> "\n";
            case 't' -> "\t";
            case 'r' -> "\r";
            case '"', '\\', '$' -> String.valueOf(c);
            default -> "\\" + c;
        };
    }

    private WrongUsage wrong(String what) {
        long line = text.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
        return new WrongUsage(shown + ":" + line + ": " + what);
    }
}
