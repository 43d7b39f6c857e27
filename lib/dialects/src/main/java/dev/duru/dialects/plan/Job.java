package dev.duru.dialects.plan;

import dev.duru.yaml.Position;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Steps that run one after the other in one place.
 *
 * @param display the name to show; evaluated with the cell's axes
 * @param cell which cell of a matrix this is
 * @param env the layers of workflow and job, lowest first
 * @param after steps that run at the end whatever happened
 * @param outputs evaluated when all steps are done
 * @param failure whether the run goes on when this job fails
 * @param locks to hold while the job runs
 * @param deployment the environment into which the job deploys, if it says so
 * @param conduct retries and delays
 */
public record Job(
        NodeId id,
        String key,
        Cond cond,
        List<String> needs,
        Expr display,
        Cell cell,
        Executor executor,
        List<Service> services,
        EnvLayers env,
        List<Step> steps,
        List<Step> after,
        Map<String, Expr> outputs,
        FailurePolicy failure,
        Timeouts timeouts,
        List<Concurrency> locks,
        @Nullable Deployment deployment,
        Permissions permissions,
        Conduct conduct,
        Position src)
        implements Node {
    public Job {
        needs = List.copyOf(needs);
        services = List.copyOf(services);
        steps = List.copyOf(steps);
        after = List.copyOf(after);
        locks = List.copyOf(locks);
    }
}
