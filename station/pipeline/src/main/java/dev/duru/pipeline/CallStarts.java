package dev.duru.pipeline;

import dev.duru.dialects.value.Json;
import dev.duru.dialects.value.Obj;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.services.rest.Starts;
import java.util.Map;

/** Runs that are started by calls of GitHub's REST API. */
record CallStarts(Pipeline pipeline) implements Starts {
    @Override
    public void dispatch(
            ProjectName project,
            String workflow,
            String ref,
            Map<String, String> inputs,
            String by) {
        pipeline.dispatch(project, workflow, ref, inputs, by);
    }

    @Override
    public void announce(ProjectName project, String type, String payload, String by) {
        if (!(Json.parse(payload) instanceof Obj given)) {
            throw ProblemException.user("client_payload must be an object");
        }
        pipeline.repositoryDispatch(project, type, given, by);
    }
}
