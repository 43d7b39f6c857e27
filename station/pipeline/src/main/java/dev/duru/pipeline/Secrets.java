package dev.duru.pipeline;

import dev.duru.kernel.ProjectName;
import java.util.Map;

/** Port: the secrets of projects. */
@FunctionalInterface
public interface Secrets {
    /**
     * By name.
     *
     * @param environment {@code ""} for those of the project as a whole
     */
    Map<String, String> of(ProjectName project, String environment);
}
