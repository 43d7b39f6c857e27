package dev.duru.infrastructure;

import dev.duru.kernel.Database;
import dev.duru.kernel.PlanFact;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.kernel.Tx;
import dev.duru.manifest.Environment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Applies the steps of the current plan, each in a transaction of its own: what was begun is on
 * record with what was done about it, and the others are not touched.
 */
final class ApplySteps {
    private static final int LOOKED_AT = 20;

    private final Database database;
    private final Ports ports;
    private final Declarations declarations;
    private final InForce inForce;

    ApplySteps(Database database, Ports ports, Declarations declarations, InForce inForce) {
        this.inForce = inForce;
        this.database = database;
        this.ports = ports;
        this.declarations = declarations;
    }

    /** Applies what needs nobody: new environments, and rules that restart nothing. */
    void automatic(ProjectName project) {
        Plan plan = database.read(sql -> new PlanStore(sql).current(project)).orElse(null);
        if (plan == null) {
            return;
        }
        for (Step step : plan.steps()) {
            boolean idle = step.action() != Step.Action.DESTROY && !step.restarts();
            boolean first = step.action() == Step.Action.CREATE;
            if (step.state() == Step.State.RELEASE && (first || idle || nothingRuns(plan, step))) {
                one(plan, step, plan.by());
            }
        }
    }

    private boolean nothingRuns(Plan plan, Step step) {
        return ports.running().of(plan.project()).stream()
                .noneMatch(live -> live.environment().equals(step.environment()));
    }

    /**
     * Somebody applies steps by hand.
     *
     * @param environments those to apply; empty for all that need no second word
     * @param confirmed the names of those that are to be destroyed, said once more
     * @throws ProblemException CONFLICT when the plan is not the current one, when nothing is left
     *     to apply, or when approvals are missing; then nothing was done
     */
    Plan byHand(
            ProjectName project,
            long number,
            Set<String> environments,
            Set<String> confirmed,
            Actor actor) {
        actor.needs(Role.MAINTAINER, "applying a plan");
        Plan plan = database.read(sql -> new PlanStore(sql).known(project, number));
        if (plan.state() != Plan.State.CURRENT) {
            throw ProblemException.conflict(
                    "plan "
                            + number
                            + " is "
                            + plan.state().word()
                            + "; apply the current plan of the project");
        }
        List<Step> chosen = chosen(plan, environments, confirmed);
        chosen.forEach(step -> checkApproved(plan, step));
        chosen.forEach(step -> one(plan, step, actor.user()));
        return database.read(sql -> new PlanStore(sql).known(project, number));
    }

    private static List<Step> chosen(Plan plan, Set<String> environments, Set<String> confirmed) {
        for (String name : environments) {
            if (plan.steps().stream().noneMatch(step -> step.environment().equals(name))) {
                throw ProblemException.user(
                        "plan " + plan.number() + " does nothing with '" + name + "'");
            }
        }
        List<Step> chosen = new ArrayList<>();
        for (Step step : plan.steps()) {
            boolean named = environments.contains(step.environment());
            boolean second = confirmed.contains(step.environment());
            if (!step.state().open()
                    || step.state() == Step.State.APPLYING
                    || !named && !second && !environments.isEmpty()) {
                continue;
            }
            if (step.action() != Step.Action.DESTROY || second) {
                chosen.add(step);
            } else if (named) {
                throw ProblemException.conflict(
                        "'"
                                + step.environment()
                                + "' would be destroyed, with all that runs there; say its name once"
                                + " more, in `confirm` or as --destroy "
                                + step.environment());
            }
        }
        if (chosen.isEmpty()) {
            throw ProblemException.conflict(
                    "nothing of plan "
                            + plan.number()
                            + " is left to apply but what must be confirmed by name or runs already");
        }
        return chosen;
    }

    private void checkApproved(Plan plan, Step step) {
        Environment.Approval rule = rule(plan.project(), step.environment());
        if (rule == null) {
            return;
        }
        int given =
                database.read(sql -> new PlanStore(sql).approvals(plan, step.environment())).size();
        if (given < rule.count()) {
            throw ProblemException.conflict(
                    "'"
                            + step.environment()
                            + "' asks for "
                            + rule.count()
                            + " approvals and plan "
                            + plan.number()
                            + " has "
                            + given
                            + "; nothing was applied");
        }
    }

    /** Who must agree before something is applied; null when nobody need. */
    Environment.@Nullable Approval rule(ProjectName project, String environment) {
        return inForce.of(project, environment).map(Environment::approval).orElse(null);
    }

