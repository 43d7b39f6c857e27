package dev.duru.observe;

import dev.duru.kernel.ProjectName;
import dev.duru.manifest.AlertRule;
import dev.duru.observe.rules.Rule;
import dev.duru.tsdb.number.NumberText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rules of an objective: how fast the errors that it allows in 30 days are used up, over a long
 * window and a short one, so that an alert comes soon, does not come for a moment's errors, and
 * ends soon. The windows and rates are those of
 * https://sre.google/workbook/alerting-on-slos/#6-multiwindow-multi-burn-rate-alerts.
 */
final class Objectives {
    private record Burn(String longWindow, String shortWindow, double rate, String severity) {}

    private static final List<Burn> BURNS =
            List.of(
                    new Burn("1h", "5m", 14.4, "critical"),
                    new Burn("6h", "30m", 6, "critical"),
                    new Burn("1d", "2h", 3, "warning"),
                    new Burn("3d", "6h", 1, "warning"));

    private Objectives() {}

    /** A recording rule for each window, and an alert for each pair of windows. */
    static List<Rule> rules(ProjectName project, AlertRule alert, double objective) {
        List<Rule> rules = new ArrayList<>();
        for (String window : List.of("5m", "30m", "1h", "2h", "6h", "1d", "3d")) {
            rules.add(
                    new Rule.Recording(
                            series(window),
                            "sum by (env) (rate(duru_edge_errors_total[%1$s]))".formatted(window)
                                    + " / sum by (env) (rate(duru_edge_requests_total[%1$s]))"
                                            .formatted(window),
                            Map.of("app", project.toString())));
        }
        for (Burn burn : BURNS) {
            String limit = " > " + NumberText.plain(rounded(burn.rate() * (1 - objective)));
            Map<String, String> labels = new LinkedHashMap<>();
            labels.put("app", project.toString());
            labels.put("severity", burn.severity());
            labels.put("window", burn.longWindow());
            rules.add(
                    new Rule.Alerting(
                            alert.name(),
                            series(burn.longWindow())
                                    + limit
                                    + " and "
                                    + series(burn.shortWindow())
                                    + limit,
                            Duration.ZERO,
                            Duration.ZERO,
                            labels,
                            Map.of("summary", summary(alert, objective, burn))));
        }
        return rules;
    }

    private static String series(String window) {
        return "duru_slo_errors:ratio_rate" + window;
    }

    private static double rounded(double value) {
        return Math.round(value * 1e9) / 1e9;
    }

    private static String summary(AlertRule alert, double objective, Burn burn) {
        String own = alert.summary().isEmpty() ? "" : alert.summary() + " ";
        return own
                + "{{ $value | humanizePercentage }} of requests failed in "
                + burn.longWindow()
                + " in {{ $labels.env }}: the errors that "
                + NumberText.plain(rounded(objective * 100))
                + "% allows are used up "
                + NumberText.plain(burn.rate())
                + " times too fast.";
    }
}
