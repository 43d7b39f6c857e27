package dev.duru.infrastructure;

import dev.duru.kernel.Database;
import dev.duru.kernel.Fact;
import dev.duru.kernel.ProjectName;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** Finds out what became of the steps that have begun, and of those that releases carry. */
final class SettleSteps {
    private final Database database;
    private final Ports ports;
    private final Declarations declarations;
    private final ApplySteps apply;

    SettleSteps(Database database, Ports ports, Declarations declarations, ApplySteps apply) {
        this.database = database;
        this.ports = ports;
        this.declarations = declarations;
        this.apply = apply;
    }

    /** Looks at all plans of a project that are not done. */
    void settle(ProjectName project) {
        List<Running.Live> running = ports.running().of(project);
        for (Plan plan : database.read(sql -> new PlanStore(sql).latest(project, 20))) {
            for (Step step : plan.steps()) {
                boolean counts =
                        plan.state() == Plan.State.CURRENT || step.state() == Step.State.APPLYING;
                if (counts && step.state().open()) {
                    settle(plan, step, running);
                }
            }
        }
    }

    private void settle(Plan plan, Step step, List<Running.Live> running) {
        Optional<Running.Live> live =
                running.stream()
                        .filter(one -> one.environment().equals(step.environment()))
                        .findFirst();
        if (step.action() == Step.Action.DESTROY) {
            if (step.state() == Step.State.APPLYING && live.isEmpty()) {
                database.update(
                        tx -> apply.applied(tx, plan, step, step.by(), "nothing runs there"));
            }
            return;
        }
        if (live.isPresent() && runsAsDeclared(plan, step, live.get())) {
            String by = step.by().isEmpty() ? live.get().by() : step.by();
            String note = "release " + live.get().release() + " runs with it";
            database.update(tx -> apply.applied(tx, plan, step, by, note));
        }
    }

    /** Whether a release runs with the declaration that the step is about. */
    private boolean runsAsDeclared(Plan plan, Step step, Running.Live live) {
        if (live.commit().isEmpty() || step.state() == Step.State.APPROVAL) {
            return false;
        }
        Optional<SortedMap<String, String>> actual =
                ports.declared()
                        .text(plan.project(), live.commit())
                        .flatMap(text -> declarations.attributes(text, live.environment()));
        return actual.isPresent()
                && actual.equals(declarations.attributes(plan.text(), step.environment()));
    }

    /** A release came to nothing: the step that it carried is not applied. */
    void failed(Fact.OfChange fact, long release, String reason) {
        database.read(sql -> new PlanStore(sql).latest(fact.project(), 20))
                .forEach(plan ->
                        plan.steps().stream()
                                .filter(step -> step.state() == Step.State.APPLYING)
                                .filter(step -> step.release() == release)
                                .forEach(step ->
                                        database.update(tx ->
                                                apply.failed(
                                                        tx,
                                                        plan,
                                                        step,
                                                        "release "
                                                                + release
                                                                + " came to nothing ("
                                                                + reason
                                                                + "); what was in force before still is;"
                                                                + " push a mended declaration, or apply"
                                                                + " the plan again"))));
    }
}
