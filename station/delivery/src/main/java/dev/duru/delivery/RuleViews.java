package dev.duru.delivery;

import dev.duru.kernel.Database;
import java.util.ArrayList;
import java.util.List;

/** Puts together what holds an environment's releases back. */
final class RuleViews {
    private static final int TASKS = 20;

    private final Database database;
    private final DeliveryViews views;
    private final DeployQueue queue;
    private final Irreversible irreversible;
    private final RunCommand commands;

    RuleViews(
            Database database,
            DeliveryViews views,
            DeployQueue queue,
            Irreversible irreversible,
            RunCommand commands) {
        this.database = database;
        this.views = views;
        this.queue = queue;
        this.irreversible = irreversible;
        this.commands = commands;
    }

    RuleView of(EnvironmentKey key) {
        Scene scene = Scene.of(database.read(sql -> new DeliveryStore(sql).open(key)));
        List<RuleView.Waiting> waiting = new ArrayList<>();
        for (Release release : queue.order(scene.queued())) {
            waiting.add(
                    new RuleView.Waiting(
                            views.release(release),
                            waiting.size() + 1,
                            queue.heldBack(release).orElse("")));
        }
        Release live = scene.live();
        return new RuleView(
                database.read(sql -> new RuleStore(sql).lock(key)).orElse(null),
                waiting,
                live == null ? "" : irreversible.before(live).map(Irreversible::warning).orElse(""),
                commands.latest(key, TASKS).stream().map(RuleView.Task::of).toList());
    }
}
