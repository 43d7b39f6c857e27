package dev.duru.tsdb.exposition;

import dev.duru.tsdb.Exemplar;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.TsdbException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads both text formats, which differ in times, types, exemplars and the end. */
final class MetricText {
    private static final Set<String> TYPES =
            Set.of("counter", "gauge", "histogram", "summary", "untyped");
    private static final Set<String> OPEN_TYPES =
            Set.of(
                    "counter",
                    "gauge",
                    "histogram",
                    "gaugehistogram",
                    "summary",
                    "info",
                    "stateset",
                    "unknown");

    private final String text;
    private final boolean open;
    private final List<Scraped.Sample> samples = new ArrayList<>();
    private final Map<String, String[]> described = new LinkedHashMap<>();
    private int at;
    private int line = 1;
    private int lineStart;

    MetricText(String text, boolean open) {
        this.text = text;
        this.open = open;
    }

    Scraped read() {
        boolean ended = false;
        while (at < text.length()) {
            if (ended) {
                throw wrong("nothing may follow # EOF");
            }
            blanks();
            if (peek() == '#') {
                ended = comment();
            } else if (!endOfLine()) {
                samples.add(sample());
            }
            blanks();
            if (!endOfLine()) {
                throw wrong("nothing may follow here but the end of the line");
            }
            nextLine();
        }
        if (open && !ended) {
            throw wrong("data does not end with # EOF");
        }
        return new Scraped(
                open ? new Beginnings(types()).told(samples) : samples,
                described.entrySet().stream()
                        .map(e ->
                                new Scraped.Family(
                                        e.getKey(),
                                        e.getValue()[0].isEmpty() ? "unknown" : e.getValue()[0],
                                        e.getValue()[1],
                                        e.getValue()[2]))
                        .toList());
    }

    private Map<String, String> types() {
        Map<String, String> types = new HashMap<>();
        described.forEach((name, family) -> types.put(name, family[0]));
        return types;
    }

    private boolean endOfLine() {
        return at >= text.length() || peek() == '\n' || peek() == '\r' && next() == '\n';
    }

    private char next() {
        return at + 1 < text.length() ? text.charAt(at + 1) : '\n';
    }

    private void nextLine() {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end + 1;
        lineStart = at;
        line++;
    }

    /** Whether it was the one that ends the page. */
    private boolean comment() {
        at++;
        blanks();
        String keyword = bareWord();
        switch (keyword) {
            case "HELP", "TYPE", "UNIT" -> {
                blanks();
                String name = peek() == '"' ? quoted() : bareWord();
                blanks();
                String rest = restOfLine();
                String[] family = described.computeIfAbsent(name, n -> new String[] {"", "", ""});
                switch (keyword) {
                    case "HELP" -> family[1] = unescaped(rest);
                    case "UNIT" -> family[2] = rest.strip();
                    default -> family[0] = type(rest.strip());
                }
            }
            case "EOF" -> {
                return open;
            }
            default -> restOfLine();
        }
        return false;
    }

    private String type(String word) {
        if (!(open ? OPEN_TYPES : TYPES).contains(word)) {
            throw wrong("'" + word + "' is not a type: " + (open ? OPEN_TYPES : TYPES));
        }
        return word.equals("untyped") ? "unknown" : word;
    }

    private static String unescaped(String text) {
        return text.indexOf('\\') < 0
                ? text
                : text.replace("\\\\", "\0")
                        .replace("\\n", "\n")
                        .replace("\\\"", "\"")
                        .replace("\0", "\\");
    }

    private String restOfLine() {
        int start = at;
        while (!endOfLine()) {
            at++;
        }
        return text.substring(start, at);
    }

