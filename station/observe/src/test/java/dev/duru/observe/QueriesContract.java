package dev.duru.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.observe.query.Queries;
import dev.duru.observe.remote.Incoming;
import dev.duru.tsdb.Exemplar;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Matcher;
import dev.duru.tsdb.Series;
import dev.duru.tsdb.SeriesExemplars;
import dev.duru.tsdb.histogram.Buckets;
import dev.duru.tsdb.histogram.CounterReset;
import dev.duru.tsdb.histogram.Histogram;
import dev.duru.tsdb.query.Value;
import dev.duru.tsdb.query.syntax.QueryException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What whoever answers queries must answer. */
abstract class QueriesContract {
    private static final long STEP = 15_000;
    private static final int STEPS = 40;

    /** A whole minute about ten minutes ago. */
    static final long START = (System.currentTimeMillis() - 600_000) / 60_000 * 60_000;

    private static final long END = START + STEP * (STEPS - 1);

    /** Over all series. */
    abstract Queries all();

    /** Over those of one project. */
    abstract Queries of(String project);

    /** A page that both adapters have read, whose series have the label {@code app}. */
    static final String PAGE =
            """
            # HELP orders_total Orders that were "taken".
            # TYPE orders_total counter
            orders_total{app="team/shop"} 5
            # HELP seats Seats.
            # TYPE seats gauge
            seats{app="team/third"} 7
            """;

    @Test
    void metricsAreDescribed() {
        assertThat(all().metadata(""))
                .containsEntry(
                        "orders_total",
                        List.of(new Queries.About("counter", "Orders that were \"taken\".", "")))
                .containsKey("seats");
        assertThat(all().metadata("seats").keySet()).containsExactly("seats");
        assertThat(all().metadata("nothing_at_all")).isEmpty();
        assertThat(of("team/shop").metadata("").keySet()).containsExactly("orders_total");
        assertThat(of("team/shop").metadata("seats")).isEmpty();
    }

    /** What both adapters are fed. */
    static List<Incoming> samples() {
        List<Incoming> all = new ArrayList<>();
        for (String app : List.of("team/shop", "team/other")) {
            for (String code : List.of("200", "500")) {
                List<Incoming.Point> points = new ArrayList<>();
                for (int i = 0; i < STEPS; i++) {
                    points.add(
                            new Incoming.Point(
                                    START + i * STEP, i * (code.equals("200") ? 30 : 3)));
                }
                Labels labels = Labels.of("requests_total", "app", app, "code", code);
                all.add(new Incoming(labels, points, List.of(), exemplars(app, code)));
            }
        }
        all.add(numbers("odd", Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY));
        all.add(numbers("quoted", 1, 2, 3));
        all.add(histograms());
        return all;
    }

    private static List<Exemplar> exemplars(String app, String code) {
        return code.equals("500") && app.equals("team/shop")
                ? List.of(new Exemplar(Labels.of("", "trace_id", "abc"), 3, START + STEP))
                : List.of();
    }

