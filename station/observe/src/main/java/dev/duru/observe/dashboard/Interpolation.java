package dev.duru.observe.dashboard;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Puts values of variables into texts: {@code $name}, {@code ${name}}, {@code ${name:format}} and
 * {@code [[name]]}, as Grafana's Prometheus data source does.
 *
 * @param values by name
 * @param time the page's time
 */
record Interpolation(Map<String, Chosen> values, Time time) {
    private static final Pattern PLACE =
            Pattern.compile(
                    "\\$(\\w+)|\\$\\{(\\w+)(?:\\.[^:^}]+)?(?::([^}]+))?}|\\[\\[(\\w+)(?::(\\w+))?]]");
    private static final Pattern SPECIAL = Pattern.compile("[$^*{}\\[\\]'+?.()|]");

    /**
     * What is chosen of a variable.
     *
     * @param many whether it may have several values, so that they stand in regular expressions
     * @param all what stands for all of them as it is; empty where it does not
     */
    record Chosen(List<String> values, boolean many, String all) {}

    /**
     * The time of a page, in milliseconds.
     *
     * @param interval between two points
     * @param scrape between two samples
     */
    record Time(long from, long to, long interval, long scrape) {
        long rateInterval() {
            return Math.max(interval + scrape, 4 * scrape);
        }
    }

    /** A query with all of it. */
    String query(String text) {
        return replaced(text, "");
    }

    /** A text for people: values stand beside each other. */
    String words(String text) {
        return replaced(text, "text");
    }

    private String replaced(String text, String standard) {
        return PLACE.matcher(text)
                .replaceAll(place -> {
                    String name = first(place.group(1), place.group(2), place.group(4));
                    String format = first(place.group(3), place.group(5), standard);
                    return Matcher.quoteReplacement(
                            value(name, format).orElseGet(() -> place.group()));
                });
    }

    private static String first(String... all) {
        for (String each : all) {
            if (each != null) {
                return each;
            }
        }
        return "";
    }

    private Optional<String> value(String name, String format) {
        Chosen chosen = values.get(name);
        return chosen == null ? builtIn(name, format) : Optional.of(formatted(chosen, format));
    }

    private Optional<String> builtIn(String name, String format) {
        long range = time.to() - time.from();
        return switch (name) {
            case "__interval" -> Optional.of(length(time.interval()));
            case "__interval_ms" -> Optional.of(Long.toString(time.interval()));
            case "__rate_interval" -> Optional.of(length(time.rateInterval()));
            case "__rate_interval_ms" -> Optional.of(Long.toString(time.rateInterval()));
            case "__range" -> Optional.of(Math.max(1, range / 1000) + "s");
            case "__range_s" -> Optional.of(Long.toString(Math.max(1, range / 1000)));
            case "__range_ms" -> Optional.of(Long.toString(range));
            case "__from" -> Optional.of(moment(time.from(), format));
            case "__to" -> Optional.of(moment(time.to(), format));
            default -> Optional.empty();
        };
    }

    private static String moment(long millis, String format) {
        return switch (format) {
            case "date", "date:iso" -> java.time.Instant.ofEpochMilli(millis).toString();
            case "date:seconds" -> Long.toString(millis / 1000);
            default -> Long.toString(millis);
        };
    }

    /** A length of time as PromQL writes it, in one unit. */
    static String length(long millis) {
        return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }

    private static String formatted(Chosen chosen, String format) {
        if (!chosen.all().isEmpty() && !format.equals("text")) {
            return chosen.all();
        }
        List<String> values = chosen.values();
        return switch (format) {
            case "" -> standard(chosen);
            case "regex" -> alternatives(values.stream().map(Interpolation::regex).toList());
            case "pipe" -> String.join("|", values);
            case "csv", "raw" -> String.join(",", values);
            case "glob" ->
                    values.size() == 1 ? values.getFirst() : "{" + String.join(",", values) + "}";
            case "doublequote" -> quoted(values, "\"");
            case "singlequote" -> quoted(values, "'");
            case "percentencode" ->
                    URLEncoder.encode(String.join(",", values), StandardCharsets.UTF_8);
            default -> String.join(" + ", values);
        };
    }

    private static String quoted(List<String> values, String quote) {
        return values.stream()
                .map(value -> quote + value.replace(quote, "\\" + quote) + quote)
                .collect(Collectors.joining(","));
    }

    /** Within the quotes of a query, a backslash of the regular expression is written twice. */
    private static String standard(Chosen chosen) {
        List<String> values = chosen.values();
        if (!chosen.many()) {
            return String.join(",", values).replace("\\", "\\\\").replace("'", "\\'");
        }
        return alternatives(
                values.stream()
                        .map(value ->
                                SPECIAL.matcher(value.replace("\\", "\\\\\\\\"))
                                        .replaceAll("\\\\\\\\$0"))
                        .toList());
    }

    private static String regex(String value) {
        return value.replaceAll("[\\\\^$*+?.()|\\[\\]{}/]", "\\\\$0");
    }

    private static String alternatives(List<String> values) {
        return values.size() == 1 ? values.getFirst() : "(" + String.join("|", values) + ")";
    }
}
