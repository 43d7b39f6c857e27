package dev.duru.delivery;

import dev.duru.kernel.ProblemException;
import java.util.Locale;
import java.util.Optional;

/** Where a release is on its way into an environment. */
public enum ReleaseState {
    /** Waits for people to approve it. */
    WAITING,
    /** Waits for its turn in the environment. */
    QUEUED,
    /** Its replicas start; it takes no traffic. */
    STARTING,
    /** Takes a share of the traffic, and is measured. */
    STEPPING,
    /** Takes a share, and waits for somebody's decision. */
    HELD,
    /** Was found to be bad; its traffic goes back to the stable release. */
    REVERTING,
    /** Takes all traffic: the stable release. */
    LIVE,
    /** Was live; another one took over. */
    RETIRED,
    /** Was taken back. */
    ROLLED_BACK,
    /** Could not start, or failed where there was no release to go back to. */
    FAILED,
    /** Somebody with the right to approve it declined it. */
    DECLINED,
    /** A newer release took its place before its turn came. */
    SUPERSEDED;

    /** What moves a release. */
    public enum Event {
        APPROVED,
        DECLINED,
        SUPERSEDED,
        TURN_CAME,
        EXPOSED,
        STEPPED,
        HELD,
        RESUMED,
        CONDEMNED,
        RESTORED,
        COMPLETED,
        REPLACED,
        TAKEN_BACK,
        RETURNED,
        FAILED
    }

    /**
     * The one switch of legal moves:
     *
     * <ul>
     *   <li>WAITING: APPROVED (enough people agreed) to QUEUED; DECLINED to DECLINED; SUPERSEDED (a
     *       newer release came) to SUPERSEDED
     *   <li>QUEUED: TURN_CAME (nothing else rolls out here) to STARTING; SUPERSEDED to SUPERSEDED
     *   <li>STARTING: EXPOSED (all replicas are healthy) to STEPPING; FAILED (never healthy, or
     *       taken back by somebody) to FAILED
     *   <li>STEPPING: STEPPED (gates passed, a larger share) to STEPPING; COMPLETED (the last
     *       step's gates passed) to LIVE; HELD (a gate failed where rollback is manual, the step
     *       ends with somebody's word, or somebody paused) to HELD; CONDEMNED (a gate failed, a
     *       crash loop, or somebody) to REVERTING; FAILED (the same where there is no stable
     *       release) to FAILED
     *   <li>HELD: RESUMED (somebody said go on) to STEPPING; CONDEMNED to REVERTING; FAILED to
     *       FAILED
     *   <li>REVERTING: RESTORED (the stable release has all traffic) to ROLLED_BACK
     *   <li>LIVE: REPLACED (a newer release completed) to RETIRED; TAKEN_BACK (an earlier digest
     *       completed in its place, or came back) to ROLLED_BACK
     *   <li>RETIRED: RETURNED (its replicas were kept, and it takes the place of the live one that
     *       is taken back) to LIVE
     * </ul>
     *
     * @throws ProblemException CONFLICT for every other move
     */
    public ReleaseState on(Event event) {
        return next(event)
                .orElseThrow(() ->
                        ProblemException.conflict(
                                "the release is "
                                        + word()
                                        + ", so it cannot be "
                                        + event.name().toLowerCase(Locale.ROOT).replace('_', ' ')
                                        + "; look at its newest state"));
    }

    private Optional<ReleaseState> next(Event event) {
        return switch (event) {
            case APPROVED -> from(this == WAITING, QUEUED);
            case DECLINED -> from(this == WAITING, DECLINED);
            case SUPERSEDED -> from(pending(), SUPERSEDED);
            case TURN_CAME -> from(this == QUEUED, STARTING);
            case EXPOSED -> from(this == STARTING, STEPPING);
            case STEPPED -> from(this == STEPPING, STEPPING);
            case HELD -> from(this == STEPPING, HELD);
            case RESUMED -> from(this == HELD, STEPPING);
            case CONDEMNED -> from(this == STEPPING || this == HELD, REVERTING);
            case FAILED -> from(this == STARTING || this == STEPPING || this == HELD, FAILED);
            case RESTORED -> from(this == REVERTING, ROLLED_BACK);
            case COMPLETED -> from(this == STEPPING, LIVE);
            case REPLACED -> from(this == LIVE, RETIRED);
            case TAKEN_BACK -> from(this == LIVE, ROLLED_BACK);
            case RETURNED -> from(this == RETIRED, LIVE);
        };
    }

    private static Optional<ReleaseState> from(boolean legal, ReleaseState next) {
        return legal ? Optional.of(next) : Optional.empty();
    }

    /** Whether it rolls out right now; at most one release of an environment does. */
    public boolean rolling() {
        return this == STARTING || this == STEPPING || this == HELD || this == REVERTING;
    }

    /** Whether it has not begun. */
    public boolean pending() {
        return this == WAITING || this == QUEUED;
    }

    /** Whether it is over, and any replicas left are to be stopped. */
    public boolean over() {
        return !rolling() && !pending() && this != LIVE;
    }

    /** In lower case with spaces, for people and the API. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
