package dev.duru.logs.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.logs.LogEntry;
import dev.duru.logs.LogsException;
import dev.duru.logs.Origin;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What searches mean, and where they are wrong. */
class QueryParserTest {
    private static final String JSON =
            "{\"level\":\"error\",\"msg\":\"connection reset by peer\",\"http\":{\"status\":502,\"path\":\"/cart/7\"},\"took\":\"312ms\",\"traceId\":\"4BF92F3577B34DA6A3CE929D0E0E4736\"}";

    private static boolean fits(String query, String text) {
        LogEntry entry =
                new LogEntry(1, 1, new Origin(Map.of("environment", "production")), text, Map.of());
        return new Line(entry).fits(QueryParser.parse(query));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "reset|true",
                "RESET|true",
                "rese|false",
                "rese*|true",
                "*ese*|true",
                "\"reset by peer\"|true",
                "\"reset peer\"|false",
                "reset peer|true",
                "reset AND nothing|false",
                "reset OR nothing|true",
                "NOT nothing|true",
                "-reset|false",
                "reset -(nothing OR never)|true",
                "/re.et by/|true",
                "/RESET/|false",
                "/RESET/i|true",
                "/cart/7|true",
                "level:error|true",
                "level:ERROR|true",
                "level:warn|false",
                "http.status:502|true",
                "http.status:>=500|true",
                "http.status:<500|false",
                "http.status:500..599|true",
                "took:>250ms|true",
                "took:>1s|false",
                "http.path:/cart/*|true",
                "http.path:~\"[0-9]$\"|true",
                "msg:\"connection reset by peer\"|true",
                "msg:reset|false",
                "user:*|false",
                "took:*|true",
                "environment:production|true",
                "trace_id:4bf92f3577b34da6a3ce929d0e0e4736|true",
                "|true",
                "*|true",
            })
    void means(String query, boolean fits) {
        assertThat(fits(query == null ? "" : query, JSON)).isEqualTo(fits);
    }

    @Test
    void anyPartOfAKoreanWordIsFound() {
        assertThat(fits("결제", "주문결제가 실패했습니다")).isTrue();
        assertThat(fits("제결", "주문결제가 실패했습니다")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "(a|column 1: this '('",
                "a)|column 2: there is no '('",
                "\"a|column 1: this '\"'",
                "a OR|column 5: something",
                "AND b|column 1: something",
                "a status:>x|column 11: 'x' is not a number",
                "/(/|column 1: '(' is not a regular expression",
                "a-*b|column 1: '*' stands within",
                "a:~\"[\"|column 3: '['",
                "/((a{100}){100}){100}/|too large",
            })
    void saysWhereItIsWrong(String query, String message) {
        assertThatThrownBy(() -> QueryParser.parse(query))
                .isInstanceOf(LogsException.class)
                .hasMessageContaining(message);
    }

    @Test
    void hostileSearchesAreRefused() {
        assertThatThrownBy(() -> QueryParser.parse("(".repeat(3_000)))
                .isInstanceOf(LogsException.class);
        assertThatThrownBy(() -> QueryParser.parse("a ".repeat(1_000)))
                .isInstanceOf(LogsException.class);
        assertThatThrownBy(() -> QueryParser.parse("a".repeat(5_000)))
                .isInstanceOf(LogsException.class);
        assertThat(fits("/(a*)*b/", "a".repeat(30_000))).isFalse();
    }
}
