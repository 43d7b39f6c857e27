package dev.duru.tsdb.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.duru.tsdb.Exposition;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Series;
import dev.duru.tsdb.query.syntax.QueryException;
import dev.duru.tsdb.store.Store;
import dev.duru.tsdb.store.StoreSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {
    private static final long MINUTE = 60_000;
    private final Store store = Store.open(StoreSettings.standard(null));
    private final QueryEngine engine = new QueryEngine(store, Duration.ofMinutes(5));

    /** A sample each minute from 0 to 10: counters, a gauge, a restart, a histogram. */
    @BeforeEach
    void fill() {
        for (int i = 0; i <= 10; i++) {
            long t = i * MINUTE;
            store.append(Labels.of("requests_total", "app", "a", "code", "200"), t, i * 60);
            store.append(Labels.of("requests_total", "app", "a", "code", "500"), t, i * 6);
            store.append(Labels.of("requests_total", "app", "b", "code", "200"), t, i * 30);
            store.append(Labels.of("restarted_total"), t, i < 5 ? i * 10 : (i - 5) * 10);
            store.append(Labels.of("temperature", "room", "x"), t, 20 + i);
            store.append(Labels.of("temperature", "room", "y"), t, -5);
            store.append(Labels.of("limit", "room", "x"), t, 25);
            store.append(Labels.of("d_bucket", "le", "0.1"), t, i * 10);
            store.append(Labels.of("d_bucket", "le", "0.5"), t, i * 18);
            store.append(Labels.of("d_bucket", "le", "1"), t, i * 20);
            store.append(Labels.of("d_bucket", "le", "+Inf"), t, i * 20);
        }
    }

    private String answer(String query) {
        return switch (engine.instant(query, 10 * MINUTE)) {
            case Value.Scalar(double value) -> shown(value);
            case Value.Text(String value) -> "\"" + value + "\"";
            case Value.Vector(List<Value.Sample> samples) ->
                    samples.stream()
                            .map(s -> s.labels() + " " + shown(s.value()))
                            .collect(Collectors.joining("; "));
            case Value.Matrix(List<Series> series) ->
                    series.stream()
                            .map(s -> s.labels() + " x" + s.size())
                            .collect(Collectors.joining("; "));
        };
    }

    private static String shown(double value) {
        return Exposition.number(Double.isFinite(value) ? Math.round(value * 1e6) / 1e6 : value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "1 + 2 * 3 ^ 2 ^ 0                 | 7",
                "-2 ^ 2                            | -4",
                "(1 + 2) * -3 % 4                  | -1",
                "0x1F                              | 31",
                "1e3 / 0                           | +Inf",
                "3 > bool 2                        | 1",
                "\"it's\\t\"                      | \"it's\t\"",
                "temperature                       | temperature{room=\"x\"} 30; temperature{room=\"y\"} -5",
                "temperature{room=~\"[xz]\"}        | temperature{room=\"x\"} 30",
                "{__name__=~\"temp.*\",room!=\"x\"}| temperature{room=\"y\"} -5",
                "temperature offset 3m             | temperature{room=\"x\"} 27; temperature{room=\"y\"} -5",
                "temperature[2m]                   | temperature{room=\"x\"} x2; temperature{room=\"y\"} x2",
                "temperature > 0                   | temperature{room=\"x\"} 30",
                "temperature > bool 0              | {room=\"x\"} 1; {room=\"y\"} 0",
                "0 < temperature                   | temperature{room=\"x\"} 30",
                "-temperature / 2                  | {room=\"x\"} -15; {room=\"y\"} 2.5",
                "temperature > limit               | temperature{room=\"x\"} 30",
                "temperature - on(room) limit      | {room=\"x\"} 5",
                "temperature unless limit          | temperature{room=\"y\"} -5",
                "limit or temperature              | limit{room=\"x\"} 25; temperature{room=\"y\"} -5",
                "temperature and limit             | temperature{room=\"x\"} 30",
                "sum(requests_total)               | {} 960",
                "sum by (app) (requests_total)     | {app=\"a\"} 660; {app=\"b\"} 300",
                "sum(requests_total) without (code)| {app=\"a\"} 660; {app=\"b\"} 300",
                "avg(temperature)                  | {} 12.5",
                "max(temperature) - min(temperature) | {} 35",
                "count(requests_total{code=\"500\"}) | {} 1",
                "rate(requests_total{app=\"a\"}[5m]) | {app=\"a\", code=\"200\"} 1; {app=\"a\", code=\"500\"} 0.1",
                "increase(requests_total{app=\"b\"}[5m]) | {app=\"b\", code=\"200\"} 150",
                "irate(requests_total{app=\"b\"}[5m]) | {app=\"b\", code=\"200\"} 0.5",
                "increase(restarted_total[10m])    | {} 88.888889",
                "delta(temperature{room=\"x\"}[4m])| {room=\"x\"} 4",
                "avg_over_time(temperature[3m])    | {room=\"x\"} 29; {room=\"y\"} -5",
                "max_over_time(temperature[3m])    | {room=\"x\"} 30; {room=\"y\"} -5",
                "count_over_time(limit[3m])        | {room=\"x\"} 3",
                "histogram_quantile(0.5, rate(d_bucket[5m])) | {} 0.1",
                "histogram_quantile(0.9, rate(d_bucket[5m])) | {} 0.5",
                "histogram_quantile(0.75, sum by (le) (d_bucket)) | {} 0.35",
                "histogram_quantile(0.99, d_bucket)| {} 0.95",
                "sum by (app) (rate(requests_total{code=~\"5..\"}[5m])) / sum by (app) (rate(requests_total[5m])) | {app=\"a\"} 0.090909",
                "round(temperature / 7)            | {room=\"x\"} 4; {room=\"y\"} -1",
                "clamp_min(temperature, 0)         | {room=\"x\"} 30; {room=\"y\"} 0",
                "absent(nothing{job=\"j\"})        | {job=\"j\"} 1",
                "scalar(limit) + 1                 | 26",
                "time()                            | 600",
                "vector(3) # and a comment         | {} 3",
                "nothing_here                      | ~~",
            })
    void answers(String query, String expected) {
        assertThat(answer(query)).isEqualTo(expected.replace("~~", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "sum(                    | 1:5: parse error: unclosed left parenthesis",
                "up{job=1}               | 1:8: parse error: unexpected character inside braces: '1'",
                "up{job=~\"[\"}          | 1:4: parse error: '[' of label job is not a regular expression",
                "{}                      | 1:1: parse error: vector selector must contain at least one non-empty matcher",
                "rate(up)                | 1:6: parse error: expected type range vector in call to function \"rate\", got instant vector",
                "up offset 1m offset 2m  | 1:1: parse error: offset may not be set multiple times",
                "up[5m:1m][5m]           | 1:10: parse error: ranges only allowed for vector selectors",
                "frobnicate(up)          | 1:1: parse error: unknown function with name \"frobnicate\"",
                "topk(up)                | 1:1: parse error: wrong number of arguments for aggregate expression provided, expected 2, got 1",
                "1 == 2                  | 1:3: parse error: comparisons between scalars must use BOOL modifier",
                "up and 1                | 1:1: parse error: set operator \"and\" not allowed in binary scalar expression",
                "up[5m] + 1              | 1:1: parse error: binary expression must contain only scalar and instant vector types",
                "up $                    | 1:4: parse error: unexpected character: '$'",
                "\"open                  | 1:1: parse error: unterminated quoted string",
                "up) + 1                 | 1:4: parse error: unexpected right parenthesis ')'",
                "up foo                  | 1:4: parse error: unexpected identifier \"foo\"",
                "sum by (a b) (up)       | 1:11: parse error: unexpected identifier \"b\" in grouping opts, expected \",\" or \")\"",
                "limit + on() temperature| found duplicate series for the match group {} on the right hand-side",
            })
    void refusesWithThePosition(String query, String message) {
        assertThatThrownBy(() -> engine.instant(query, 10 * MINUTE))
                .isInstanceOf(QueryException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void deepNestingIsRefusedInsteadOfOverflowing() {
        assertThatThrownBy(() -> QueryEngine.parse("(".repeat(100_000)))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("nested too deeply");
    }

    @Test
    void aRangeGivesEachStep() {
        List<Series> series = engine.range("temperature{room=\"x\"}", 0, 10 * MINUTE, 5 * MINUTE);
        assertThat(series).hasSize(1);
        assertThat(series.getFirst().times()).containsExactly(0, 5 * MINUTE, 10 * MINUTE);
        assertThat(series.getFirst().values()).containsExactly(20, 25, 30);
        assertThatThrownBy(() -> engine.range("up", 0, Long.MAX_VALUE / 2, 1))
                .hasMessageContaining("11000 steps");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sum by (app) (rate(requests_total[3m]))",
                "temperature offset 2m - on(room) limit",
                "increase(restarted_total[4m]) or max_over_time(temperature[90s])",
                "requests_total / ignoring(code) requests_total{code=\"200\",app=\"b\"}",
            })
    void aRangeIsWhatEachStepAloneWouldGive(String query) {
        List<String> alone = new ArrayList<>();
        for (long at = 0; at <= 14 * MINUTE; at += 30_000) {
            if (engine.instant(query, at) instanceof Value.Vector vector) {
                for (Value.Sample sample : vector.samples()) {
                    alone.add(at + " " + sample.labels() + " " + sample.value());
                }
            }
        }
        List<String> together = new ArrayList<>();
        for (Series series : engine.range(query, 0, 14 * MINUTE, 30_000)) {
            for (int i = 0; i < series.size(); i++) {
                together.add(series.times()[i] + " " + series.labels() + " " + series.values()[i]);
            }
        }
        assertThat(together).isNotEmpty().containsExactlyInAnyOrderElementsOf(alone);
    }

    @Test
    void anOldSampleIsNoValueAnyMore() {
        assertThat(engine.instant("limit", 14 * MINUTE)).isNotEqualTo(new Value.Vector(List.of()));
        assertThat(engine.instant("limit", 15 * MINUTE)).isEqualTo(new Value.Vector(List.of()));
    }

    @Test
    void durations() {
        assertThat(Durations.millis("1h30m")).isEqualTo(90 * MINUTE);
        assertThat(Durations.millis("500ms")).isEqualTo(500);
        assertThat(Durations.millis("1.5")).isEqualTo(1500);
        assertThat((double) Durations.millis("1w")).isCloseTo(7 * 86_400_000d, within(0.1));
    }
}
