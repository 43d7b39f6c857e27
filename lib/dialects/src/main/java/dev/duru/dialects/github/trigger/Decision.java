package dev.duru.dialects.github.trigger;

/**
 * Whether an event starts a workflow.
 *
 * @param why one sentence for people, in either case
 */
public record Decision(boolean starts, String why) {
    static Decision yes(String why) {
        return new Decision(true, why);
    }

    static Decision no(String why) {
        return new Decision(false, why);
    }
}
