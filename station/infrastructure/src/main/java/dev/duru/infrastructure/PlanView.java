package dev.duru.infrastructure;

import java.time.Instant;
import java.util.List;

/**
 * A plan as pages and API show it.
 *
 * @param number 0 for one that was only asked about
 * @param state {@code current}, {@code preview}, {@code superseded} or {@code invalid}
 * @param problem what is wrong with the declaration, with places; {@code ""} when it can be read
 */
public record PlanView(
        long number,
        String commit,
        String ref,
        String state,
        String by,
        Instant at,
        String summary,
        String problem,
        List<StepView> steps) {

    /**
     * What it does with one environment.
     *
     * @param action {@code create}, {@code change}, {@code replace} or {@code destroy}
     * @param state {@code approval}, {@code release}, {@code confirm}, {@code applying}, {@code
     *     applied}, {@code failed} or {@code superseded}
     * @param approvalsNeeded how many people must agree to an application by hand; 0 for nobody
     * @param role the least role of an approver; {@code ""} when nobody need agree
     */
    public record StepView(
            String environment,
            String action,
            String state,
            String place,
            String why,
            List<DifferenceView> differences,
            long release,
            String note,
            String by,
            Instant at,
            int approvalsNeeded,
            String role,
            List<String> approvedBy) {

        /** Whether somebody can apply it now, apart from the approvals. */
        public boolean canApply() {
            return switch (state) {
                case "approval", "release", "confirm", "failed" -> true;
                default -> false;
            };
        }

        /** The word under which the page kit knows the state. */
        public String badge() {
            return switch (state) {
                case "approval" -> "waiting-approval";
                case "release", "confirm" -> "pending";
                case "applying" -> "deploying";
                case "applied" -> "success";
                default -> state;
            };
        }
    }

    /** An attribute; {@code effect} is {@code none}, {@code restart} or {@code replace}. */
    public record DifferenceView(String attribute, String before, String after, String effect) {}
}
