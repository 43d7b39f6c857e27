package dev.duru.tsdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.duru.tsdb.exposition.Scraped;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpositionTest {
    @Test
    void readsThePageOfTheFormatsOwnDescription() {
        var page =
                Scraped.ofText(
                        """
                        # HELP http_requests_total The total number of HTTP requests.
                        # TYPE http_requests_total counter
                        http_requests_total{method="post",code="200"} 1027 1395066363000
                        http_requests_total{method="post",code="400",} 3 1395066363000

                        # Escaping in label values:
                        msdos_file_access_time_seconds{path="C:\\\\DIR\\\\FILE.TXT",error="Cannot find file:\\n\\"FILE.TXT\\""} 1.458255915e9
                        metric_without_timestamp_and_labels 12.47
                        something_weird{problem="division by zero"} +Inf -3982045
                        # TYPE http_request_duration_seconds histogram
                        http_request_duration_seconds_bucket{le="+Inf"} 144320
                        nothing NaN\r
                        """);
        assertThat(page.samples()).hasSize(7);
        assertThat(page.samples().getFirst())
                .isEqualTo(
                        new Scraped.Sample(
                                Labels.of("http_requests_total", "code", "200", "method", "post"),
                                1027,
                                null,
                                1395066363000L,
                                0,
                                List.of()));
        assertThat(page.samples().get(2).labels().value("path")).isEqualTo("C:\\DIR\\FILE.TXT");
        assertThat(page.samples().get(2).labels().value("error"))
                .isEqualTo("Cannot find file:\n\"FILE.TXT\"");
        assertThat(page.samples().get(4).value()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(page.samples().get(6).value()).isNaN();
        assertThat(page.families())
                .extracting(Scraped.Family::name, Scraped.Family::type)
                .containsExactly(
                        tuple("http_requests_total", "counter"),
                        tuple("http_request_duration_seconds", "histogram"));
        assertThat(page.families().getFirst().help()).startsWith("The total number");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "a{b=\"c\" 1          | line 1, column 9: expected , or }",
                "a{b=\"c} 1           | line 1, column 10: a text has no closing quote",
                "a{b=c} 1             | line 1, column 5: expected \"",
                "a{b=\"1\",b=\"2\"} 1 | line 1, column 14: label b is there twice",
                "a                    | line 1, column 2: expected a number",
                "a one                | line 1, column 3: 'one' is not a number",
                "a 1 x                | line 1, column 5: 'x' is not a time",
                "a 1 2 3              | line 1, column 7: nothing may follow here",
                "9a 1                 | line 1, column 1: expected a name",
            })
    void saysWhereALineIsMalformed(String line, String message) {
        assertThatThrownBy(() -> Scraped.ofText(line))
                .isInstanceOf(TsdbException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        String text =
                new Exposition.Writer()
                        .family("x_total", Exposition.Type.COUNTER, "Help\nwith \\ lines.")
                        .add("x_total", 3, "odd", "a\\b\"c\nd", "app", "shop")
                        .family("y", Exposition.Type.GAUGE, "Y.")
                        .add("y", 0.25)
                        .add("x_total", Double.NEGATIVE_INFINITY)
                        .text();
        var page = Scraped.ofText(text);
        assertThat(page.samples())
                .extracting(Scraped.Sample::labels)
                .containsExactly(
                        Labels.of("x_total", "app", "shop", "odd", "a\\b\"c\nd"),
                        Labels.of("x_total"),
                        Labels.of("y"));
        assertThat(page.families().getFirst().name()).isEqualTo("x_total");
        assertThat(page.families().getFirst().help()).isEqualTo("Help\nwith \\ lines.");
        assertThat(text).contains("x_total{app=\"shop\",odd=\"a\\\\b\\\"c\\nd\"} 3\n");
    }
}
