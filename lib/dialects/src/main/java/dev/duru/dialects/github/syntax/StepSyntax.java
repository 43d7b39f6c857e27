package dev.duru.dialects.github.syntax;

import dev.duru.yaml.Position;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import org.jspecify.annotations.Nullable;

/**
 * A step of a job or of a composite action.
 *
 * @param body the whole mapping, for checks
 * @param env a mapping, or one expression
 */
public record StepSyntax(
        Position at,
        YamlMap body,
        @Nullable YamlScalar id,
        @Nullable YamlScalar name,
        @Nullable YamlScalar condition,
        @Nullable YamlNode env,
        @Nullable YamlScalar continueOnError,
        @Nullable YamlScalar timeout,
        Work work) {
    /** What the step does. */
    public sealed interface Work {}

    public record Script(YamlScalar run, @Nullable YamlScalar shell, @Nullable YamlScalar workdir)
            implements Work {}

    public record Uses(YamlScalar uses, @Nullable YamlMap with) implements Work {}

    /**
     * A step about other steps.
     *
     * @param key one of {@code wait}, {@code wait-all}, {@code cancel}, {@code parallel}
     */
    public record Control(YamlScalar key, YamlNode value) implements Work {}

    /** Neither; the checks say so. */
    public record Unknown() implements Work {}
}
