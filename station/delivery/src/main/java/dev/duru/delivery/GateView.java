package dev.duru.delivery;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a gate said, or says now.
 *
 * @param step index of the rollout's step, from 0
 * @param verdict {@code good}, {@code bad}, {@code scarce}, {@code doubtful} or {@code pending}
 */
public record GateView(int step, String gate, String verdict, String reading) {
    private static final Pattern RUN = Pattern.compile("run (\\d{1,18}) ");

    static GateView of(int step, Judged judged) {
        return new GateView(
                step,
                judged.gate(),
                DecisionStore.word(judged.verdict()).toLowerCase(Locale.ROOT),
                judged.verdict().reading());
    }

    /** The run that the reading begins with, so that pages lead there; 0 for none. */
    public long run() {
        Matcher run = RUN.matcher(reading);
        return run.lookingAt() ? Long.parseLong(run.group(1)) : 0;
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
