package dev.duru.pipeline.services.rest;

import dev.duru.kernel.ProjectName;
import java.util.Map;

/** Port: runs that are started by a call. */
@FunctionalInterface
public interface Starts {
    /**
     * Starts a workflow by {@code workflow_dispatch}.
     *
     * @param workflow the file's name
     * @param ref a branch or tag
     */
    void dispatch(
            ProjectName project,
            String workflow,
            String ref,
            Map<String, String> inputs,
            String by);
}
