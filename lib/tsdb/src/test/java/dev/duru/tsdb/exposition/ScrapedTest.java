package dev.duru.tsdb.exposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.tsdb.histogram.Histogram;
import dev.duru.tsdb.wire.MessageWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScrapedTest {
    private static final String OPEN = "application/openmetrics-text; version=1.0.0";

    private static Scraped text(String type, String text) {
        return Scraped.read(type, text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> lines(Scraped scraped) {
        return scraped.samples().stream()
                .map(s ->
                        s.labels()
                                + " "
                                + s.value()
                                + (s.timeMillis() == Scraped.NO_TIME ? "" : " @" + s.timeMillis()))
                .toList();
    }

    @Test
    void textHasTimesInMilliseconds() {
        Scraped scraped =
                text(
                        "",
                        "# TYPE a counter\n# HELP a One\\nTwo\n# a remark\na{b=\"x\\\"\\\\\",} +Inf 1500\n\n c  2e3\r\n");
        assertThat(lines(scraped)).containsExactly("a{b=\"x\\\"\\\\\"} Infinity @1500", "c 2000.0");
        assertThat(scraped.families())
                .containsExactly(new Scraped.Family("a", "counter", "One\nTwo", ""));
    }

    @Test
    void openMetricsHasTimesInSecondsAndExemplars() {
        Scraped scraped =
                text(OPEN, "# TYPE a gauge\na 1 1.5\nb_total 3 # {t=\"1\"} 0.5 2\n# EOF\n");
        assertThat(lines(scraped)).containsExactly("a 1.0 @1500", "b_total 3.0");
        assertThat(scraped.samples().get(1).exemplars().getFirst().timeMillis()).isEqualTo(2000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "a 1 2 3; line 1, column 7: nothing may follow here",
                "a; line 1, column 2: expected a number",
                "a{b=\"c\",b=\"d\"} 1; label b is there twice",
                "{b=\"c\"} 1; the series has no name",
                "a 1_000; '1_000' is not a number",
                "# TYPE a thing; 'thing' is not a type"
            })
    void malformedTextIsRefused(String text, String message) {
        assertThatThrownBy(() -> text("text/plain", text)).hasMessageContaining(message);
    }

    private static byte[] family(Consumer<MessageWriter> write) {
        MessageWriter family = new MessageWriter();
        write.accept(family);
        byte[] message = family.bytes();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(message.length).isLessThan(128);
        out.write(message.length);
        out.writeBytes(message);
        return out.toByteArray();
    }

    @Test
    void messagesGiveTheSeriesThatTextGives() {
        byte[] body =
                family(f ->
                        f.text(1, "h")
                                .whole(3, 4)
                                .message(
                                        4,
                                        m ->
                                                m.message(1, l -> l.text(1, "a").text(2, "b"))
                                                        .message(
                                                                7,
                                                                h ->
                                                                        h.whole(1, 5)
                                                                                .number(2, 2.5)
                                                                                .message(
                                                                                        3,
                                                                                        b ->
                                                                                                b.whole(
                                                                                                                1,
                                                                                                                3)
                                                                                                        .number(
                                                                                                                2,
                                                                                                                1)))));
        Scraped scraped = Scraped.read("application/vnd.google.protobuf", body);
        assertThat(lines(scraped))
                .containsExactly(
                        "h_bucket{a=\"b\", le=\"1\"} 3.0",
                        "h_bucket{a=\"b\", le=\"+Inf\"} 5.0",
                        "h_count{a=\"b\"} 5.0",
                        "h_sum{a=\"b\"} 2.5");
    }

    @Test
    void pagesTellSinceWhenTheyCount() {
        String text =
                """
                # TYPE a counter
                a_total{b="1"} 3
                a_created{b="1"} 1.5
                a_total{b="2"} 4
                # TYPE h histogram
                h_bucket{b="1",le="+Inf"} 3
                h_count{b="1"} 3
                h_sum{b="1"} 3
                h_created{b="1"} 2
                # TYPE g gauge
                g 3
                g_created 4
                # EOF
                """;
        assertThat(text(OPEN, text).samples().stream().map(Scraped.Sample::startMillis))
                .containsExactly(1500L, 0L, 0L, 2000L, 2000L, 2000L, 0L, 0L, 0L);
        byte[] counter =
                family(f ->
                        f.text(1, "a_total")
                                .message(
                                        4,
                                        m ->
                                                m.message(
                                                        3,
                                                        c ->
                                                                c.number(1, 3)
                                                                        .message(
                                                                                3,
                                                                                t ->
                                                                                        t.whole(
                                                                                                1,
                                                                                                7)))));
        assertThat(
                        Scraped.read("application/vnd.google.protobuf", counter)
                                .samples()
                                .getFirst()
                                .startMillis())
                .isEqualTo(7000);
    }

    @Test
    void nativeHistogramsKeepTheirBuckets() {
        byte[] body =
                family(f ->
                        f.text(1, "h")
                                .whole(3, 4)
                                .message(
                                        4,
                                        m ->
                                                m.message(
                                                        7,
                                                        h ->
                                                                h.whole(1, 9)
                                                                        .number(2, 30)
                                                                        .number(6, 0.001)
                                                                        .whole(7, 2)
                                                                        .message(
                                                                                12,
                                                                                s ->
                                                                                        s.signed(
                                                                                                        1,
                                                                                                        1)
                                                                                                .whole(
                                                                                                        2,
                                                                                                        2))
                                                                        .signeds(
                                                                                13,
                                                                                List.of(3L, 1L)))));
        Histogram histogram =
                Scraped.read("application/vnd.google.protobuf", body)
                        .samples()
                        .getFirst()
                        .histogram();
        assertThat(histogram).isNotNull();
        assertThat(histogram.buckets().getLast().upper()).isEqualTo(4);
        assertThat(histogram.buckets().getLast().count()).isEqualTo(4);
        assertThat(histogram.totals().zeroCount()).isEqualTo(2);
    }
}
