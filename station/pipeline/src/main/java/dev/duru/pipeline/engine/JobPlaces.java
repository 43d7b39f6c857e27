package dev.duru.pipeline.engine;

import dev.duru.dialects.expressions.Expressions;
import dev.duru.dialects.plan.Deployment;
import dev.duru.dialects.value.Contexts;
import dev.duru.dialects.value.Value;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Tx;
import dev.duru.pipeline.state.EnvironmentStore;
import dev.duru.pipeline.state.EnvironmentStore.Environment;
import dev.duru.pipeline.state.EnvironmentStore.State;
import dev.duru.pipeline.state.JobPlace;
import dev.duru.pipeline.state.PlaceStore;
import dev.duru.pipeline.state.RunRow;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps which environment a job entered, and where people see what it left there: a job that
 * succeeds has deployed, or has ended the environment.
 */
final class JobPlaces {
    private final JobRequest request;
    private final Deployment deployment;
    private final JobPlace place;
    private final boolean deploys;
    private final EnvironmentStore store = new EnvironmentStore();

    private JobPlaces(JobRequest request, Deployment deployment, JobPlace place, boolean deploys) {
        this.request = request;
        this.deployment = deployment;
        this.place = place;
        this.deploys = deploys;
    }

    /**
     * What to commit with the end of a job.
     *
     * @param contexts what the job sees at its end
     */
    static Consumer<Tx> of(JobRequest request, Contexts contexts, boolean succeeded) {
        Deployment deployment = request.job().deployment();
        if (deployment == null) {
            return tx -> {};
        }
        String environment = Expressions.text(deployment.environment(), contexts);
        if (environment.isEmpty()) {
            return tx -> {};
        }
        String url = Expressions.text(deployment.url(), contexts).strip();
        String lower = url.toLowerCase(Locale.ROOT);
        boolean safe = lower.startsWith("https://") || lower.startsWith("http://");
        Value said = Expressions.evaluate(deployment.deploys(), contexts);
        boolean deploys =
                said.equals(Value.nothing()) || Expressions.truthy(deployment.deploys(), contexts);
        JobPlaces places =
                new JobPlaces(
                        request, deployment, new JobPlace(environment, safe ? url : ""), deploys);
        return tx -> places.keep(tx, succeeded);
    }

    private void keep(Tx tx, boolean succeeded) {
        new PlaceStore().keep(tx, request.jobId(), place);
        if (deployment.ending().stops()) {
            stopped(tx, succeeded);
        } else if (succeeded && deploys) {
            entered(tx);
        } else if (succeeded && stopAt(tx) > 0) {
            store.keepUntil(tx, request.run().project(), place.environment(), stopAt(tx));
        }
    }

    private long stopAt(Tx tx) {
        Duration after = deployment.ending().after();
        return after.isZero() ? 0 : tx.now().plus(after).toEpochMilli();
    }

    private void entered(Tx tx) {
        RunRow run = request.run();
        store.deployed(
                tx,
                run.project(),
                place,
                new EnvironmentStore.Deployed(
                        run.id(),
                        run.number(),
                        request.jobId(),
                        request.job().id().value(),
                        run.commit(),
                        run.ref(),
                        run.triggeredBy()),
                deployment.ending().onStop(),
                stopAt(tx));
        tx.append(
                new Fact.EnvironmentEntered(
                        run.project(),
                        run.commit(),
                        run.number(),
                        request.name(),
                        place.environment(),
                        place.url()));
    }

    /** The job that ends the environment has ended; when it failed there still is something. */
    private void stopped(Tx tx, boolean succeeded) {
        RunRow run = request.run();
        Optional<Environment> found = store.find(tx.sql(), run.project(), place.environment());
        if (found.isEmpty() || found.get().state() == State.STOPPED) {
            return;
        }
        Environment known = found.get();
        String by = known.stoppedBy().isEmpty() ? run.triggeredBy() : known.stoppedBy();
        store.move(
                tx,
                known.id(),
                known.state(),
                succeeded ? State.STOPPED : State.AVAILABLE,
                succeeded ? by : "");
        if (succeeded) {
            tx.append(
                    new Fact.EnvironmentStopped(
                            run.project(),
                            known.last().commit(),
                            known.last().number(),
                            known.name(),
                            by));
        }
    }
}
