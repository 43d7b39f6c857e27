package dev.duru.dialects.gitlab.compile;

import dev.duru.dialects.plan.Plan;
import java.util.Optional;

/**
 * What became of a configuration.
 *
 * @param plan absent when there is no pipeline
 * @param why there is none; {@code ""} when there is one
 */
public record Compiled(Optional<Plan> plan, String why) {
    static Compiled of(Plan plan) {
        return new Compiled(Optional.of(plan), "");
    }

    static Compiled none(String why) {
        return new Compiled(Optional.empty(), why);
    }
}
