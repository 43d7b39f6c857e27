package dev.duru.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.delivery.ReleaseState.Event;
import dev.duru.kernel.ProblemException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ReleaseStateTest {
    /** Every legal move, as the Javadoc lists them; every other one is refused. */
    private static final Set<String> LEGAL =
            Set.of(
                    "WAITING APPROVED QUEUED",
                    "WAITING DECLINED DECLINED",
                    "WAITING SUPERSEDED SUPERSEDED",
                    "QUEUED TURN_CAME STARTING",
                    "QUEUED SUPERSEDED SUPERSEDED",
                    "STARTING EXPOSED STEPPING",
                    "STARTING FAILED FAILED",
                    "STEPPING STEPPED STEPPING",
                    "STEPPING COMPLETED LIVE",
                    "STEPPING HELD HELD",
                    "STEPPING CONDEMNED REVERTING",
                    "STEPPING FAILED FAILED",
                    "HELD RESUMED STEPPING",
                    "HELD CONDEMNED REVERTING",
                    "HELD FAILED FAILED",
                    "REVERTING RESTORED ROLLED_BACK",
                    "LIVE REPLACED RETIRED",
                    "LIVE TAKEN_BACK ROLLED_BACK",
                    "RETIRED RETURNED LIVE");

    @Test
    void onlyTheListedMovesAreLegal() {
        TreeSet<String> moves = new TreeSet<>();
        for (ReleaseState state : ReleaseState.values()) {
            for (Event event : Event.values()) {
                try {
                    moves.add(state + " " + event + " " + state.on(event));
                } catch (ProblemException refused) {
                    assertThat(refused.detail()).contains(state.word());
                }
            }
        }
        assertThat(moves).isEqualTo(new TreeSet<>(LEGAL));
    }

    @Test
    void whatIsOverNeverMovesAgainButToReturn() {
        for (ReleaseState state : ReleaseState.values()) {
            if (state.over()) {
                for (Event event : Event.values()) {
                    if (event == Event.RETURNED && state == ReleaseState.RETIRED) {
                        continue;
                    }
                    assertThatThrownBy(() -> state.on(event)).isInstanceOf(ProblemException.class);
                }
            }
        }
    }
}