    private static Incoming numbers(String name, double... values) {
        List<Incoming.Point> points = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            points.add(new Incoming.Point(END - (values.length - 1 - i) * STEP, values[i]));
        }
        String odd = "a \"b\" \\ c\n두루";
        return new Incoming(
                Labels.of(name, "app", "team/shop", "text", odd), points, List.of(), List.of());
    }

    private static Histogram histogram(int i) {
        return Histogram.exponential(
                CounterReset.UNKNOWN,
                1,
                new Histogram.Totals(0.001, i, 8.0 * i, 21.5 * i),
                Buckets.at(new int[] {-1, 0, 3}, new double[] {i, 2.0 * i, 3.0 * i}),
                Buckets.at(new int[] {2}, new double[] {i}));
    }

    private static Incoming histograms() {
        List<Incoming.HistogramPoint> points = new ArrayList<>();
        for (int i = 0; i < STEPS; i++) {
            points.add(new Incoming.HistogramPoint(START + i * STEP, histogram(i)));
        }
        return new Incoming(Labels.of("sizes", "app", "team/shop"), List.of(), points, List.of());
    }

    private static List<Value.Sample> vector(Value value) {
        assertThat(value).isInstanceOf(Value.Vector.class);
        return ((Value.Vector) value).samples();
    }

    private double one(String query) {
        List<Value.Sample> samples = vector(all().value(query, END));
        assertThat(samples).hasSize(1);
        return samples.getFirst().value();
    }

    @Test
    void aVectorHasLabelsAndValues() {
        List<Value.Sample> found =
                vector(all().value("sum by (code) (rate(requests_total[1m])) * 10", END));
        assertThat(found)
                .extracting(sample -> sample.labels().value("code"))
                .containsExactlyInAnyOrder("200", "500");
        assertThat(found.stream().mapToLong(sample -> Math.round(sample.value())))
                .containsExactlyInAnyOrder(40L, 4L);
    }

    @Test
    void numbersTextsAndRangesAreThere() {
        assertThat(all().value("1.5 + 2", END)).isEqualTo(new Value.Scalar(3.5));
        assertThat(all().value("'a\\nb'", END)).isEqualTo(new Value.Text("a\nb"));
        Value value = all().value("quoted[1m]", END);
        assertThat(value).isInstanceOf(Value.Matrix.class);
        Series series = ((Value.Matrix) value).series().getFirst();
        assertThat(series.values()).containsExactly(1, 2, 3);
        assertThat(series.times()).containsExactly(END - 2 * STEP, END - STEP, END);
        assertThat(series.labels().value("text")).isEqualTo("a \"b\" \\ c\n두루");
    }

    @Test
    void whatIsNoNumberStaysSo() {
        assertThat(one("odd")).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(one("odd offset 15s")).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(one("odd offset 30s")).isNaN();
        assertThat(vector(all().value("nothing_at_all", END))).isEmpty();
    }

    @Test
    void aRangeHasAValueForEachStep() {
        Value value =
                all().range(
                                "requests_total{app='team/shop',code='500'}",
                                START,
                                END,
                                60_000,
                                Queries.Bounds.USUAL)
                        .value();
        assertThat(value).isInstanceOf(Value.Matrix.class);
        Series series = ((Value.Matrix) value).series().getFirst();
        assertThat(series.times()).hasSize(10).startsWith(START, START + 60_000);
        assertThat(series.values()).startsWith(0, 12, 24).endsWith(108);
    }

    @Test
    void nativeHistogramsComeWhole() {
        Histogram found = vector(all().value("sizes", END)).getFirst().histogram();
        assertThat(found).isNotNull();
        assertThat(found.compact()).isEqualTo(histogram(STEPS - 1).compact());
        assertThat(one("histogram_count(sum(sizes))")).isEqualTo(8.0 * (STEPS - 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sum(", "rate(requests_total)", "1 +", "requests_total{app=}"})
    void whatIsNoQueryIsRefusedAsSuch(String query) {
        assertThatThrownBy(() -> all().value(query, END))
                .isInstanceOfSatisfying(
                        QueryException.class,
                        e -> assertThat(e.kind()).isEqualTo(QueryException.Kind.SYNTAX))
                .hasMessageContaining("parse error");
    }

    @Test
    void whatCannotBeAnsweredSaysWhy() {
        assertThatThrownBy(() -> all().value("requests_total + on (code) requests_total", END))
                .isInstanceOfSatisfying(
                        QueryException.class,
                        e -> assertThat(e.kind()).isEqualTo(QueryException.Kind.EXECUTION))
                .hasMessageContaining("many-to-many");
    }

    private static Queries.Which which(Matcher... matchers) {
        return new Queries.Which(List.of(List.of(matchers)), START, END);
    }

    @Test
    void seriesAndLabelsAreListed() {
        Matcher name = Matcher.equal(Labels.NAME, "requests_total");
        assertThat(all().series(which(name))).hasSize(4);
        assertThat(all().labelNames(which(name))).containsExactly("__name__", "app", "code");
        assertThat(all().labelValues("app", which(name)))
                .containsExactly("team/other", "team/shop");
        assertThat(all().labelValues("code", new Queries.Which(List.of(), 0, Long.MAX_VALUE)))
                .containsExactly("200", "500");
    }

    @Test
    void exemplarsAreThere() {
        List<SeriesExemplars> found = all().exemplars("rate(requests_total[5m])", START, END);
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().labels().value("app")).isEqualTo("team/shop");
        assertThat(found.getFirst().exemplars().getFirst().labels().value("trace_id"))
                .isEqualTo("abc");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "count(requests_total)",
                "count({__name__=~'req.*'})",
                "count(requests_total{app=~'.*'} or requests_total{app!='team/shop'})",
                "count(max_over_time(requests_total[5m:15s] offset 0s))",
                "count(-requests_total @ end())",
                "count(topk(scalar(count(requests_total)), requests_total))",
            })
    void aProjectSeesNothingOfAnother(String query) {
        List<Value.Sample> found = vector(of("team/shop").value(query, END));
        assertThat(found).extracting(Value.Sample::value).containsExactly(2.0);
    }

    @Test
    void aProjectListsItsOwn() {
        Queries shop = of("team/other");
        Queries.Which everything = new Queries.Which(List.of(), START, END);
        assertThat(shop.series(everything)).hasSize(2);
        assertThat(shop.labelValues("app", everything)).containsExactly("team/other");
        assertThat(shop.labelNames(everything)).containsExactly("__name__", "app", "code");
        assertThat(shop.exemplars("requests_total", START, END)).isEmpty();
    }
}