    /** Begins one step; that it cannot be done is noted with it and hurts no other. */
    void one(Plan plan, Step step, String by) {
        try {
            database.update(tx -> begin(tx, plan, step, by));
        } catch (ProblemException e) {
            Step now =
                    database.read(sql -> new PlanStore(sql).known(plan.project(), plan.number()))
                            .steps()
                            .get(step.order());
            if (now.state() != step.state()) {
                throw e;
            }
            database.update(tx ->
                    failed(
                            tx,
                            plan,
                            step,
                            e.detail() + "; nothing of it was done, apply it again"));
        }
    }

    private void begin(Tx tx, Plan plan, Step step, String by) {
        PlanStore store = new PlanStore(tx.sql());
        if (step.action() == Step.Action.DESTROY) {
            ports.enact()
                    .order(tx, new Enact.Order.Destroy(plan.project(), step.environment(), by));
            store.move(
                    plan,
                    step,
                    Step.State.APPLYING,
                    new PlanStore.Moved(0, "what runs there ends", by, tx.now()));
            return;
        }
        ports.enact()
                .order(
                        tx,
                        new Enact.Order.Declare(
                                plan.project(),
                                step.environment(),
                                step.order(),
                                plan.commit(),
                                plan.text()));
        long release = 0;
        if (step.action() != Step.Action.CREATE && step.restarts()) {
            release =
                    ports.enact()
                            .order(
                                    tx,
                                    new Enact.Order.Reconfigure(
                                            plan.project(),
                                            step.environment(),
                                            plan.commit(),
                                            plan.text(),
                                            by,
                                            "plan:"
                                                    + plan.number()
                                                    + ":"
                                                    + tx.now().toEpochMilli()));
        }
        if (release == 0) {
            applied(tx, plan, step, by, "");
        } else {
            store.move(
                    plan,
                    step,
                    Step.State.APPLYING,
                    new PlanStore.Moved(
                            release, "release " + release + " carries it", by, tx.now()));
        }
    }

    /** The step is done: what it declares is in force from now on. */
    void applied(Tx tx, Plan plan, Step step, String by, String note) {
        tx.afterCommit(inForce::changed);
        PlanStore store = new PlanStore(tx.sql());
        if (step.action() == Step.Action.DESTROY) {
            store.forget(plan.project(), step.environment());
        } else {
            store.keep(
                    plan.project(),
                    new Standing(
                            step.environment(),
                            plan.commit(),
                            plan.text(),
                            declarations.attributes(plan.text(), step.environment()).orElseThrow(),
                            by,
                            tx.now()));
        }
        store.move(
                plan,
                step,
                Step.State.APPLIED,
                new PlanStore.Moved(step.release(), note, by, tx.now()));
        alsoInForce(store, plan, step, tx.now());
        tx.append(
                new PlanFact.PlanApplied(
                        plan.project(),
                        plan.commit(),
                        plan.number(),
                        step.environment(),
                        step.action().word(),
                        by));
    }

    /** What an older plan was to bring, and a newer one has brought, is in force by both. */
    private void alsoInForce(PlanStore store, Plan plan, Step step, Instant now) {
        for (Plan older : store.latest(plan.project(), LOOKED_AT)) {
            if (older.state() != Plan.State.SUPERSEDED || older.number() >= plan.number()) {
                continue;
            }
            if (!declares(older, step).equals(declares(plan, step))) {
                return;
            }
            for (Step one : older.steps()) {
                if (one.state() == Step.State.SUPERSEDED
                        && one.environment().equals(step.environment())) {
                    store.move(
                            older,
                            one,
                            Step.State.APPLIED,
                            new PlanStore.Moved(
                                    0, "plan " + plan.number() + " brought it", step.by(), now));
                }
            }
        }
    }

    private Optional<SortedMap<String, String>> declares(Plan plan, Step step) {
        return declarations.attributes(plan.text(), step.environment());
    }

    void failed(Tx tx, Plan plan, Step step, String reason) {
        new PlanStore(tx.sql())
                .move(
                        plan,
                        step,
                        Step.State.FAILED,
                        new PlanStore.Moved(step.release(), reason, step.by(), tx.now()));
        tx.append(
                new PlanFact.PlanFailed(
                        plan.project(),
                        plan.commit(),
                        plan.number(),
                        step.environment(),
                        step.action().word(),
                        reason));
    }
}
