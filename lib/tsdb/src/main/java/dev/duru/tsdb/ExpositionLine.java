package dev.duru.tsdb;

import java.util.OptionalLong;
import java.util.TreeMap;

/** Reads one line with a value: {@code name{label="value",} number [time]}. */
final class ExpositionLine {
    private final String line;
    private final int number;
    private int at;

    ExpositionLine(String line, int number) {
        this.line = line;
        this.number = number;
    }

    Exposition.Point point() {
        TreeMap<String, String> labels = new TreeMap<>();
        blanks();
        labels.put(Labels.NAME, name(true));
        blanks();
        if (peek() == '{') {
            at++;
            labels(labels);
        }
        blanks();
        double value = value(word("a number"));
        blanks();
        OptionalLong time = OptionalLong.empty();
        if (at < line.length()) {
            String word = word("a time");
            try {
                time = OptionalLong.of(Long.parseLong(word));
            } catch (NumberFormatException e) {
                throw wrong("'" + word + "' is not a time in milliseconds");
            }
            blanks();
            if (at < line.length()) {
                throw wrong("nothing may follow the time");
            }
        }
        return new Exposition.Point(Labels.of(labels), value, time);
    }

    private void labels(TreeMap<String, String> labels) {
        blanks();
        while (peek() != '}') {
            String label = name(false);
            blanks();
            expect('=');
            blanks();
            expect('"');
            if (labels.put(label, quoted()) != null) {
                throw wrong("label " + label + " is there twice");
            }
            blanks();
            if (peek() == ',') {
                at++;
                blanks();
            } else if (peek() != '}') {
                throw wrong("expected , or } after a label");
            }
        }
        at++;
    }

    private String quoted() {
        StringBuilder out = new StringBuilder();
        while (at < line.length()) {
            char c = line.charAt(at++);
            if (c == '"') {
                return out.toString();
            }
            if (c != '\\') {
                out.append(c);
                continue;
            }
            char next = peek();
            at++;
            switch (next) {
                case 'n' -> out.append('\n');
                case '"' -> out.append('"');
                case '\\' -> out.append('\\');
                default -> out.append('\\').append(next);
            }
        }
        throw wrong("a label's value has no closing quote");
    }

    private String name(boolean colons) {
        int start = at;
        while (at < line.length()) {
            char c = line.charAt(at);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
            boolean digit = c >= '0' && c <= '9' && at > start;
            if (!letter && !digit && !(colons && c == ':')) {
                break;
            }
            at++;
        }
        if (at == start) {
            throw wrong("expected a name");
        }
        return line.substring(start, at);
    }

    private String word(String what) {
        int start = at;
        while (at < line.length() && line.charAt(at) != ' ' && line.charAt(at) != '\t') {
            at++;
        }
        if (at == start) {
            throw wrong("expected " + what);
        }
        return line.substring(start, at);
    }

    private double value(String word) {
        return switch (word) {
            case "+Inf", "Inf", "+inf", "inf" -> Double.POSITIVE_INFINITY;
            case "-Inf", "-inf" -> Double.NEGATIVE_INFINITY;
            case "NaN", "nan" -> Double.NaN;
            default -> {
                try {
                    if (!word.matches("[+-]?[0-9.]+([eE][+-]?[0-9]+)?")) {
                        throw new NumberFormatException();
                    }
                    yield Double.parseDouble(word);
                } catch (NumberFormatException e) {
                    throw wrong("'" + word + "' is not a number");
                }
            }
        };
    }

    private void expect(char wanted) {
        if (peek() != wanted) {
            throw wrong("expected " + wanted);
        }
        at++;
    }

    private char peek() {
        return at < line.length() ? line.charAt(at) : '\0';
    }

    private void blanks() {
        while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
            at++;
        }
    }

    private TsdbException wrong(String what) {
        return new TsdbException("line %d, column %d: %s".formatted(number, at + 1, what));
    }
}
