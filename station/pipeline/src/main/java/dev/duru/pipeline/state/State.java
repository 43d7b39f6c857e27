package dev.duru.pipeline.state;

import dev.duru.kernel.Fact;
import dev.duru.kernel.ProblemException;

/**
 * Where a run or a job is.
 *
 * <pre>
 * WAITING    READY   QUEUED       what it needs is done, or nothing holds it
 *            SKIP    SKIPPED      its condition is false
 *            CANCEL  CANCELLED    somebody, fail-fast or a concurrency group stopped it
 *            ERROR   ERRORED      its condition, matrix or place to run cannot be worked out
 *            FAIL    FAILED       somebody rejected it, or what it calls is wrong
 *            SUCCEED SUCCESS      (nodes without steps) somebody agreed, or nothing is left to do
 * QUEUED     START   RUNNING      a slot is free
 *            SKIP    SKIPPED      all jobs of a run turned out to be skipped
 *            CANCEL  CANCELLED
 *            ERROR   ERRORED      Duru cannot run it
 *            FAIL    FAILED       the CI file is wrong
 * RUNNING    SUCCEED SUCCESS
 *            SKIP    SKIPPED      (runs, and jobs that show how one ended)
 *            FAIL    FAILED       a step said no
 *            ERROR   ERRORED      Duru could not run it to its end
 *            CANCEL  CANCELLING   its steps are being stopped
 *            LOST    QUEUED       Duru died while it ran; it starts once more
 * CANCELLING SUCCEED, FAIL, ERROR, CANCEL, LOST, SKIP: CANCELLED
 * </pre>
 *
 * Nothing else is legal; the last five states are final: a job never leaves them, and a run only
 * for another attempt, by RERUN to QUEUED.
 */
public enum State {
    WAITING,
    QUEUED,
    RUNNING,
    CANCELLING,
    SUCCESS,
    FAILED,
    ERRORED,
    CANCELLED,
    SKIPPED;

    /** What happens to a run or a job. */
    public enum Move {
        READY,
        SKIP,
        START,
        CANCEL,
        SUCCEED,
        FAIL,
        ERROR,
        LOST,
        RERUN
    }

    /**
     * The state after a move.
     *
     * @throws ProblemException CONFLICT when the move is not legal here
     */
    public State transition(Move move) {
        return switch (this) {
            case WAITING ->
                    switch (move) {
                        case READY -> QUEUED;
                        case SKIP -> SKIPPED;
                        case CANCEL -> CANCELLED;
                        case ERROR -> ERRORED;
                        case FAIL -> FAILED;
                        case SUCCEED -> SUCCESS;
                        case START, LOST, RERUN -> throw illegal(move);
                    };
            case QUEUED ->
                    switch (move) {
                        case START -> RUNNING;
                        case SKIP -> SKIPPED;
                        case CANCEL -> CANCELLED;
                        case ERROR -> ERRORED;
                        case FAIL -> FAILED;
                        case READY, SUCCEED, LOST, RERUN -> throw illegal(move);
                    };
            case RUNNING ->
                    switch (move) {
                        case SUCCEED -> SUCCESS;
                        case SKIP -> SKIPPED;
                        case FAIL -> FAILED;
                        case ERROR -> ERRORED;
                        case CANCEL -> CANCELLING;
                        case LOST -> QUEUED;
                        case READY, START, RERUN -> throw illegal(move);
                    };
            case CANCELLING ->
                    switch (move) {
                        case SUCCEED, FAIL, ERROR, CANCEL, LOST, SKIP -> CANCELLED;
                        case READY, START, RERUN -> throw illegal(move);
                    };
            case SUCCESS, FAILED, ERRORED, CANCELLED, SKIPPED -> {
                if (move == Move.RERUN) {
                    yield QUEUED;
                }
                throw illegal(move);
            }
        };
    }

    private ProblemException illegal(Move move) {
        return ProblemException.conflict(
                "what is "
                        + name().toLowerCase(java.util.Locale.ROOT)
                        + " cannot take the move "
                        + move.name().toLowerCase(java.util.Locale.ROOT));
    }

    public boolean isFinal() {
        return switch (this) {
            case WAITING, QUEUED, RUNNING, CANCELLING -> false;
            case SUCCESS, FAILED, ERRORED, CANCELLED, SKIPPED -> true;
        };
    }

    /** The result of a final state. */
    public Fact.Result result() {
        return switch (this) {
            case SUCCESS -> Fact.Result.SUCCESS;
            case FAILED -> Fact.Result.FAILED;
            case ERRORED -> Fact.Result.ERRORED;
            case CANCELLED -> Fact.Result.CANCELLED;
            case SKIPPED -> Fact.Result.SKIPPED;
            case WAITING, QUEUED, RUNNING, CANCELLING ->
                    throw new IllegalStateException(this + " is not a result");
        };
    }

    /** The move that ends in a result. */
    public static Move moveTo(Fact.Result result) {
        return switch (result) {
            case SUCCESS -> Move.SUCCEED;
            case FAILED -> Move.FAIL;
            case ERRORED -> Move.ERROR;
            case CANCELLED -> Move.CANCEL;
            case SKIPPED -> Move.SKIP;
        };
    }

    /** Lower case, as in the API, in classes of pages and in badges. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
