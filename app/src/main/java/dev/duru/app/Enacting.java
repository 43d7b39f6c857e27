package dev.duru.app;

import dev.duru.delivery.Declare;
import dev.duru.delivery.Delivery;
import dev.duru.delivery.EnvironmentKey;
import dev.duru.infrastructure.Changes;
import dev.duru.infrastructure.Enact;
import dev.duru.infrastructure.Running;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Tx;
import java.util.List;

/** How delivery does what declarations of environments say, and tells what runs. */
final class Enacting {
    private Enacting() {}

    static List<Running.Live> running(Delivery delivery, ProjectName project) {
        return delivery.declare().running(project).stream()
                .map(live ->
                        new Running.Live(
                                live.environment(),
                                live.release(),
                                live.digest(),
                                live.config(),
                                live.back(),
                                live.by(),
                                live.since()))
                .toList();
    }

    static Changes changes(Delivery delivery) {
        return new Changes() {
            @Override
            public List<Change> of(ProjectName project) {
                return delivery.changes(project).stream()
                        .map(each ->
                                new Change(
                                        each.environment(),
                                        each.change().what(),
                                        each.change().by(),
                                        each.change().at(),
                                        each.change().putBack()))
                        .toList();
            }

            @Override
            public void putBack(ProjectName project, String environment) {
                delivery.putBack(new EnvironmentKey(project, environment));
            }
        };
    }

    static long order(Delivery delivery, Tx tx, Enact.Order order) {
        Declare declare = delivery.declare();
        EnvironmentKey key = new EnvironmentKey(order.project(), order.environment());
        return switch (order) {
            case Enact.Order.Declare it -> {
                declare.environment(tx, key, it.place(), it.commit(), it.text());
                yield 0;
            }
            case Enact.Order.Reconfigure it ->
                    declare.reconfigure(tx, key, it.commit(), it.text(), it.by(), it.cause());
            case Enact.Order.Destroy it -> {
                declare.destroy(tx, key, it.by());
                yield 0;
            }
        };
    }
}
