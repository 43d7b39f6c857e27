package dev.duru.infrastructure;

import dev.duru.kernel.ProjectName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How to come from what is in force to what a commit declares.
 *
 * @param ref the full name of the ref that was pushed
 * @param by who pushed it
 * @param text all that the commit declares
 * @param problem what is wrong with it, with its places; {@code ""} when it can be read
 */
record Plan(
        ProjectName project,
        long number,
        String commit,
        String ref,
        State state,
        String by,
        String text,
        String problem,
        Instant at,
        List<Step> steps) {
    Plan {
        steps = List.copyOf(steps);
    }

    enum State {
        /** The newest one of the default branch: what is being applied. */
        CURRENT,
        /** Of another branch: what would happen. */
        PREVIEW,
        SUPERSEDED,
        /** The declaration cannot be read; what is in force stays. */
        INVALID;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Such as {@code 1 to create, 2 to change}. */
    String summary() {
        if (!problem.isEmpty()) {
            return problem.lines().findFirst().orElse("");
        }
        List<String> parts = new ArrayList<>();
        for (Step.Action action : Step.Action.values()) {
            long count = steps.stream().filter(s -> s.action() == action).count();
            if (count > 0) {
                parts.add(count + " to " + action.name().toLowerCase(Locale.ROOT));
            }
        }
        return parts.isEmpty() ? "nothing to do" : String.join(", ", parts);
    }
}
