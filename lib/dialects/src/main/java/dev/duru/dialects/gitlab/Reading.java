package dev.duru.dialects.gitlab;

import dev.duru.dialects.gitlab.config.Configuration;
import dev.duru.dialects.gitlab.include.Includes.Missed;
import dev.duru.dialects.problem.Problem;
import java.util.List;

/**
 * What became of a file.
 *
 * @param configuration as far as it was understood
 * @param problems errors and warnings, by place
 * @param missed the includes that could not be reached; each is a problem too
 */
public record Reading(Configuration configuration, List<Problem> problems, List<Missed> missed) {
    public Reading {
        problems = List.copyOf(problems);
        missed = List.copyOf(missed);
    }

    /** Whether the file can be compiled. */
    public boolean isUsable() {
        return problems.stream().noneMatch(Problem::isError);
    }
}
