package dev.duru.manifest;

import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A query of a gate, which may name one of the edge's signals. Such a gate is always evaluated for
 * the release in question and its environment, so labels may only repeat these.
 */
final class SignalQuery {
    private static final Pattern SELECTOR =
            Pattern.compile("\\s*(?:duru_)?([a-z0-9_]+)\\s*(?:\\{([^{}]*)\\})?\\s*");
    private static final Pattern QUANTILE =
            Pattern.compile(
                    "\\s*histogram_quantile\\s*\\(\\s*([0-9.]+)\\s*,(.*)\\)\\s*", Pattern.DOTALL);
    private static final Pattern LABEL =
            Pattern.compile("\\s*([a-zA-Z_][a-zA-Z0-9_]*)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"\\s*");

    /** What a quantile is taken of, where it is what the edge measures. */
    private static final Pattern OF_THE_EDGE =
            Pattern.compile("\\s*(?:…|\\.\\.\\.|.*\\bduru_[a-z_]*bucket\\b.*)\\s*", Pattern.DOTALL);

    private final String query;
    private final String environment;

    SignalQuery(String query, String environment) {
        this.query = query;
        this.environment = environment;
    }

    /**
     * The signal of the edge that the query names; null for a query like those of graphs and
     * alerts.
     */
    Gate.@Nullable Signal signal() {
        Matcher selector = SELECTOR.matcher(query);
        if (selector.matches()) {
            return named(selector.group(1));
        }
        Matcher quantile = QUANTILE.matcher(query);
        return quantile.matches() && OF_THE_EDGE.matcher(quantile.group(2)).matches()
                ? quantile(quantile.group(1))
                : null;
    }

    /** Tells which labels ask for something else than the release in question. */
    void check(BiConsumer<String, String> problem) {
        Matcher braces = Pattern.compile("\\{([^{}]*)\\}").matcher(query);
        while (braces.find()) {
            checkLabels(braces.group(1), problem);
        }
    }

    private static Gate.@Nullable Signal named(String name) {
        return switch (name) {
            case "error_ratio" -> Gate.Signal.ERROR_RATIO;
            case "request_rate" -> Gate.Signal.REQUEST_RATE;
            case "latency_p50", "latency_p50_seconds", "p50" -> Gate.Signal.P50;
            case "latency_p95", "latency_p95_seconds", "p95" -> Gate.Signal.P95;
            case "latency_p99", "latency_p99_seconds", "p99" -> Gate.Signal.P99;
            default -> null;
        };
    }

    private static Gate.@Nullable Signal quantile(String text) {
        return switch (text) {
            case "0.5", "0.50", ".5" -> Gate.Signal.P50;
            case "0.95", ".95" -> Gate.Signal.P95;
            case "0.99", ".99" -> Gate.Signal.P99;
            default -> null;
        };
    }

    private void checkLabels(String labels, BiConsumer<String, String> problem) {
        if (labels.isBlank()) {
            return;
        }
        for (String part : labels.split(",")) {
            if (part.isBlank()) {
                continue;
            }
            Matcher label = LABEL.matcher(part);
            if (!label.matches()) {
                problem.accept(
                        "`" + part.strip() + "` is not a label matcher",
                        "write it as env=\"" + environment + "\"");
            } else if (!fits(label.group(1), label.group(2), label.group(3))) {
                problem.accept(
                        "a gate of `"
                                + environment
                                + "` reads the release that goes there, but the query asks for "
                                + part.strip(),
                        "remove the label, or write env=\"" + environment + "\"");
            }
        }
    }

    private boolean fits(String name, String operator, String value) {
        return switch (name) {
            case "env" -> operator.equals("=") && value.equals(environment);
            case "app" -> operator.equals("=");
            case "le" -> true;
            default -> false;
        };
    }
}
