package dev.duru.observe;

import dev.duru.kernel.AlertFact;
import dev.duru.kernel.Database;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes facts of messages to receivers of the kind issue. */
final class AlertFacts {
    private static final Logger LOG = LoggerFactory.getLogger(AlertFacts.class);

    private final Database database;
    private final Ledger ledger;

    AlertFacts(Database database, Ledger ledger) {
        this.database = database;
        this.ledger = ledger;
    }

    void take(Map<String, Object> document) {
        if (document.get("alerts") instanceof List<?> alerts) {
            alerts.forEach(alert -> {
                if (alert instanceof Map<?, ?> map) {
                    fact(map).ifPresent(fact -> database.update(tx -> tx.append(fact)));
                }
            });
        }
    }

    /** Nothing for an alert that is about no project. */
    private Optional<Fact> fact(Map<?, ?> alert) {
        Map<?, ?> labels = alert.get("labels") instanceof Map<?, ?> l ? l : Map.of();
        Map<?, ?> texts = alert.get("annotations") instanceof Map<?, ?> a ? a : Map.of();
        ProjectName project;
        try {
            project = ProjectName.parse(text(labels, "app"));
        } catch (ProblemException e) {
            LOG.debug("the alert {} is about no project", labels);
            return Optional.empty();
        }
        String environment = text(labels, "env");
        String summary = text(texts, "summary");
        Instant since = Instant.parse(text(alert, "startsAt"));
        String commit = live(project, environment);
        if (text(alert, "status").equals("resolved")) {
            return Optional.of(
                    new AlertFact.AlertResolved(
                            project,
                            commit,
                            environment,
                            text(labels, "alertname"),
                            text(alert, "fingerprint"),
                            since,
                            Instant.parse(text(alert, "endsAt"))));
        }
        return Optional.of(
                new AlertFact.AlertFired(
                        project,
                        commit,
                        environment,
                        text(labels, "alertname"),
                        text(labels, "severity"),
                        summary.isEmpty() ? text(texts, "description") : summary,
                        text(alert, "fingerprint"),
                        since));
    }

    private static String text(Map<?, ?> map, String key) {
        Object value = map.get(key);
        return value == null ? "" : value.toString();
    }

    private String live(ProjectName project, String environment) {
        return ledger
                .ofKinds(project, Instant.EPOCH, Fact.ReleaseDeployed.class)
                .reversed()
                .stream()
                .map(entry -> (Fact.ReleaseDeployed) entry.fact())
                .filter(deployed ->
                        environment.isEmpty() || deployed.environment().equals(environment))
                .map(Fact.ReleaseDeployed::commit)
                .findFirst()
                .orElse("");
    }
}
