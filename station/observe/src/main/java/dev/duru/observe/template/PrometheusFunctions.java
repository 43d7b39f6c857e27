package dev.duru.observe.template;

import dev.duru.tsdb.number.NumberText;
import dev.duru.tsdb.query.Durations;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * The functions of Prometheus' templates.
 *
 * @param query answers an expression with maps of {@code Labels} and {@code Value}
 * @param externalUrl how people reach this server
 * @param now seconds since 1970
 */
public record PrometheusFunctions(
        Function<String, List<Map<String, Object>>> query, String externalUrl, double now)
        implements Functions {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    private static final Set<String> NAMES =
            Set.of(
                    "query",
                    "first",
                    "label",
                    "value",
                    "strvalue",
                    "sortByLabel",
                    "args",
                    "reReplaceAll",
                    "safeHtml",
                    "match",
                    "title",
                    "toUpper",
                    "toLower",
                    "graphLink",
                    "tableLink",
                    "stripPort",
                    "stripDomain",
                    "humanize",
                    "humanize1024",
                    "humanizeDuration",
                    "humanizePercentage",
                    "humanizeTimestamp",
                    "toTime",
                    "toDuration",
                    "now",
                    "pathPrefix",
                    "externalURL",
                    "parseDuration",
                    "urlQueryEscape");

    @Override
    public boolean has(String name) {
        return NAMES.contains(name);
    }

    @Override
    public @Nullable Object call(String name, List<@Nullable Object> arguments) {
        try {
            return switch (name) {
                case "query", "first", "label", "value", "strvalue", "sortByLabel" ->
                        ofSamples(name, arguments);
                case "args" -> numbered(arguments);
                case "now" -> now;
                case "externalURL" -> externalUrl;
                case "pathPrefix" -> externalUrl.replaceFirst("^[a-z]+://[^/]*", "");
                case "reReplaceAll" ->
                        Pattern.compile(text(arguments, 0))
                                .matcher(text(arguments, 2))
                                .replaceAll(replacement(text(arguments, 1)));
                case "match" ->
                        Pattern.compile(text(arguments, 0)).matcher(text(arguments, 1)).find();
                case "humanize",
                        "humanize1024",
                        "humanizeDuration",
                        "humanizePercentage",
                        "humanizeTimestamp",
                        "toTime",
                        "toDuration" ->
                        ofNumber(name, Values.number(arguments.getLast()));
                default -> ofText(name, text(arguments, arguments.size() - 1));
            };
        } catch (IndexOutOfBoundsException | java.util.NoSuchElementException e) {
            throw new TemplateException("function " + name + " has too few arguments");
        } catch (PatternSyntaxException e) {
            throw new TemplateException("'" + e.getPattern() + "' is not a regular expression");
        }
    }

    private static String text(List<@Nullable Object> arguments, int i) {
        return Values.text(arguments.get(i));
    }

    /** Groups as Go writes them, in Java's way. */
    private static String replacement(String text) {
        return text.replace("\\", "\\\\").replaceAll("\\$\\{([0-9]+)\\}", "\\$$1");
    }

    private static Map<String, @Nullable Object> numbered(List<@Nullable Object> arguments) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            all.put("arg" + i, arguments.get(i));
        }
        return all;
    }

    private @Nullable Object ofSamples(String name, List<@Nullable Object> arguments) {
        Object last = arguments.getLast();
        return switch (name) {
            case "query" -> query.apply(text(arguments, 0));
            case "first" -> {
                if (last instanceof List<?> list && !list.isEmpty()) {
                    yield list.getFirst();
                }
                throw new TemplateException("first() called on vector with no elements");
            }
            case "label" -> labels(last).getOrDefault(text(arguments, 0), "");
            case "value" -> last instanceof Map<?, ?> sample ? sample.get("Value") : null;
            case "strvalue" -> labels(last).getOrDefault("__value__", "");
            default -> {
                List<Object> sorted = new ArrayList<>(last instanceof List<?> l ? l : List.of());
                String label = text(arguments, 0);
                sorted.sort(Comparator.comparing(s -> labels(s).getOrDefault(label, "")));
                yield sorted;
            }
        };
    }

    private static Map<String, String> labels(@Nullable Object sample) {
        Map<String, String> labels = new LinkedHashMap<>();
        if (sample instanceof Map<?, ?> map && map.get("Labels") instanceof Map<?, ?> found) {
            found.forEach((k, v) -> labels.put(String.valueOf(k), String.valueOf(v)));
        }
        return labels;
    }

    private static Object ofText(String name, String text) {
        return switch (name) {
            case "title" ->
                    Pattern.compile("(?<![\\p{L}\\p{N}'_])\\p{L}")
                            .matcher(text)
                            .replaceAll(m -> m.group().toUpperCase(Locale.ROOT));
            case "toUpper" -> text.toUpperCase(Locale.ROOT);
            case "toLower" -> text.toLowerCase(Locale.ROOT);
            case "graphLink" -> "/graph?g0.expr=" + encoded(text) + "&g0.tab=0";
            case "tableLink" -> "/graph?g0.expr=" + encoded(text) + "&g0.tab=1";
            case "urlQueryEscape" -> encoded(text);
            case "stripPort" -> text.replaceFirst(":[0-9]*$", "").replaceAll("[\\[\\]]", "");
            case "stripDomain" ->
                    text.matches("[0-9.]+(:[0-9]+)?|\\[.*")
                            ? text
                            : text.replaceFirst("^([^.:]*)[^:]*", "$1");
            case "parseDuration" -> seconds(text);
            default -> text;
        };
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static double seconds(String text) {
        try {
            return Durations.millis(text) / 1000.0;
        } catch (NumberFormatException e) {
            throw new TemplateException("'" + text + "' is not a duration");
        }
    }

    private static Object ofNumber(String name, double v) {
        if (name.equals("toTime") || name.equals("humanizeTimestamp")) {
            return Double.isFinite(v) ? time(v) : four(v);
        }
        if (name.equals("toDuration")) {
            return NumberText.duration(Math.round(v * 1000));
        }
        if (name.equals("humanizePercentage")) {
            return four(v * 100) + "%";
        }
        if (!Double.isFinite(v)) {
            return four(v);
        }
        return switch (name) {
            case "humanize" -> v == 0 ? "0" : Math.abs(v) >= 1 ? large(v, 1000, DECIMAL) : small(v);
            case "humanize1024" -> Math.abs(v) <= 1 ? four(v) : large(v, 1024, BINARY);
            default -> duration(v);
        };
    }

    private static final List<String> DECIMAL = List.of("", "k", "M", "G", "T", "P", "E", "Z", "Y");
    private static final List<String> BINARY =
            List.of("", "ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi");
    private static final List<String> PARTS = List.of("", "m", "u", "n", "p", "f", "a", "z", "y");

    private static String large(double v, double base, List<String> prefixes) {
        int i = 0;
        double rest = v;
        while (Math.abs(rest) >= base && i + 1 < prefixes.size()) {
            rest /= base;
            i++;
        }
        return four(rest) + prefixes.get(i);
    }

    private static String small(double v) {
        int i = 0;
        double rest = v;
        while (Math.abs(rest) < 1 && i + 1 < PARTS.size()) {
            rest *= 1000;
            i++;
        }
        return four(rest) + PARTS.get(i);
    }

    private static String duration(double v) {
        if (v == 0) {
            return "0s";
        }
        if (Math.abs(v) < 1) {
            return small(v) + "s";
        }
        String sign = v < 0 ? "-" : "";
        long whole = (long) Math.abs(v);
        long seconds = whole % 60;
        long minutes = whole / 60 % 60;
        long hours = whole / 3600 % 24;
        long days = whole / 86_400;
        if (days > 0) {
            return "%s%dd %dh %dm %ds".formatted(sign, days, hours, minutes, seconds);
        }
        if (hours > 0) {
            return "%s%dh %dm %ds".formatted(sign, hours, minutes, seconds);
        }
        return minutes > 0
                ? "%s%dm %ds".formatted(sign, minutes, seconds)
                : sign + four(Math.abs(v)) + "s";
    }

    private static String four(double v) {
        return NumberText.rounded(v, 4);
    }

    /** A time as Go writes it. */
    private static String time(double seconds) {
        Instant at = Instant.ofEpochMilli(Math.round(seconds * 1000));
        String fraction =
                new BigDecimal(at.getNano()).movePointLeft(9).stripTrailingZeros().toPlainString();
        return TIME.format(at) + (at.getNano() == 0 ? "" : fraction.substring(1)) + " +0000 UTC";
    }
}
