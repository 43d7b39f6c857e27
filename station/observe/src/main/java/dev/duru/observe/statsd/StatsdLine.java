package dev.duru.observe.statsd;

import dev.duru.tsdb.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One line.
 *
 * @param labels the name and tags as Prometheus writes them
 * @param values as they stand in the line
 * @param rate the share of what happened that was sent, above 0 and at most 1
 */
record StatsdLine(Labels labels, Kind kind, List<String> values, double rate) {
    /** The types. */
    enum Kind {
        /** {@code c}: how much was added. */
        COUNTER,
        /** {@code g}: a value, or with a sign how much it changed. */
        GAUGE,
        /** {@code ms}: how long something took, in milliseconds. */
        TIMER,
        /** {@code h} and {@code d}: a value of many. */
        DISTRIBUTION,
        /** {@code s}: something of which it matters how many different ones there are. */
        SET
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException with what is wrong with it
     */
    static StatsdLine read(String line) {
        if (line.startsWith("_e{") || line.startsWith("_sc|")) {
            throw new IllegalArgumentException("events and service checks are not taken");
        }
        String[] parts = line.split("\\|", -1);
        int colon = parts[0].indexOf(':');
        if (parts.length < 2 || colon <= 0) {
            throw new IllegalArgumentException("a line is NAME:VALUE|TYPE");
        }
        Kind kind = kind(parts[1]);
        String value = parts[0].substring(colon + 1);
        Map<String, String> labels = new TreeMap<>();
        double rate = 1;
        for (int i = 2; i < parts.length; i++) {
            if (parts[i].startsWith("@")) {
                rate = rate(parts[i].substring(1));
            } else if (parts[i].startsWith("#")) {
                tags(parts[i].substring(1), labels);
            }
        }
        labels.put(Labels.NAME, name(parts[0].substring(0, colon), true));
        labels.putIfAbsent("job", "statsd");
        List<String> values = kind == Kind.SET ? List.of(value) : List.of(value.split(":", -1));
        return new StatsdLine(Labels.of(labels), kind, values, rate);
    }

    private static Kind kind(String text) {
        return switch (text) {
            case "c" -> Kind.COUNTER;
            case "g" -> Kind.GAUGE;
            case "ms" -> Kind.TIMER;
            case "h", "d" -> Kind.DISTRIBUTION;
            case "s" -> Kind.SET;
            default ->
                    throw new IllegalArgumentException(
                            "the type '" + text + "' is none of c, g, ms, h, d, s");
        };
    }

    private static double rate(String text) {
        double rate = number(text);
        if (rate <= 0 || rate > 1) {
            throw new IllegalArgumentException(
                    "the sample rate " + text + " is not above 0 and at most 1");
        }
        return rate;
    }

    private static void tags(String text, Map<String, String> into) {
        for (String tag : text.split(",")) {
            int colon = tag.indexOf(':');
            String key = colon < 0 ? tag : tag.substring(0, colon);
            if (!key.isBlank()) {
                into.put(name(key, false), colon < 0 ? "true" : tag.substring(colon + 1));
            }
        }
    }

    /** Letters, digits and underscores, and colons in names of metrics, as Prometheus has them. */
    private static String name(String text, boolean metric) {
        String name = text.strip().replaceAll(metric ? "[^a-zA-Z0-9_:]" : "[^a-zA-Z0-9_]", "_");
        if (name.isEmpty()) {
            throw new IllegalArgumentException("the name is empty");
        }
        return Character.isDigit(name.charAt(0)) ? "_" + name : name;
    }

    /** The values as numbers. */
    List<Double> numbers() {
        List<Double> numbers = new ArrayList<>();
        values.forEach(value -> numbers.add(number(value)));
        return numbers;
    }

    private static double number(String text) {
        try {
            double number = Double.parseDouble(text);
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is no number", e);
        }
        throw new IllegalArgumentException("'" + text + "' is no finite number");
    }
}
