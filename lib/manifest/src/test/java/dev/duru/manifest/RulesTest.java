package dev.duru.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Freeze windows, checklists, release tasks, and environments in files of their own. */
class RulesTest {
    private static Environment production(String keys) {
        return Manifest.parse("duru.yml", "environments:\n  production: { " + keys + " }\n")
                .orThrow()
                .environment("production")
                .orElseThrow();
    }

    private static String wrong(String text) {
        return Manifest.parse("duru.yml", text) instanceof Parsed.Bad bad
                ? bad.problems().getFirst().toString()
                : "good";
    }

    @Test
    void withoutAnyOfItNothingIsAsked() {
        assertThat(production("from: main").rules()).isEqualTo(Rules.NONE);
    }

    @Test
    void readsTheRules() {
        Environment environment =
                production(
                        "queue: all, irreversible: true, drift: mend,"
                                + " release: { run: ./migrate up, timeout: 2m },"
                                + " approve: { checklist: [log in, { item: pay, evidence: true }] }");
        Rules rules = environment.rules();
        assertThat(rules.queue()).isEqualTo(Rules.Queue.ALL);
        assertThat(rules.irreversible()).isTrue();
        assertThat(rules.drift()).isEqualTo(Rules.Drift.MEND);
        assertThat(rules.task().run()).isEqualTo("./migrate up");
        assertThat(rules.task().timeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(environment.approval().checklist())
                .extracting(check -> check.item() + " " + check.evidence())
                .containsExactly("log in false", "pay true");
        assertThat(production("release: ./migrate up").rules().task().timeout())
                .isEqualTo(Duration.ofMinutes(10));
    }

    @ParameterizedTest
    @CsvSource({
        // Seoul is nine hours ahead
        "2026-12-24T08:59:59Z, ''",
        "2026-12-24T09:00:00Z, 2027-01-01T15:00:00Z",
        "2027-01-01T14:59:59Z, 2027-01-01T15:00:00Z",
        "2027-01-01T15:00:00Z, ''",
    })
    void freezesOnce(Instant now, String until) {
        Freeze freeze =
                production("freeze: [{ from: 2026-12-24 18:00, to: 2027-01-02, zone: Asia/Seoul }]")
                        .rules()
                        .freezes()
                        .getFirst();
        assertThat(freeze.until(now).map(Instant::toString).orElse("")).isEqualTo(until);
    }

    @ParameterizedTest
    @CsvSource({
        // Fridays from 18:00 for 62 hours: to Monday, 08:00; clocks go back on the 25th of October
        "2026-10-23T15:59:00Z, ''",
        "2026-10-23T16:00:00Z, 2026-10-26T06:00:00Z",
        "2026-10-26T05:59:00Z, 2026-10-26T06:00:00Z",
        "2026-10-26T06:00:00Z, ''",
    })
    void freezesAgainAndAgain(Instant now, String until) {
        Freeze freeze =
                production("freeze: [{ cron: '0 18 * * 5', for: 62h, zone: Europe/Berlin }]")
                        .rules()
                        .freezes()
                        .getFirst();
        assertThat(freeze.until(now).map(Instant::toString).orElse("")).isEqualTo(until);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "freeze: [{ reason: x }] | duru.yml:2:26 | needs either",
                "freeze: [{ from: 2026-12-24, cron: '* * * * *' }] | duru.yml:2:26 | needs either",
                "freeze: [{ cron: '0 18 * *', for: 1h }] | duru.yml:2:34 | 4 fields",
                "freeze: [{ cron: '0 18 * * 5' }] | duru.yml:2:28 | how long",
                "freeze: [{ from: 2026-13-01, to: 2027-01-01 }] | duru.yml:2:34 | is not a time",
                "freeze: [{ from: 2027-01-01, to: 2026-01-01 }] | duru.yml:2:50 | before it begins",
                "freeze: [{ from: 2026-01-01 }] | duru.yml:2:26 | has no `to`",
                "freeze: [{ from: 2026-01-01, to: 2026-01-02, zone: Mars }] | duru.yml:2:68 | time zone",
                "release: { timeout: 5m } | duru.yml:2:26 | no command",
                "approve: { checklist: [a, a] } | duru.yml:2:43 | twice",
                "approve: { checklist: [{ evidence: true }] } | duru.yml:2:40 | says nothing",
                "queue: oldest | duru.yml:2:24 | `queue` is `oldest`",
            })
    void saysWhatIsWrongAndWhere(String keys, String place, String what) {
        assertThat(wrong("environments:\n  production: { " + keys + " }\n"))
                .contains(place)
                .contains(what);
    }

    @Test
    void environmentsMayHaveFilesOfTheirOwn() {
        TreeMap<String, String> own = new TreeMap<>();
        own.put("environments/production.yml", "after: staging\nreplicas: 3\n");
        String text = new Sources("environments: { staging: { from: main } }\n", own).text();
        assertThat(Sources.of(text).text()).isEqualTo(text);
        Manifest manifest = Manifest.parse("duru.yml", text).orThrow();
        Environment production = manifest.environment("production").orElseThrow();
        assertThat(production.replicas()).isEqualTo(3);
        assertThat(production.position()).hasToString("environments/production.yml:1:1");
        assertThat(manifest.after("staging")).containsExactly(production);
        String lone = new Sources("", own).text();
        assertThat(wrong(lone)).contains("environments/production.yml:1:8").contains("staging");
    }

    @Test
    void anEnvironmentStandsInOnePlaceOnly() {
        TreeMap<String, String> own = new TreeMap<>();
        own.put("environments/staging.yml", "from: main\nreplica: 3\n");
        String text = new Sources("environments: { staging: {} }\n", own).text();
        assertThat(wrong(text)).contains("environments/staging.yml:1:1").contains("duru.yml:1:17");
        own.put("environments/staging.yml", "replica: 3\n");
        assertThat(wrong(new Sources("", own).text()))
                .contains("environments/staging.yml:1:1")
                .contains("`replicas`");
    }
}
