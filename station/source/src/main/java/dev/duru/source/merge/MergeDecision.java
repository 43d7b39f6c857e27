package dev.duru.source.merge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Whether a merge request may be merged; pure. */
public final class MergeDecision {
    private MergeDecision() {}

    /** What can stand in the way. */
    public enum Obstacle {
        ENDED,
        DRAFT,
        NO_SOURCE,
        NO_TARGET,
        NOTHING_NEW,
        CONFLICTS,
        NOT_FAST_FORWARD,
        CHANGES_REQUESTED,
        APPROVALS_MISSING,
        PIPELINE_MISSING,
        PIPELINE_RUNNING,
        PIPELINE_FAILED;

        /** The name in the API and in the keys of texts. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One obstacle.
     *
     * @param detail what it is about: files, people, names of runs, a number; may be empty
     */
    public record Blocked(Obstacle obstacle, String detail) {}

    /**
     * What is known.
     *
     * @param sourceTip the commit of the source branch now, or {@code ""}
     * @param targetTip the commit of the target branch now, or {@code ""}
     * @param fastForward whether the head contains the target
     * @param contained whether the target contains the head already
     */
    public record Situation(
            MergeSettings settings,
            String sourceTip,
            String targetTip,
            boolean fastForward,
            boolean contained,
            List<Check> checks,
            List<MergeNote> notes) {}

    /** All that stands in the way of merging by a method, the gravest first. */
    public static List<Blocked> obstacles(
            MergeRequest request, MergeMethod method, Situation situation) {
        if (!request.isOpen()) {
            return List.of(new Blocked(Obstacle.ENDED, request.state().word()));
        }
        List<Blocked> found = new ArrayList<>();
        if (situation.sourceTip().isEmpty()) {
            found.add(new Blocked(Obstacle.NO_SOURCE, request.source()));
        }
        if (situation.targetTip().isEmpty()) {
            found.add(new Blocked(Obstacle.NO_TARGET, request.target()));
        } else if (situation.contained()) {
            found.add(new Blocked(Obstacle.NOTHING_NEW, ""));
        }
        if (request.draft()) {
            found.add(new Blocked(Obstacle.DRAFT, ""));
        }
        if (method == MergeMethod.FAST_FORWARD && !situation.fastForward()) {
            found.add(new Blocked(Obstacle.NOT_FAST_FORWARD, request.target()));
        }
        if (!request.trial().conflicts().isEmpty()) {
            found.add(
                    new Blocked(
                            Obstacle.CONFLICTS, String.join(", ", request.trial().conflicts())));
        }
        people(request, situation, found);
        machines(situation, found);
        return found;
    }

    private static void people(MergeRequest request, Situation situation, List<Blocked> found) {
        List<String> against = against(situation.notes());
        if (!against.isEmpty()) {
            found.add(new Blocked(Obstacle.CHANGES_REQUESTED, String.join(", ", against)));
        }
        int missing =
                situation.settings().approvals() - approvers(request, situation.notes()).size();
        if (missing > 0) {
            found.add(new Blocked(Obstacle.APPROVALS_MISSING, Integer.toString(missing)));
        }
    }

    private static void machines(Situation situation, List<Blocked> found) {
        if (!situation.settings().pipeline()) {
            return;
        }
        List<Check> checks = situation.checks();
        String bad = names(checks, true);
        String running = names(checks, false);
        if (checks.isEmpty()) {
            found.add(new Blocked(Obstacle.PIPELINE_MISSING, ""));
        } else if (!bad.isEmpty()) {
            found.add(new Blocked(Obstacle.PIPELINE_FAILED, bad));
        } else if (!running.isEmpty()) {
            found.add(new Blocked(Obstacle.PIPELINE_RUNNING, running));
        }
    }

    private static String names(List<Check> checks, boolean ended) {
        return String.join(
                ", ",
                checks.stream()
                        .filter(check -> check.ended() == ended && !check.good())
                        .map(Check::name)
                        .toList());
    }

    /**
     * Whose newest verdict is an approval of the commit that would be merged, but not its makers.
     */
    public static List<String> approvers(MergeRequest request, List<MergeNote> notes) {
        return verdicts(notes).entrySet().stream()
                .filter(verdict -> verdict.getValue().kind() == MergeNote.Kind.APPROVED)
                .filter(verdict -> verdict.getValue().commit().equals(request.head()))
                .map(Map.Entry::getKey)
                .filter(user -> mayApprove(request, user))
                .toList();
    }

    /** Whether somebody's approval counts: not that of the author or of who pushed the head. */
    public static boolean mayApprove(MergeRequest request, String user) {
        return !user.equals(request.author()) && !user.equals(request.tip().by());
    }

    /** Whose newest verdict asks for changes; it stands until they say otherwise. */
    private static List<String> against(List<MergeNote> notes) {
        return verdicts(notes).entrySet().stream()
                .filter(verdict -> verdict.getValue().kind() == MergeNote.Kind.CHANGES_REQUESTED)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static Map<String, MergeNote> verdicts(List<MergeNote> notes) {
        Map<String, MergeNote> newest = new LinkedHashMap<>();
        for (MergeNote note : notes) {
            if (note.kind() != MergeNote.Kind.COMMENT) {
                newest.put(note.author(), note);
            }
        }
        return newest;
    }
}
