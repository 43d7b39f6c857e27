package dev.duru.observe.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetLoopTest {
    @ParameterizedTest
    @CsvSource({
        "15000, 0, 15000",
        "15000, 1, 30000",
        "15000, 3, 120000",
        "15000, 6, 600000",
        "15000, 1000, 600000",
        "3600000, 9, 3600000",
    })
    void whatOffersNothingIsLookedAtEverMoreRarely(long every, int without, long pause) {
        assertThat(TargetLoop.pause(every, without)).isEqualTo(pause);
    }
}
