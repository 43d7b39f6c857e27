package dev.duru.observe.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.observe.remote.Incoming;
import dev.duru.tsdb.histogram.Histogram;
import dev.duru.tsdb.wire.MessageWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtlpMetricsTest {
    private static OtlpMetrics.Read read(Consumer<MessageWriter> metric) {
        MessageWriter request = new MessageWriter();
        request.message(
                1,
                resource -> {
                    resource.message(1, r -> attribute(r, 1, "service.name", "shop"));
                    resource.message(2, scope -> scope.message(2, metric));
                });
        return OtlpMetrics.read(request.bytes());
    }

    private static void attribute(MessageWriter out, int field, String key, String value) {
        out.message(field, m -> m.text(1, key).message(2, v -> v.text(1, value)));
    }

    private static Map<String, Double> values(OtlpMetrics.Read read) {
        return read.series().stream()
                .filter(s -> !s.points().isEmpty())
                .collect(
                        Collectors.toMap(
                                s -> s.labels().toString(), s -> s.points().getFirst().value()));
    }

    @Test
    void jsonSaysTheSameAsProtocolBuffers() {
        String json =
                """
                {"resourceMetrics":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},
                 "scopeMetrics":[{"metrics":[
                  {"name":"orders","sum":{"aggregationTemporality":2,"isMonotonic":true,"dataPoints":[
                   {"startTimeUnixNano":"1699999999000000000","timeUnixNano":"1700000000000000000","asInt":"-7","attributes":[{"key":"paid","value":{"boolValue":false}}]}]}},
                  {"name":"load","gauge":{"dataPoints":[{"startTimeUnixNano":5000000,"timeUnixNano":1700000000000000000,"asDouble":"NaN"}]}},
                  {"name":"took","unit":"s","histogram":{"aggregationTemporality":2,"dataPoints":[
                   {"timeUnixNano":"1700000000000000000","count":"3","sum":4.5,"bucketCounts":["1","0","2"],"explicitBounds":[0,2.5]}]}},
                  {"name":"sizes","exponentialHistogram":{"aggregationTemporality":2,"dataPoints":[
                   {"timeUnixNano":"1700000000000000000","count":"3","sum":-4.5,"scale":-1,"zeroCount":"0",
                    "positive":{"offset":-2,"bucketCounts":["1","0","2"]}}]}}]}]}]}
                """;
        OtlpMetrics.Read read =
                OtlpMetrics.read(
                        OtlpJson.toMessage(
                                json.getBytes(StandardCharsets.UTF_8), OtlpJson.METRICS));
        assertThat(read.refused()).isZero();
        assertThat(read.series().stream().map(Incoming::startMillis))
                .as("only the counter tells since when it counts")
                .containsOnly(1_699_999_999_000L, 0L);
        assertThat(read.series().getFirst().startMillis()).isPositive();
        assertThat(values(read))
                .containsEntry("orders_total{job=\"shop\", paid=\"false\"}", -7.0)
                .containsEntry("load{job=\"shop\"}", Double.NaN)
                .containsEntry("took_seconds_bucket{job=\"shop\", le=\"0\"}", 1.0)
                .containsEntry("took_seconds_bucket{job=\"shop\", le=\"2.5\"}", 1.0)
                .containsEntry("took_seconds_count{job=\"shop\"}", 3.0);
        Histogram sizes = read.series().getLast().histograms().getFirst().histogram();
        assertThat(sizes.schema()).isEqualTo(-1);
        assertThat(sizes.sum()).isEqualTo(-4.5);
        assertThat(sizes.positive().index(0)).isEqualTo(-1);
        assertThat(sizes.positive().count(2)).isEqualTo(2);
    }

    @Test
    void aSumBecomesACounter() {
        OtlpMetrics.Read read =
                read(m ->
                        m.text(1, "http.server.duration")
                                .text(3, "ms")
                                .message(
                                        7,
                                        sum ->
                                                sum.message(
                                                                1,
                                                                p -> {
                                                                    p.number(4, 7);
                                                                    attribute(
                                                                            p,
                                                                            7,
                                                                            "http.method",
                                                                            "GET");
                                                                })
                                                        .whole(2, 2)
                                                        .whole(3, 1)));
        assertThat(values(read))
                .isEqualTo(
                        Map.of(
                                "http_server_duration_milliseconds_total{http_method=\"GET\", job=\"shop\"}",
                                7.0));
    }

    @Test
    void differencesAreRefusedAndCounted() {
        OtlpMetrics.Read read =
                read(m ->
                        m.text(1, "x")
                                .message(7, s -> s.message(1, p -> p.number(4, 1)).whole(2, 1)));
        assertThat(read.series()).isEmpty();
        assertThat(read.refused()).isEqualTo(1);
    }

    @Test
    void exponentialBucketsKeepTheirPlaces() {
        OtlpMetrics.Read read =
                read(m ->
                        m.text(1, "d")
                                .message(
                                        10,
                                        h ->
                                                h.message(
                                                                1,
                                                                p ->
                                                                        p.signed(6, 0)
                                                                                .message(
                                                                                        8,
                                                                                        b ->
                                                                                                b.signed(
                                                                                                                1,
                                                                                                                1)
                                                                                                        .wholes(
                                                                                                                2,
                                                                                                                List
                                                                                                                        .of(
                                                                                                                                3L,
                                                                                                                                4L))))
                                                        .whole(2, 2)));
        Incoming series = read.series().getFirst();
        assertThat(series.histograms().getFirst().histogram().buckets().getFirst().upper())
                .isEqualTo(4);
        assertThat(series.histograms().getFirst().histogram().buckets().getFirst().count())
                .isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "system.cpu.time,s,true,false,system_cpu_time_seconds_total",
        "memory,By,false,true,memory_bytes",
        "use,1,false,true,use_ratio",
        "requests,{request},true,false,requests_total",
        "speed,By/s,false,true,speed_bytes_per_second",
        "2xx,,false,true,_2xx"
    })
    void namesGetUnitsAndTotals(
            String name, String unit, boolean counter, boolean gauge, String expected) {
        assertThat(OtlpNames.metric(name, unit == null ? "" : unit, counter, gauge))
                .isEqualTo(expected);
    }
}
