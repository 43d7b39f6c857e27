package dev.duru.observe;

import dev.duru.kernel.ProjectName;
import dev.duru.manifest.AlertRule;
import dev.duru.observe.rules.Rule;
import dev.duru.observe.rules.RuleGroup;
import dev.duru.tsdb.number.NumberText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The alerts of a project's {@code duru.yml}, as rules that see the project's series alone.
 *
 * @param alerts as the default branch has them
 */
public record ProjectAlerts(ProjectName project, List<AlertRule> alerts) {
    /** Port: the alerts of all projects as they are now. */
    @FunctionalInterface
    public interface Port {
        /** Asked again and again; projects without alerts may be left out. */
        List<ProjectAlerts> all();
    }

    private static final Duration EVERY = Duration.ofSeconds(15);

    /** The group of rules, empty when nothing is asked for. */
    List<RuleGroup> groups() {
        List<Rule> rules = new ArrayList<>();
        for (AlertRule alert : alerts) {
            if (alert.objective() == null) {
                rules.add(rule(alert));
            } else {
                rules.addAll(Objectives.rules(project, alert, alert.objective()));
            }
        }
        return rules.isEmpty()
                ? List.of()
                : List.of(
                        new RuleGroup(
                                project.toString(),
                                "duru.yml",
                                project.toString(),
                                EVERY,
                                Duration.ZERO,
                                0,
                                rules));
    }

    private Rule rule(AlertRule alert) {
        StringBuilder query = new StringBuilder("(" + alert.query() + ")");
        if (alert.above() != null) {
            query.append(" > ").append(NumberText.plain(alert.above()));
        }
        if (alert.below() != null) {
            query.append(" < ").append(NumberText.plain(alert.below()));
        }
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("app", project.toString());
        labels.put("severity", alert.severity().name().toLowerCase(Locale.ROOT));
        return new Rule.Alerting(
                alert.name(),
                query.toString(),
                alert.pending(),
                Duration.ZERO,
                labels,
                alert.summary().isEmpty() ? Map.of() : Map.of("summary", alert.summary()));
    }
}
