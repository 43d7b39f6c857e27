package dev.duru.infrastructure;

import dev.duru.kernel.Database;
import dev.duru.kernel.Entry;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.PlanFact;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.manifest.Environment;
import java.util.List;

/** People's word for what a plan does with an environment that asks for it. */
final class ApprovePlan {
    private final Database database;
    private final Ledger ledger;
    private final ApplySteps apply;

    ApprovePlan(Database database, Ledger ledger, ApplySteps apply) {
        this.database = database;
        this.ledger = ledger;
        this.apply = apply;
    }

    /**
     * Approves; when enough people have, what restarts nothing is applied.
     *
     * @throws ProblemException FORBIDDEN for one's own change or too low a role, CONFLICT when
     *     nothing waits for it
     */
    Plan approve(
            ProjectName project, long number, String environment, Actor actor, String comment) {
        Plan plan = database.read(sql -> new PlanStore(sql).known(project, number));
        Step step =
                plan.steps().stream()
                        .filter(s -> s.environment().equals(environment))
                        .findFirst()
                        .orElseThrow(() ->
                                ProblemException.notFound(
                                        "plan "
                                                + number
                                                + " does nothing with '"
                                                + environment
                                                + "'"));
        Environment.Approval rule = apply.rule(project, environment);
        boolean waits =
                plan.state() == Plan.State.CURRENT
                        && step.state().open()
                        && step.state() != Step.State.APPLYING;
        if (rule == null || !waits) {
            throw ProblemException.conflict(
                    "plan "
                            + number
                            + " waits for no approval for '"
                            + environment
                            + "': it is "
                            + plan.state().word()
                            + ", and there "
                            + step.state().word());
        }
        actor.needs(Role.valueOf(rule.role().name()), "approving a plan for " + environment);
        if (!rule.self() && pushed(plan, actor)) {
            throw ProblemException.forbidden(
                    "you pushed this declaration yourself, so somebody else must approve it");
        }
        int given = keep(plan, environment, actor, comment);
        if (given >= rule.count() && step.state() == Step.State.APPROVAL) {
            apply.one(plan, step, actor.user());
        }
        return database.read(sql -> new PlanStore(sql).known(project, number));
    }

    /** Keeps somebody's word; how many have agreed now. */
    private int keep(Plan plan, String environment, Actor actor, String comment) {
        return database.write(tx -> {
            PlanStore store = new PlanStore(tx.sql());
            List<PlanStore.Approval> before = store.approvals(plan, environment);
            if (before.stream().anyMatch(a -> a.by().equals(actor.user()))) {
                throw ProblemException.conflict(
                        "you have approved this already; another person is needed");
            }
            store.approve(
                    plan,
                    environment,
                    new PlanStore.Approval(actor.user(), comment.strip(), tx.now()));
            tx.append(
                    new PlanFact.PlanApproved(
                            plan.project(),
                            plan.commit(),
                            plan.number(),
                            environment,
                            actor.user(),
                            comment.strip()));
            return before.size() + 1;
        });
    }

    private boolean pushed(Plan plan, Actor actor) {
        return plan.by().equals(actor.user())
                || ledger.ofChange(plan.project(), plan.commit()).stream()
                        .map(Entry::fact)
                        .anyMatch(fact ->
                                fact instanceof Fact.CommitPushed push
                                        && push.by().equals(actor.user()));
    }
}
