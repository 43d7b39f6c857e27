package dev.duru.dialects.github.syntax;

import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job.
 *
 * @param body the whole mapping, for checks
 * @param runsOn labels, one expression, or a mapping of group and labels
 * @param environment a name, or a mapping of name and url
 * @param container an image, or a mapping
 * @param services a mapping of names to images, or one expression
 * @param call for a job that calls a workflow; it has no steps then
 */
public record JobSyntax(
        YamlScalar id,
        YamlMap body,
        @Nullable YamlScalar name,
        List<YamlScalar> needs,
        @Nullable YamlScalar condition,
        @Nullable YamlNode runsOn,
        @Nullable YamlNode permissions,
        @Nullable YamlNode environment,
        @Nullable YamlNode concurrency,
        @Nullable YamlNode env,
        @Nullable YamlMap outputs,
        RunDefaults defaults,
        List<StepSyntax> steps,
        @Nullable YamlScalar timeout,
        @Nullable YamlScalar continueOnError,
        Strategy strategy,
        @Nullable YamlNode container,
        @Nullable YamlNode services,
        @Nullable Call call) {
    /**
     * {@code strategy}; the matrix is a mapping or one expression.
     *
     * @param whole the section itself, where an expression gives it or some of its keys
     */
    public record Strategy(
            @Nullable YamlNode matrix,
            @Nullable YamlScalar failFast,
            @Nullable YamlScalar maxParallel,
            @Nullable YamlNode whole) {
        public static final Strategy NONE = new Strategy(null, null, null, null);
    }

    /** A call of a reusable workflow; secrets are a mapping or the word {@code inherit}. */
    public record Call(YamlScalar uses, @Nullable YamlMap with, @Nullable YamlNode secrets) {}

    public JobSyntax {
        needs = List.copyOf(needs);
        steps = List.copyOf(steps);
    }
}
