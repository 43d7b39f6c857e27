package dev.duru.observe.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.observe.alerts.Alert;
import dev.duru.observe.query.OwnQueries;
import dev.duru.observe.query.Queries;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.SeriesReader;
import dev.duru.tsdb.histogram.Histogram;
import dev.duru.tsdb.query.QueryEngine;
import dev.duru.tsdb.query.Value;
import dev.duru.tsdb.store.Store;
import dev.duru.tsdb.store.StoreSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GroupTest {
    private static final long MINUTE = 60_000;
    private static final Labels UP = Labels.of("up", "job", "a");

    private final Store store = Store.open(StoreSettings.standard(null));
    private final List<Alert> told = new ArrayList<>();

    private final RuleHost host =
            new RuleHost() {
                @Override
                public Queries queries(String scope) {
                    return new OwnQueries(reader(scope));
                }

                @Override
                public SeriesReader reader(String scope) {
                    return store;
                }

                @Override
                public void keep(
                        Labels labels, long time, double value, @Nullable Histogram histogram) {
                    store.append(labels, time, value);
                }

                @Override
                public void tell(List<Alert> alerts) {
                    told.addAll(alerts);
                }

                @Override
                public Map<String, String> externalLabels() {
                    return Map.of();
                }

                @Override
                public String externalUrl() {
                    return "http://duru";
                }
            };

    private Group group(String rules) {
        return new Group(
                RuleFile.read(
                                "r.yml",
                                "groups: [{ name: g, interval: 1m, rules: [" + rules + "] }]")
                        .getFirst(),
                host);
    }

    private String value(String query, long at) {
        return switch (new QueryEngine(store, Duration.ofMinutes(5)).instant(query, at)) {
            case Value.Vector(List<Value.Sample> samples) ->
                    samples.stream().map(s -> s.labels() + " " + s.value()).toList().toString();
            case Value.Scalar _, Value.Matrix _, Value.Text _ -> "";
        };
    }

    @Test
    void anAlertIsToldWhenItFiresAndWhenItIsOver() {
        Group group = group("{ alert: Down, expr: up == 0, for: 2m }");
        for (int minute = 1; minute <= 6; minute++) {
            store.append(UP, minute * MINUTE, minute < 5 ? 0 : 1);
            group.evaluate(minute * MINUTE);
        }
        assertThat(told).extracting(Alert::name).containsOnly("Down");
        assertThat(told.getFirst().startsAt()).isEqualTo(Instant.ofEpochMilli(MINUTE));
        assertThat(told.getFirst().endsAt()).isEqualTo(Instant.ofEpochMilli(7 * MINUTE));
        assertThat(told.getFirst().generatorUrl())
                .isEqualTo("http://duru/graph?g0.expr=up+%3D%3D+0&g0.tab=1");
        assertThat(told.stream().filter(a -> a.endsAt().toEpochMilli() == 5 * MINUTE)).isNotEmpty();
        assertThat(value("ALERTS{alertstate=\"firing\"}", 4 * MINUTE)).contains("Down");
        assertThat(value("ALERTS", 5 * MINUTE)).isEqualTo("[]");
    }

    @Test
    void whatWasPendingBeforeARestartGoesOn() {
        String rule = "{ alert: Down, expr: up == 0, for: 30m }";
        Group before = group(rule);
        for (int minute = 1; minute <= 10; minute++) {
            store.append(UP, minute * MINUTE, 0);
            before.evaluate(minute * MINUTE);
        }
        Group after = group(rule);
        store.append(UP, 15 * MINUTE, 0);
        after.evaluate(15 * MINUTE);
        assertThat(after.alerts("Down").getFirst().activeAt()).isEqualTo(6 * MINUTE);
        after.evaluate(16 * MINUTE);
        assertThat(value("ALERTS_FOR_STATE", 16 * MINUTE)).contains("360.0");
    }

    @Test
    void aSeriesThatARuleGivesNoMoreEnds() {
        Group group = group("{ record: 'a:b', expr: up > 0, labels: { x: y } }");
        store.append(UP, MINUTE, 1);
        group.evaluate(MINUTE);
        assertThat(value("a:b", MINUTE)).isEqualTo("[a:b{job=\"a\", x=\"y\"} 1.0]");
        store.append(UP, 2 * MINUTE, 0);
        group.evaluate(2 * MINUTE);
        assertThat(value("a:b", 2 * MINUTE)).isEqualTo("[]");
    }

    @Test
    void aRuleThatFailsIsToldAndHindersNoOther() {
        store.append(UP, MINUTE, 1);
        store.append(Labels.of("up", "job", "b"), MINUTE, 1);
        Group group =
                group(
                        "{ record: bad, expr: up + on() up }, { record: good, expr: sum(up) },"
                                + " { alert: Bad, expr: up, labels: { job: same } }");
        group.evaluate(MINUTE);
        assertThat(group.statuses().get(0).health()).isEqualTo("err");
        assertThat(group.statuses().get(0).problem()).contains("found duplicate series");
        assertThat(group.statuses().get(1).health()).isEqualTo("ok");
        assertThat(group.statuses().get(2).problem())
                .contains("same labelset after applying alert labels");
        assertThat(value("good", MINUTE)).isEqualTo("[good{} 2.0]".replace("{}", ""));
    }

    @Test
    void aWrongFileIsRefusedWithThePlace() {
        assertThatThrownBy(() -> group("{ record: a, expr: 'up[' }"))
                .hasMessageContaining("r.yml:1:")
                .hasMessageContaining("could not parse expression: 1:4");
        assertThatThrownBy(() -> group("{ record: a, alert: b, expr: up }"))
                .hasMessageContaining("a rule has either `record` or `alert`");
        assertThatThrownBy(() -> group("{ alert: b, expr: up, annotations: { x: '{{ if }}' } }"))
                .hasMessageContaining("x: character");
        assertThatThrownBy(() -> group("{ alert: b, expr: up, fro: 1m }"))
                .hasMessageContaining("unknown key `fro`");
    }
}
