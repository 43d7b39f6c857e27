package dev.duru.delivery;

import dev.duru.manifest.Gate;
import org.jspecify.annotations.Nullable;

/**
 * A gate with what it says now.
 *
 * @param gate its name
 * @param level what it measured; null where it measures nothing, or could not
 */
public record Judged(String gate, Verdict verdict, @Nullable Level level) {
    /** Without a measurement. */
    public Judged(String gate, Verdict verdict) {
        this(gate, verdict, null);
    }

    /**
     * A measurement.
     *
     * @param limit that it is held against, in the same unit; null when there is none yet
     * @param unit null for a query, whose unit only itself knows
     */
    public record Level(double value, @Nullable Double limit, Gate.@Nullable Unit unit) {}
}