    private Scraped.Sample sample() {
        TreeMap<String, String> labels = new TreeMap<>();
        if (peek() != '{') {
            labels.put(Labels.NAME, name(true));
            blanks();
        }
        if (peek() == '{') {
            labels(labels);
        }
        if (!labels.containsKey(Labels.NAME)) {
            throw wrong("the series has no name");
        }
        blanks();
        double value = number();
        blanks();
        long time = Scraped.NO_TIME;
        if (!endOfLine() && peek() != '#') {
            time = open ? Math.round(number() * 1000) : millis();
            blanks();
        }
        List<Exemplar> exemplars = List.of();
        if (open && peek() == '#') {
            exemplars = List.of(exemplar(time));
        }
        return new Scraped.Sample(Labels.of(labels), value, null, time, 0, exemplars);
    }

    private Exemplar exemplar(long sampleTime) {
        at++;
        blanks();
        TreeMap<String, String> labels = new TreeMap<>();
        if (peek() != '{') {
            throw wrong("expected { after #");
        }
        labels(labels);
        blanks();
        double value = number();
        blanks();
        long time = endOfLine() ? sampleTime : Math.round(number() * 1000);
        return new Exemplar(Labels.of(labels), value, time);
    }

    private void labels(TreeMap<String, String> labels) {
        at++;
        blanks();
        while (peek() != '}') {
            boolean quotes = peek() == '"';
            String label = quotes ? quoted() : name(false);
            blanks();
            if (quotes && peek() != '=') {
                if (labels.put(Labels.NAME, label) != null) {
                    throw wrong("the series has two names");
                }
            } else {
                expect('=');
                blanks();
                if (labels.put(label, quoted()) != null) {
                    throw wrong("label " + label + " is there twice");
                }
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
        expect('"');
        int start = at;
        while (at < text.length() && peek() != '"' && peek() != '\\' && peek() != '\n') {
            at++;
        }
        if (peek() == '"') {
            return text.substring(start, at++);
        }
        StringBuilder out = new StringBuilder(text.substring(start, at));
        while (at < text.length() && peek() != '\n') {
            char c = text.charAt(at++);
            if (c == '"') {
                return out.toString();
            }
            if (c != '\\') {
                out.append(c);
                continue;
            }
            char escaped = peek();
            at++;
            switch (escaped) {
                case 'n' -> out.append('\n');
                case '"', '\\' -> out.append(escaped);
                default -> out.append('\\').append(escaped);
            }
        }
        throw wrong("a text has no closing quote");
    }

    private String name(boolean colons) {
        int start = at;
        while (at < text.length()) {
            char c = text.charAt(at);
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
        return text.substring(start, at);
    }

    private String bareWord() {
        int start = at;
        while (at < text.length() && peek() != ' ' && peek() != '\t' && !endOfLine()) {
            at++;
        }
        return text.substring(start, at);
    }

    private double number() {
        int start = at;
        String word = bareWord();
        double special =
                switch (word) {
                    case "+Inf", "Inf", "+inf", "inf" -> Double.POSITIVE_INFINITY;
                    case "-Inf", "-inf" -> Double.NEGATIVE_INFINITY;
                    default -> 0;
                };
        if (special != 0) {
            return special;
        }
        if (word.equalsIgnoreCase("nan")) {
            return Double.NaN;
        }
        if (!word.isEmpty() && "0123456789.".indexOf(word.charAt(word.length() - 1)) >= 0) {
            try {
                return Double.parseDouble(word);
            } catch (NumberFormatException e) {
                at = start;
                throw wrong("'" + word + "' is not a number");
            }
        }
        at = start;
        throw wrong(word.isEmpty() ? "expected a number" : "'" + word + "' is not a number");
    }

    private long millis() {
        int start = at;
        String word = bareWord();
        try {
            return Long.parseLong(word);
        } catch (NumberFormatException e) {
            at = start;
            throw wrong("'" + word + "' is not a time in milliseconds");
        }
    }

    private void expect(char wanted) {
        if (peek() != wanted) {
            throw wrong("expected " + wanted);
        }
        at++;
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\n';
    }

    private void blanks() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
    }

    private TsdbException wrong(String what) {
        return new TsdbException(
                "line %d, column %d: %s".formatted(line, at - lineStart + 1, what));
    }
}
