package dev.duru.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.manifest.AlertRule;
import dev.duru.manifest.Manifest;
import dev.duru.manifest.Parsed;
import dev.duru.observe.rules.Rule;
import dev.duru.tsdb.query.QueryEngine;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObjectivesTest {
    private static List<AlertRule> alerts(String line) {
        String text =
                "app: shop\npackage: { files: { app/: out }, run: ./app }\nalerts:\n  - "
                        + line
                        + "\n";
        return switch (Manifest.parse("duru.yml", text)) {
            case Parsed.Good(Manifest manifest) -> manifest.alerts();
            case Parsed.Bad bad -> throw new AssertionError(bad.toString());
        };
    }

    @Test
    void oneLineGivesAlertsOfFourBurnRates() {
        List<Rule> rules =
                new ProjectAlerts(Bench.SHOP, alerts("{ name: Availability, objective: 99.9% }"))
                        .groups()
                        .getFirst()
                        .rules();
        assertThat(rules).hasSize(11).allSatisfy(rule -> QueryEngine.parse(rule.query()));
        assertThat(rules.get(7).query())
                .isEqualTo(
                        "duru_slo_errors:ratio_rate1h > 0.0144 and duru_slo_errors:ratio_rate5m > 0.0144");
        assertThat(rules.get(7).labels()).containsEntry("severity", "critical");
        assertThat(rules.get(10).query()).contains("ratio_rate3d > 0.001 and");
    }

    @Test
    void anAlertWithAQueryIsComparedWithItsLimit() {
        Rule rule =
                new ProjectAlerts(
                                Bench.SHOP,
                                alerts("{ name: Slow, query: 'a or b', above: 500ms, for: 1m }"))
                        .groups()
                        .getFirst()
                        .rules()
                        .getFirst();
        assertThat(rule.query()).isEqualTo("(a or b) > 0.5");
        assertThat(rule.labels()).containsEntry("app", "team/shop");
    }
}
