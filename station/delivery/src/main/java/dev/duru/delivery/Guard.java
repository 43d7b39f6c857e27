package dev.duru.delivery;

import dev.duru.manifest.Environment;
import dev.duru.manifest.Freeze;
import dev.duru.manifest.Rules;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An environment as a commit declares it, with what is in force beside it: the stricter of two
 * approvals, and the freeze windows of both. Pure.
 */
final class Guard {
    private Guard() {}

    static Environment of(Environment own, Environment standing) {
        List<Freeze> freezes = new ArrayList<>(own.rules().freezes());
        for (Freeze freeze : standing.rules().freezes()) {
            if (freezes.stream()
                    .noneMatch(f ->
                            f.window().equals(freeze.window()) && f.zone().equals(freeze.zone()))) {
                freezes.add(freeze);
            }
        }
        Rules rules =
                new Rules(
                        freezes,
                        own.rules().queue(),
                        own.rules().task(),
                        own.rules().irreversible(),
                        own.rules().drift());
        return own.with(approval(own.approval(), standing.approval()), rules);
    }

    private static Environment.@Nullable Approval approval(
            Environment.@Nullable Approval own, Environment.@Nullable Approval standing) {
        if (own == null || standing == null) {
            return own == null ? standing : own;
        }
        List<Rules.Check> checklist = new ArrayList<>(own.checklist());
        for (Rules.Check check : standing.checklist()) {
            if (checklist.stream().noneMatch(c -> c.item().equals(check.item()))) {
                checklist.add(check);
            }
        }
        return new Environment.Approval(
                own.position(),
                own.role().compareTo(standing.role()) >= 0 ? own.role() : standing.role(),
                Math.max(own.count(), standing.count()),
                own.self() && standing.self(),
                checklist);
    }
}
