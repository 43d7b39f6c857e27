package dev.duru.infrastructure;

import dev.duru.kernel.Database;
import dev.duru.kernel.ProjectName;
import dev.duru.manifest.Environment;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Puts together what pages and API show. */
final class PlanViews {
    private final Database database;
    private final ComputePlan compute;
    private final ApplySteps apply;
    private final WatchDrift drift;

    PlanViews(Database database, ComputePlan compute, ApplySteps apply, WatchDrift drift) {
        this.database = database;
        this.compute = compute;
        this.apply = apply;
        this.drift = drift;
    }

    List<PlanView> latest(ProjectName project, int limit) {
        return database.read(sql -> new PlanStore(sql).latest(project, limit)).stream()
                .map(this::view)
                .toList();
    }

    /** The newest plan of a commit, for whoever shows its runs. */
    Optional<PlanView> ofCommit(ProjectName project, String commit) {
        return latest(project, 50).stream()
                .filter(plan -> plan.commit().equals(commit))
                .findFirst();
    }

    PlanView plan(ProjectName project, long number) {
        return view(database.read(sql -> new PlanStore(sql).known(project, number)));
    }

    PlanView preview(ProjectName project, String text, String by) {
        return view(compute.preview(project, text, by));
    }

    List<Drift> drift(ProjectName project) {
        return drift.of(project);
    }

    PlanView view(Plan plan) {
        return new PlanView(
                plan.number(),
                plan.commit(),
                plan.ref(),
                state(plan),
                plan.by(),
                plan.at(),
                plan.summary(),
                plan.problem(),
                PlanView.Progress.of(plan.steps()),
                plan.steps().stream().map(step -> view(plan, step)).toList());
    }

    private static String state(Plan plan) {
        boolean done =
                !plan.steps().isEmpty()
                        && plan.steps().stream().allMatch(s -> s.state() == Step.State.APPLIED);
        return plan.state() == Plan.State.SUPERSEDED && done ? "applied" : plan.state().word();
    }

    private PlanView.StepView view(Plan plan, Step step) {
        Environment.Approval rule = apply.rule(plan.project(), step.environment());
        List<String> approved =
                database
                        .read(sql -> new PlanStore(sql).approvals(plan, step.environment()))
                        .stream()
                        .map(PlanStore.Approval::by)
                        .toList();
        return new PlanView.StepView(
                step.environment(),
                step.action().word(),
                step.state().word(),
                step.place(),
                step.why(),
                step.differences().stream()
                        .map(d ->
                                new PlanView.DifferenceView(
                                        d.attribute(), d.before(), d.after(), d.effect().word()))
                        .toList(),
                step.release(),
                step.note(),
                step.by(),
                step.at(),
                rule == null ? 0 : rule.count(),
                rule == null ? "" : rule.role().name().toLowerCase(Locale.ROOT),
                approved);
    }
}
