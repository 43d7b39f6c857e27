package dev.duru.dialects.github.syntax;

import dev.duru.yaml.YamlScalar;
import org.jspecify.annotations.Nullable;

/** {@code defaults.run} of a workflow or a job. */
public record RunDefaults(@Nullable YamlScalar shell, @Nullable YamlScalar workdir) {
    public static final RunDefaults NONE = new RunDefaults(null, null);

    /** These defaults, and {@code outer} where they say nothing. */
    public RunDefaults over(RunDefaults outer) {
        return new RunDefaults(
                shell == null ? outer.shell : shell, workdir == null ? outer.workdir : workdir);
    }
}
