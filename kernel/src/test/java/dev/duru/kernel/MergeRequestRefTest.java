package dev.duru.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which refs are of merge requests. */
final class MergeRequestRefTest {
    @Test
    void bothDialectsNameTheSameRequest() {
        assertThat(MergeRequestRef.number("refs/pull/12/merge")).hasValue(12);
        assertThat(MergeRequestRef.number("refs/merge-requests/12/head")).hasValue(12);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "refs/heads/main",
                "refs/heads/refs/pull/1/merge",
                "refs/pull/1/head",
                "refs/pull//merge",
                "refs/merge-requests/x/head",
                "refs/pull/1234567890123456789/merge"
            })
    void othersAreOfNone(String ref) {
        assertThat(MergeRequestRef.number(ref)).isEmpty();
    }
}
