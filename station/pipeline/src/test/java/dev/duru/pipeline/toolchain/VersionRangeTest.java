package dev.duru.pipeline.toolchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionRangeTest {
    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    20             | 20.11.1 | 21.0.0
                    20.x           | 20.0.0  | 19.9.9
                    v20.11         | 20.11.3 | 20.12.0
                    ^20.1          | 20.9.0  | 20.0.9
                    ^0.3.1         | 0.3.9   | 0.4.0
                    ~3.11.2        | 3.11.9  | 3.12.0
                    ~3             | 3.12.0  | 4.0.0
                    >=18 <21       | 20.5.1  | 21.0.0
                    >= 18          | 22.0.0  | 17.9.9
                    <=1.21         | 1.21.13 | 1.22.0
                    >1.21          | 1.22.0  | 1.21.4
                    1.20 - 1.22    | 1.22.9  | 1.23.0
                    '18 || 20'     | 20.1.0  | 19.0.0
                    *              | 1.2.3   | 1.2.3-rc.1
                    22             | 22.1.0  | 22.0.0-rc.1
                    8              | 1.8.0   | 11.0.2
                    """,
            delimiter = '|')
    void fits(String wish, String inside, String outside) {
        VersionRange range = VersionRange.of(wish);
        assertThat(range.fits(inside)).as(inside).isTrue();
        assertThat(range.fits(outside)).as(outside).isFalse();
    }

    @Test
    void whatIsNoRangeIsSaid() {
        assertThatThrownBy(() -> VersionRange.of("banana"))
                .hasMessage("'banana' is not a version or a range");
    }
}
