package dev.duru.observe.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.observe.dashboard.Interpolation.Chosen;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InterpolationTest {
    private static final Interpolation PLACE =
            new Interpolation(
                    Map.of(
                            "one", new Chosen(List.of("a.b"), false, ""),
                            "some", new Chosen(List.of("a.b", "c"), true, ""),
                            "single", new Chosen(List.of("a.b"), true, ""),
                            "every", new Chosen(List.of("x", "y"), true, ".+")),
                    new Interpolation.Time(1_000_000, 4_600_000, 15_000, 15_000));

    @ParameterizedTest
    @CsvSource(
            delimiter = '→',
            value = {
                "x{a=\"$one\"} → x{a=\"a.b\"}",
                "x{a=~\"$some\"} → x{a=~\"(a\\\\.b|c)\"}",
                "x{a=~\"${single}\"} → x{a=~\"a\\\\.b\"}",
                "x{a=~\"[[every]]\"} → x{a=~\".+\"}",
                "${some:csv} ${some:pipe} ${some:raw} → a.b,c a.b|c a.b,c",
                "${some:regex} ${one:regex} → (a\\.b|c) a\\.b",
                "rate(x[$__rate_interval]) $__interval $__interval_ms → rate(x[60s]) 15s 15000",
                "x[$__range] $__range_s $__from ${__to} → x[3600s] 3600 1000000 4600000",
                "$unknown ${unknown} a$ → $unknown ${unknown} a$",
            })
    void putsValuesIntoQueries(String text, String expected) {
        assertThat(PLACE.query(text)).isEqualTo(expected);
    }

    @Test
    void textsForPeopleAreNotQuoted() {
        assertThat(PLACE.words("of $some")).isEqualTo("of a.b + c");
    }
}
