package dev.duru.infrastructure;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * What a plan does with one environment.
 *
 * @param place where it is declared, {@code file:line:column}; {@code ""} when it no longer is
 * @param why in a sentence
 * @param release that carries it; 0 for none
 * @param note what became of it, and how to go on; may be empty
 * @param by who applied it; {@code ""} before that
 */
record Step(
        String environment,
        int order,
        Action action,
        State state,
        String place,
        String why,
        List<Difference> differences,
        long release,
        String note,
        String by,
        Instant at) {
    Step {
        differences = List.copyOf(differences);
    }

    /** What is done. */
    enum Action {
        CREATE,
        /** The environment goes on with other attributes. */
        CHANGE,
        /** It moves: what runs ends where it is and starts elsewhere. */
        REPLACE,
        DESTROY;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Where it is. The legal moves:
     *
     * <ul>
     *   <li>APPROVAL to RELEASE or APPLIED when enough people agreed
     *   <li>RELEASE (comes with the release of its commit, or by hand) to APPLYING, or to APPLIED
     *       when that release is live
     *   <li>CONFIRM (waits until its name is said) to APPLYING
     *   <li>APPLYING (begun) to APPLIED or FAILED
     *   <li>FAILED to APPLYING, again by hand
     *   <li>each but APPLIED to SUPERSEDED by a newer plan; from there to APPLIED when that one
     *       brings the same
     * </ul>
     */
    enum State {
        APPROVAL,
        RELEASE,
        CONFIRM,
        APPLYING,
        APPLIED,
        FAILED,
        SUPERSEDED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether something is still to happen. */
        boolean open() {
            return this != APPLIED && this != SUPERSEDED;
        }
    }

    /** What a difference means for what runs. */
    enum Effect {
        /** Nothing restarts. */
        NONE,
        /** Replicas start again with it. */
        RESTART,
        /** What runs ends and starts elsewhere. */
        REPLACE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** An attribute; {@code ""} where it is not set. */
    record Difference(String attribute, String before, String after, Effect effect) {}

    /** Whether replicas start again for it. */
    boolean restarts() {
        return differences.stream().anyMatch(d -> d.effect() != Effect.NONE);
    }
}
