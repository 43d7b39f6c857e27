package dev.duru.observe.rules;

import java.time.Duration;
import java.util.List;

/**
 * Rules that are evaluated together, in order.
 *
 * @param scope the project whose series alone it sees, {@code owner/project}; {@code ""} for all
 * @param file where it is written
 * @param interval between two evaluations
 * @param offset how far back it looks
 * @param limit of series or alerts of one rule; 0 for none
 */
public record RuleGroup(
        String scope,
        String file,
        String name,
        Duration interval,
        Duration offset,
        int limit,
        List<Rule> rules) {
    /** The same with the interval that counts where the file says nothing. */
    public RuleGroup orEvery(Duration usual) {
        return interval.isZero()
                ? new RuleGroup(scope, file, name, usual, offset, limit, rules)
                : this;
    }
}
