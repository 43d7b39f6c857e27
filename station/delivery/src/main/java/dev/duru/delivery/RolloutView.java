package dev.duru.delivery;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rollout in progress.
 *
 * @param style {@code beside}, {@code gradual} or {@code stop_first}
 * @param steps percent of the traffic at each step
 * @param stages the same with all that each step asks for
 * @param step index of the one that it is at
 * @param percent what the new release gets now
 * @param stepEndsAt when its gates are read, if it gets that far
 * @param held what is awaited of people: {@code gate}, {@code step} or {@code person}; else {@code
 *     none}
 * @param preview where the new release is reached alone; empty while it is not
 * @param shares what each release has now
 * @param gates what they say now
 * @param curves what they measured so far
 */
public record RolloutView(
        ReleaseView release,
        String style,
        List<Integer> steps,
        List<StageView> stages,
        int step,
        int percent,
        @Nullable Instant stepEndsAt,
        String held,
        Outlook next,
        String preview,
        List<ShareView> shares,
        List<GateView> gates,
        List<GateCurve> curves) {

    /** One step; {@code seconds} is how long it lasts at least. */
    public record StageView(int percent, int shadow, long seconds, int requests, boolean pause) {}

    /**
     * One release's part.
     *
     * @param percent of the traffic
     * @param healthy of its replicas
     */
    public record ShareView(long release, String version, int percent, int healthy, int replicas) {}

    /** Whether it can be paused now. */
    public boolean canPause() {
        return release.state().equals("stepping");
    }

    /** Whether somebody's word lets it go on. */
    public boolean canResume() {
        return release.state().equals("held");
    }

    /** Whether it can still be given up. */
    public boolean canAbort() {
        return !release.state().equals("reverting");
    }
}
