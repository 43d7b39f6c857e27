package dev.duru.source;

import dev.duru.source.git.Commit;
import dev.duru.source.merge.Check;
import dev.duru.source.merge.MergeDecision;
import dev.duru.source.merge.MergeNote;
import dev.duru.source.merge.MergeRequest;
import dev.duru.source.merge.MergeSettings;
import java.util.List;

/** A merge request as its pages show it. */
public record MergeView(
        MergeRequest request,
        MergeSettings settings,
        List<Commit> commits,
        List<MergeNote> notes,
        List<Check> checks,
        List<String> approvers,
        List<MergeDecision.Blocked> obstacles) {

    /** Whether somebody's approval would count. */
    public boolean mayApprove(String user) {
        return MergeDecision.mayApprove(request, user);
    }

    /** Whether all pipelines have succeeded already, so that there is nothing to wait for. */
    public boolean done() {
        return obstacles.isEmpty() && checks.stream().allMatch(Check::good);
    }
}
