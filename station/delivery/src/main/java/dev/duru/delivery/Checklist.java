package dev.duru.delivery;

import dev.duru.manifest.Environment;
import dev.duru.manifest.Rules;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be tried with a digest before it may be approved, and what came of it. Pure.
 *
 * @param lines in the order of duru.yml
 */
public record Checklist(List<Line> lines) {
    public Checklist {
        lines = List.copyOf(lines);
    }

    /**
     * One item.
     *
     * @param evidence whether somebody's word alone is not enough
     * @param last what was said of it last; null when nobody tried it
     */
    public record Line(String item, boolean evidence, @Nullable Tick last) {
        public boolean done() {
            return last != null && last.passed();
        }

        /** {@code open}, {@code passed} or {@code failed}. */
        public String state() {
            return last == null ? "open" : last.passed() ? "passed" : "failed";
        }
    }

    /**
     * The list of an approval.
     *
     * @param ticks of the digest, oldest first; the last one on an item counts
     */
    static Checklist of(Environment.@Nullable Approval rule, List<Tick> ticks) {
        List<Line> lines = new ArrayList<>();
        for (Rules.Check check : rule == null ? List.<Rules.Check>of() : rule.checklist()) {
            Tick last =
                    ticks.stream()
                            .filter(t -> t.item().equals(check.item()))
                            .reduce((before, after) -> after)
                            .orElse(null);
            lines.add(new Line(check.item(), check.evidence(), last));
        }
        return new Checklist(lines);
    }

    /** What keeps the release from being approved. */
    List<String> missing() {
        return lines.stream().filter(line -> !line.done()).map(Line::item).toList();
    }
}
