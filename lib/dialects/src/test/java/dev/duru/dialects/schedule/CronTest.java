package dev.duru.dialects.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CronTest {
    @ParameterizedTest
    @CsvSource({
        "* * * * *,          2026-03-01T10:00:30Z, 2026-03-01T10:01:00Z",
        "* * * * *,          2026-03-01T10:01:00Z, 2026-03-01T10:02:00Z",
        "*/15 * * * *,       2026-03-01T10:46:00Z, 2026-03-01T11:00:00Z",
        "5/20 * * * *,       2026-03-01T10:26:00Z, 2026-03-01T10:45:00Z",
        "30 5 * * 1-5,       2026-03-06T05:30:00Z, 2026-03-09T05:30:00Z",
        "0 0 * * SUN,        2026-03-02T00:00:00Z, 2026-03-08T00:00:00Z",
        "0 12 1 jan-mar *,   2026-03-02T00:00:00Z, 2027-01-01T12:00:00Z",
        "0 0 29 2 *,         2026-03-01T00:00:00Z, 2028-02-29T00:00:00Z",
        "0 0 29 2 *,         2096-03-01T00:00:00Z, 2104-02-29T00:00:00Z",
        // both days limited: either is enough
        "0 0 13 * 5,         2026-03-01T00:00:00Z, 2026-03-06T00:00:00Z",
        "0 0 13 * 5,         2026-04-11T00:00:00Z, 2026-04-13T00:00:00Z",
        // a star with a step limits nothing: both must hold
        "0 0 */2 * 1,        2026-03-03T00:00:00Z, 2026-03-09T00:00:00Z",
        "59 23 31 12 *,      2026-12-31T23:59:00Z, 2027-12-31T23:59:00Z",
        "'0,30 8 * * *',     2026-03-01T08:00:00Z, 2026-03-01T08:30:00Z",
    })
    void nextTime(String line, Instant after, Instant next) {
        assertThat(Cron.parse(line).next(after)).contains(next);
    }

    @Test
    void aDateThatNeverComesHasNoNextTime() {
        assertThat(Cron.parse("0 0 30 2 *").next(Instant.EPOCH)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        // 02:30 is left out when the clocks go forward, and comes twice when they go back
        "2026-03-28T12:00:00Z, 2026-03-29T01:30:00Z",
        "2026-10-24T12:00:00Z, 2026-10-25T00:30:00Z",
        "2026-10-25T00:30:00Z, 2026-10-26T01:30:00Z",
    })
    void clocksOfAZone(Instant after, Instant next) {
        assertThat(Cron.parse("30 2 * * *").next(after, ZoneId.of("Europe/Berlin"))).contains(next);
    }

    @ParameterizedTest
    @CsvSource({
        "* * * *,      the schedule has 4 fields instead of 5",
        "60 * * * *,   `60` is not valid as field 1",
        "* 24 * * *,   `24` is not valid as field 2",
        "* * 0 * *,    `0` is not valid as field 3",
        "* * * foo *,  `foo` is not valid as field 4",
        "* * * * 7,    `7` is not valid as field 5",
        "5-3 * * * *,  `5-3` is not valid as field 1",
        "*/0 * * * *,  `*/0` is not valid as field 1",
        "*/x * * * *,  `*/x` is not valid as field 1",
    })
    void malformed(String line, String wrong) {
        assertThat(Cron.problem(line)).contains(wrong);
        assertThatThrownBy(() -> Cron.parse(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(wrong);
    }
}
