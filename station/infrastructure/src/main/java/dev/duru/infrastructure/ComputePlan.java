package dev.duru.infrastructure;

import dev.duru.kernel.Database;
import dev.duru.kernel.Entry;
import dev.duru.kernel.Fact;
import dev.duru.kernel.PlanFact;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Tx;
import dev.duru.manifest.Environment;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Computes what a push, or a text that somebody asks about, would do with the environments. */
final class ComputePlan {
    private static final String HEADS = "refs/heads/";

    /** Declares nothing, and so destroys whatever was declared. */
    private static final String NOTHING = "environments: {}\n";

    private final Database database;
    private final Ports ports;
    private final Declarations declarations;
    private final ApplySteps apply;
    private final InstantSource clock;

    ComputePlan(
            Database database,
            Ports ports,
            Declarations declarations,
            ApplySteps apply,
            InstantSource clock) {
        this.database = database;
        this.ports = ports;
        this.declarations = declarations;
        this.apply = apply;
        this.clock = clock;
    }

    /** A branch was pushed: the default one is to be applied, others show what would happen. */
    void pushed(Entry entry) {
        if (!(entry.fact() instanceof Fact.CommitPushed push) || !push.ref().startsWith(HEADS)) {
            return;
        }
        ProjectName project = push.project();
        String branch = push.ref().substring(HEADS.length());
        boolean counts = branch.equals(ports.branch().of(project));
        Optional<String> text = ports.declared().text(project, push.commit());
        Map<String, Standing> standing = database.read(sql -> new PlanStore(sql).standing(project));
        Optional<Plan> current = database.read(sql -> new PlanStore(sql).current(project));
        boolean same = text.isPresent() && text.equals(current.map(Plan::text));
        if (text.isEmpty() && (standing.isEmpty() || !counts) || !counts && same) {
            return;
        }
        Plan plan =
                compute(project, standing, text.orElse(NOTHING), entry.at())
                        .of(push, counts, entry.at());
        String cause = "fact:" + entry.sequence();
        database.write(tx -> keep(tx, plan, cause));
        if (plan.state() == Plan.State.CURRENT) {
            // Also when the plan was known: a Duru that was killed may not have come to this.
            apply.automatic(project);
        }
    }

    /** What a text would do, without doing anything. */
    Plan preview(ProjectName project, String text, String by) {
        Map<String, Standing> standing = database.read(sql -> new PlanStore(sql).standing(project));
        Instant now = clock.instant();
        Computed computed = compute(project, standing, text, now);
        return new Plan(
                project,
                0,
                "",
                "",
                computed.problem().isEmpty() ? Plan.State.PREVIEW : Plan.State.INVALID,
                by,
                text,
                computed.problem(),
                now,
                computed.steps());
    }

    private record Computed(ProjectName project, String text, List<Step> steps, String problem) {
        Plan of(Fact.CommitPushed push, boolean counts, Instant at) {
            Plan.State state =
                    !problem.isEmpty()
                            ? Plan.State.INVALID
                            : counts ? Plan.State.CURRENT : Plan.State.PREVIEW;
            return new Plan(
                    project,
                    0,
                    push.commit(),
                    push.ref(),
                    state,
                    push.by(),
                    text,
                    problem,
                    at,
                    steps);
        }
    }

    private Computed compute(
            ProjectName project, Map<String, Standing> standing, String text, Instant now) {
        try {
            List<Step> steps =
                    Planner.steps(standing, declarations.read(text), now).stream()
                            .map(step -> withState(standing, step))
                            .toList();
            return new Computed(project, text, steps, "");
        } catch (ProblemException wrong) {
            return new Computed(project, text, List.of(), wrong.detail());
        }
    }

    /** A step that restarts nothing waits for approval by itself; a release asks for its own. */
    private Step withState(Map<String, Standing> standing, Step step) {
        Standing before = standing.get(step.environment());
        boolean asks =
                before != null
                        && step.action() != Step.Action.DESTROY
                        && !step.restarts()
                        && declarations
                                .environment(before.text(), step.environment())
                                .map(Environment::approval)
                                .isPresent();
        return asks
                ? new Step(
                        step.environment(),
                        step.order(),
                        step.action(),
                        Step.State.APPROVAL,
                        step.place(),
                        step.why(),
                        step.differences(),
                        0,
                        "",
                        "",
                        step.at())
                : step;
    }

    /** Keeps a plan unless it says nothing new; whether it did. */
    private static boolean keep(Tx tx, Plan plan, String cause) {
        PlanStore store = new PlanStore(tx.sql());
        if (store.hasCause(plan.project(), cause)) {
            return false;
        }
        Optional<Plan> current = store.current(plan.project());
        if (plan.state() == Plan.State.CURRENT) {
            boolean known = current.isPresent() && sameWork(current.get(), plan);
            if (known || plan.steps().isEmpty() && current.isEmpty()) {
                return false;
            }
            current.ifPresent(before -> supersede(tx, store, before));
        }
        if (plan.steps().isEmpty() && plan.problem().isEmpty()) {
            return false;
        }
        Plan numbered =
                new Plan(
                        plan.project(),
                        tx.next(plan.project().toString(), "plan"),
                        plan.commit(),
                        plan.ref(),
                        plan.state(),
                        plan.by(),
                        plan.text(),
                        plan.problem(),
                        plan.at(),
                        plan.steps());
        store.add(numbered, cause);
        tx.append(
                new PlanFact.PlanComputed(
                        plan.project(),
                        plan.commit(),
                        numbered.number(),
                        plan.ref(),
                        plan.summary()));
        return true;
    }

    /** Whether what is left of a plan is just what another one would do. */
    private static boolean sameWork(Plan before, Plan plan) {
        return work(before).equals(work(plan)) && !work(plan).isEmpty();
    }

    private static List<String> work(Plan plan) {
        return plan.steps().stream()
                .filter(step -> step.state().open())
                .map(step -> step.environment() + step.action() + step.differences())
                .toList();
    }

    private static void supersede(Tx tx, PlanStore store, Plan before) {
        store.state(before, Plan.State.SUPERSEDED);
        for (Step step : before.steps()) {
            if (step.state().open() && step.state() != Step.State.APPLYING) {
                store.move(
                        before,
                        step,
                        Step.State.SUPERSEDED,
                        new PlanStore.Moved(0, "a newer plan came", step.by(), tx.now()));
            }
        }
    }
}
