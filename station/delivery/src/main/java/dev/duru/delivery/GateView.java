package dev.duru.delivery;

import java.util.Locale;

/**
 * What a gate said, or says now.
 *
 * @param step index of the rollout's step, from 0
 * @param verdict {@code good}, {@code bad}, {@code scarce}, {@code doubtful} or {@code pending}
 */
public record GateView(int step, String gate, String verdict, String reading) {
    static GateView of(int step, Judged judged) {
        return new GateView(
                step,
                judged.gate(),
                DecisionStore.word(judged.verdict()).toLowerCase(Locale.ROOT),
                judged.verdict().reading());
    }

    /** The word under which the pages know the verdict's colour. */
    public String badge() {
        return switch (verdict) {
            case "good" -> "passed";
            case "bad" -> "failed";
            default -> "waiting";
        };
    }
}
