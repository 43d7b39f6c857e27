package dev.duru.pipeline.engine;

import dev.duru.dialects.expressions.Expressions;
import dev.duru.dialects.plan.Deployment;
import dev.duru.dialects.value.Contexts;
import dev.duru.kernel.Tx;
import dev.duru.pipeline.state.JobPlace;
import dev.duru.pipeline.state.PlaceStore;
import java.util.Locale;
import java.util.function.Consumer;

/** Keeps which environment a job entered, and where people see what it left there. */
final class JobPlaces {
    private JobPlaces() {}

    /**
     * What to commit with the end of a job.
     *
     * @param contexts what the job sees at its end
     */
    static Consumer<Tx> of(JobRequest request, Contexts contexts) {
        Deployment deployment = request.job().deployment();
        if (deployment == null) {
            return tx -> {};
        }
        String environment = Expressions.text(deployment.environment(), contexts);
        String url = Expressions.text(deployment.url(), contexts).strip();
        String lower = url.toLowerCase(Locale.ROOT);
        boolean safe = lower.startsWith("https://") || lower.startsWith("http://");
        JobPlace place = new JobPlace(environment, safe ? url : "");
        return environment.isEmpty()
                ? tx -> {}
                : tx -> new PlaceStore().keep(tx, request.jobId(), place);
    }
}
