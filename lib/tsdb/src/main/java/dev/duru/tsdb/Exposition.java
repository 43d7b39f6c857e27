package dev.duru.tsdb;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes Prometheus' text format, version 0.0.4: one metric family after the other. {@link
 * dev.duru.tsdb.exposition.Scraped} reads it.
 */
public final class Exposition {
    /** What to send as Content-Type. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private Exposition() {}

    /** What a family counts; the words of the format. */
    public enum Type {
        /** Only grows, or starts again at 0. */
        COUNTER,
        /** Goes up and down. */
        GAUGE,
        /** Cumulative buckets by label {@code le}. */
        HISTOGRAM,
        /** Quantiles made by the source. */
        SUMMARY
    }

    /** A label's value as it stands between quotes. */
    public static String escape(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    /** A number as the format writes it. */
    public static String number(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return Long.toString((long) value);
        }
        return Double.toString(value);
    }

    /** Writes families one after the other, each with its help and type once. */
    public static final class Writer {
        private final Map<String, StringBuilder> families = new LinkedHashMap<>();

        /**
         * Begins a family; all its lines must be added under its name.
         *
         * @param name for counters with {@code _total}, for times with {@code _seconds}
         */
        public Writer family(String name, Type type, String help) {
            families.computeIfAbsent(
                    name,
                    n ->
                            new StringBuilder()
                                    .append("# HELP ")
                                    .append(n)
                                    .append(' ')
                                    .append(help.replace("\\", "\\\\").replace("\n", "\\n"))
                                    .append("\n# TYPE ")
                                    .append(n)
                                    .append(' ')
                                    .append(type.name().toLowerCase(java.util.Locale.ROOT))
                                    .append('\n'));
            return this;
        }

        /** Adds a line to a family: its labels as name, value, name, value. */
        public Writer add(String family, double value, String... labels) {
            return addSuffixed(family, "", value, labels);
        }

        /** Adds a line whose name goes on after the family's: {@code _bucket}, {@code _sum}. */
        public Writer addSuffixed(String family, String suffix, double value, String... labels) {
            StringBuilder out = families.get(family);
            if (out == null) {
                throw new TsdbException("family " + family + " was not begun");
            }
            out.append(family).append(suffix);
            Map<String, String> sorted = new TreeMap<>();
            for (int i = 0; i < labels.length; i += 2) {
                sorted.put(labels[i], labels[i + 1]);
            }
            if (!sorted.isEmpty()) {
                List<String> parts = new ArrayList<>();
                sorted.forEach((k, v) -> parts.add(k + "=\"" + escape(v) + "\""));
                out.append('{').append(String.join(",", parts)).append('}');
            }
            out.append(' ').append(number(value)).append('\n');
            return this;
        }

        /** The whole text. */
        public String text() {
            return String.join("", families.values());
        }
    }
}
