package dev.duru.pipeline.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.kernel.Fact;
import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.state.State.Move;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StateTest {
    @Test
    void theUsualWay() {
        assertThat(
                        State.WAITING
                                .transition(Move.READY)
                                .transition(Move.START)
                                .transition(Move.SUCCEED))
                .isEqualTo(State.SUCCESS);
    }

    @Test
    void aCancelledJobEndsAsCancelledWhateverItsStepsSay() {
        State cancelling = State.RUNNING.transition(Move.CANCEL);
        assertThat(cancelling).isEqualTo(State.CANCELLING);
        for (Move move : EnumSet.complementOf(EnumSet.of(Move.READY, Move.START, Move.RERUN))) {
            assertThat(cancelling.transition(move)).isEqualTo(State.CANCELLED);
        }
    }

    @Test
    void aJobThatWasLostIsQueuedAgain() {
        assertThat(State.RUNNING.transition(Move.LOST)).isEqualTo(State.QUEUED);
    }

    @ParameterizedTest
    @EnumSource(names = {"SUCCESS", "FAILED", "ERRORED", "CANCELLED", "SKIPPED"})
    void onlyAnotherAttemptLeavesAFinalState(State state) {
        assertThat(state.isFinal()).isTrue();
        assertThat(state.transition(Move.RERUN)).isEqualTo(State.QUEUED);
        for (Move move : EnumSet.complementOf(EnumSet.of(Move.RERUN))) {
            assertThatThrownBy(() -> state.transition(move))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining(state.word());
        }
    }

    @Test
    void everyStateThatIsNotFinalCanReachEachEndThatItsKindHas() {
        for (State state : Set.of(State.QUEUED, State.RUNNING)) {
            for (Fact.Result result : Fact.Result.values()) {
                if (state == State.QUEUED && result == Fact.Result.SUCCESS) {
                    continue;
                }
                State now = state;
                while (!now.isFinal()) {
                    now = now.transition(State.moveTo(result));
                }
                assertThat(now.result()).isEqualTo(result);
            }
        }
    }
}
