package dev.duru.manifest;

import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The queries that a gate can read: those that name one of the edge's signals. A gate is always
 * evaluated for the release in question and its environment, so labels may only repeat these.
 */
final class SignalQuery {
    private static final Pattern SELECTOR =
            Pattern.compile("\\s*(?:duru_)?([a-z0-9_]+)\\s*(?:\\{([^{}]*)\\})?\\s*");
    private static final Pattern QUANTILE =
            Pattern.compile(
                    "\\s*histogram_quantile\\s*\\(\\s*([0-9.]+)\\s*,(.*)\\)\\s*", Pattern.DOTALL);
    private static final Pattern LABEL =
            Pattern.compile("\\s*([a-zA-Z_][a-zA-Z0-9_]*)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"\\s*");
    private static final String FORMS =
            "write duru_error_ratio, duru_request_rate, duru_latency_p50, _p95 or _p99, or"
                    + " histogram_quantile(0.95, …); or name the `signal` instead";

    private final String query;
    private final String environment;

    SignalQuery(String query, String environment) {
        this.query = query;
        this.environment = environment;
    }

    Gate.@Nullable Signal read(BiConsumer<String, String> problem) {
        Matcher selector = SELECTOR.matcher(query);
        if (selector.matches()) {
            Gate.Signal signal = named(selector.group(1));
            String labels = selector.group(2);
            if (signal != null && labels != null) {
                checkLabels(labels, problem);
            }
            if (signal != null) {
                return signal;
            }
        }
        Matcher quantile = QUANTILE.matcher(query);
        if (quantile.matches()) {
            Gate.Signal signal = quantile(quantile.group(1));
            if (signal == null) {
                problem.accept(
                        "the edge keeps the quantiles 0.5, 0.95 and 0.99 but not "
                                + quantile.group(1),
                        "use one of these");
                return null;
            }
            Matcher inner = Pattern.compile("\\{([^{}]*)\\}").matcher(quantile.group(2));
            while (inner.find()) {
                checkLabels(inner.group(1), problem);
            }
            return signal;
        }
        problem.accept("a gate cannot read the query `" + query + "`", FORMS);
        return null;
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
