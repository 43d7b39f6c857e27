package dev.duru.delivery;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What happens next in a rollout, and when. Pure.
 *
 * @param kind a word that the pages translate
 * @param percent of the traffic that the release has then
 * @param at when, if nothing comes in between; null when it does not depend on time
 */
public record Outlook(String kind, int percent, @Nullable Instant at) {
    static Outlook of(Release release, Plan plan) {
        int step = release.step();
        Plan.Stage stage = plan.stage(step);
        return switch (release.state()) {
            case STARTING -> new Outlook("start", plan.percent(0), null);
            case REVERTING -> new Outlook("back", 0, null);
            case HELD ->
                    new Outlook(
                            release.held() == Release.Hold.GATE ? "decide" : "resume",
                            plan.last(step) || release.held() == Release.Hold.PERSON
                                    ? stage.percent()
                                    : plan.percent(step + 1),
                            null);
            case STEPPING -> stepping(release, plan, stage);
            case WAITING, QUEUED, LIVE, RETIRED, ROLLED_BACK, FAILED, DECLINED, SUPERSEDED ->
                    new Outlook("nothing", 0, null);
        };
    }

    private static Outlook stepping(Release release, Plan plan, Plan.Stage stage) {
        int step = release.step();
        Instant end = release.since().plus(stage.lasts());
        if (plan.replacing(step)) {
            return new Outlook("replace", 100, null);
        }
        if (stage.pause()) {
            return new Outlook("pause", stage.percent(), end);
        }
        return plan.last(step)
                ? new Outlook("complete", 100, end)
                : new Outlook("step", plan.percent(step + 1), end);
    }
}
