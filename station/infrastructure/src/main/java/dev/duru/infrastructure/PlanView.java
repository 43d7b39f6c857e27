package dev.duru.infrastructure;

import java.time.Instant;
import java.util.List;

/**
 * A plan as pages and API show it.
 *
 * @param number 0 for one that was only asked about
 * @param state {@code current}, {@code preview}, {@code applied} when a newer one came and all of
 *     its steps are in force, by itself or by that one, {@code superseded} when some are not, or
 *     {@code invalid}
 * @param progress how far it is
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
        Progress progress,
        List<StepView> steps) {

    /**
     * How many steps are where.
     *
     * @param applied in force
     * @param begun that go on by themselves
     * @param failed of which nothing is in force
     * @param left of which nothing was done
     */
    public record Progress(int applied, int begun, int failed, int left) {
        static Progress of(List<Step> steps) {
            int[] counts = new int[4];
            for (Step step : steps) {
                switch (step.state()) {
                    case APPLIED -> counts[0]++;
                    case APPLYING -> counts[1]++;
                    case FAILED -> counts[2]++;
                    case APPROVAL, RELEASE, CONFIRM, SUPERSEDED -> counts[3]++;
                }
            }
            return new Progress(counts[0], counts[1], counts[2], counts[3]);
        }

        public int all() {
            return applied + begun + failed + left;
        }

        /** Whether some of it was done and some not. */
        public boolean partial() {
            return applied < all() && (applied > 0 || begun > 0 || failed > 0);
        }
    }

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
                default -> state;
            };
        }
    }

    /** An attribute; {@code effect} is {@code none}, {@code restart} or {@code replace}. */
    public record DifferenceView(String attribute, String before, String after, String effect) {}
}
