package dev.duru.dialects.gitlab.compile;

import dev.duru.dialects.gitlab.config.Configuration.JobEntry;
import dev.duru.dialects.gitlab.rules.Rules;
import dev.duru.dialects.gitlab.rules.Situation;
import dev.duru.dialects.gitlab.tree.Trees;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a job is in a pipeline.
 *
 * @param when {@code on_success}, {@code on_failure}, {@code always}, {@code manual}, {@code
 *     delayed}
 * @param startIn of a delayed job
 * @param tolerated whether its failure does not count
 * @param exitCodes with which a failure does not count
 * @param rule the rule that put it there, with variables and needs of its own
 */
record Choice(
        String when,
        String startIn,
        boolean tolerated,
        Set<Integer> exitCodes,
        @Nullable YamlMap rule) {

    /**
     * Nothing when the job is not in the pipeline.
     *
     * @param anywhere whether a job that says nothing is in pipelines of no branch and no tag too
     */
    static Optional<Choice> of(JobEntry job, Situation situation, boolean anywhere) {
        YamlNode rules = Trees.at(job.keys(), "rules");
        if (rules == null) {
            String when = Trees.textAt(job.keys(), "when", "on_success");
            boolean included = OnlyExcept.included(job.keys(), situation, anywhere);
            return included && !when.equals("never")
                    ? Optional.of(choice(job.keys(), null, when))
                    : Optional.empty();
        }
        Optional<YamlMap> rule = Rules.first(rules, situation);
        if (rule.isEmpty()) {
            return Optional.empty();
        }
        String when =
                Trees.textAt(rule.get(), "when", Trees.textAt(job.keys(), "when", "on_success"));
        return when.equals("never")
                ? Optional.empty()
                : Optional.of(choice(job.keys(), rule.get(), when));
    }

    private static Choice choice(YamlMap job, @Nullable YamlMap rule, String when) {
        YamlNode tolerance = rule == null ? null : Trees.at(rule, "allow_failure");
        if (tolerance == null) {
            tolerance = Trees.at(job, "allow_failure");
        }
        // A manual job that no rule made manual is optional unless it says otherwise.
        boolean optional = tolerance == null && rule == null && when.equals("manual");
        Set<Integer> codes =
                tolerance instanceof YamlMap map ? codes(Trees.at(map, "exit_codes")) : Set.of();
        String startIn = Trees.textAt(job, "start_in", "");
        if (rule != null) {
            startIn = Trees.textAt(rule, "start_in", startIn);
        }
        return new Choice(when, startIn, optional || Trees.isTrue(tolerance), codes, rule);
    }

    static Set<Integer> codes(@Nullable YamlNode node) {
        return Trees.items(node).stream()
                .filter(item -> item instanceof YamlScalar s && s.text().matches("[0-9]{1,9}"))
                .map(item -> Integer.parseInt(((YamlScalar) item).text()))
                .collect(Collectors.toUnmodifiableSet());
    }

    boolean isManual() {
        return when.equals("manual");
    }

    /** A value of the rule, or else of the job. */
    @Nullable YamlNode of(YamlMap job, String key) {
        YamlNode own = rule == null ? null : Trees.at(rule, key);
        return own == null ? Trees.at(job, key) : own;
    }
}
