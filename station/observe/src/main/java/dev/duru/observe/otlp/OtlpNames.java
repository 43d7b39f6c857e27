package dev.duru.observe.otlp;

import java.util.Map;

/** Names of OpenTelemetry as names of Prometheus. */
final class OtlpNames {
    private static final Map<String, String> UNITS =
            Map.ofEntries(
                    Map.entry("d", "days"),
                    Map.entry("h", "hours"),
                    Map.entry("min", "minutes"),
                    Map.entry("s", "seconds"),
                    Map.entry("ms", "milliseconds"),
                    Map.entry("us", "microseconds"),
                    Map.entry("ns", "nanoseconds"),
                    Map.entry("By", "bytes"),
                    Map.entry("KiBy", "kibibytes"),
                    Map.entry("MiBy", "mebibytes"),
                    Map.entry("GiBy", "gibibytes"),
                    Map.entry("KBy", "kilobytes"),
                    Map.entry("MBy", "megabytes"),
                    Map.entry("GBy", "gigabytes"),
                    Map.entry("V", "volts"),
                    Map.entry("A", "amperes"),
                    Map.entry("J", "joules"),
                    Map.entry("W", "watts"),
                    Map.entry("g", "grams"),
                    Map.entry("Cel", "celsius"),
                    Map.entry("Hz", "hertz"),
                    Map.entry("%", "percent"));

    private OtlpNames() {}

    /**
     * The name of a metric with its unit.
     *
     * @param counter whether it only grows, which the name then says
     */
    static String metric(String name, String unit, boolean counter, boolean gauge) {
        String plain = clean(name, true).replaceAll("__+", "_").replaceAll("_$", "");
        String suffix = suffix(unit);
        if (!suffix.isEmpty() && !plain.endsWith("_" + suffix) && !plain.contains(suffix + "_")) {
            plain = plain.replaceFirst("_total$", "") + "_" + suffix;
        }
        if (gauge && unit.equals("1") && !plain.endsWith("_ratio")) {
            plain = plain + "_ratio";
        }
        return counter && !plain.endsWith("_total") ? plain + "_total" : plain;
    }

    private static String suffix(String unit) {
        String bare = unit.replaceAll("\\{[^}]*\\}", "");
        int slash = bare.indexOf('/');
        if (slash >= 0) {
            String over = word(bare.substring(0, slash));
            String per = word(bare.substring(slash + 1)).replaceFirst("s$", "");
            return (over.isEmpty() ? "" : over + "_") + "per_" + per;
        }
        return word(bare);
    }

    private static String word(String unit) {
        return unit.equals("1") ? "" : UNITS.getOrDefault(unit, clean(unit, false));
    }

    /** The name of a label. */
    static String label(String name) {
        String plain = clean(name, false);
        return plain.startsWith("__") ? "key" + plain : plain;
    }

    private static String clean(String name, boolean colons) {
        String plain = name.replaceAll(colons ? "[^a-zA-Z0-9_:]" : "[^a-zA-Z0-9_]", "_");
        return !plain.isEmpty() && Character.isDigit(plain.charAt(0)) ? "_" + plain : plain;
    }
}
