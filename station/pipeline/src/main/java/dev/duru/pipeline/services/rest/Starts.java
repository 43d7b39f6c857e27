package dev.duru.pipeline.services.rest;

import dev.duru.kernel.ProjectName;
import java.util.Map;

/** Port: runs that are started by a call. */
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

    /**
     * Starts what {@code repository_dispatch} of a type starts; {@code payload} is a JSON object.
     */
    void announce(ProjectName project, String type, String payload, String by);
}
