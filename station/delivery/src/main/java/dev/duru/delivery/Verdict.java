package dev.duru.delivery;

import dev.duru.delivery.MetricQuery.Reading;
import dev.duru.delivery.MetricQuery.Signals;
import dev.duru.manifest.Gate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a gate says of a release. Pure.
 *
 * <p>Too few requests are neither good nor bad, and neither are a few failures among few requests:
 * a release is bad when what was measured is outside of the limit, and chance does not explain it
 * ({@link Evidence}). A release whose true error ratio is at most half of the limit, whose true
 * quantile is within it, or which is really no worse than the stable one by the tolerance, is found
 * bad by a gate in at most {@link Evidence#FALSE_ALARM} of all rollouts, however often it is looked
 * at. {@code request_rate} is known without any request and is judged at the end of a step, once
 * and as it is; every other signal needs {@code minRequests} of the new release, and a comparison
 * as many of the stable one.
 */
public sealed interface Verdict {
    /** The gate and its limit in words, with the value: {@code error_ratio 0.4 % (below 2 %)}. */
    String reading();

    record Good(String reading) implements Verdict {}

    /**
     * @param value in the signal's base unit
     * @param threshold the limit that it broke, in the same unit
     * @param clear whether it counts at once, so that waiting for the end of the step would only
     *     harm more people
     */
    record Bad(String reading, double value, double threshold, boolean clear) implements Verdict {}

    /** Not enough requests to judge. */
    record Scarce(String reading) implements Verdict {}

    /**
     * Outside of the limit, but chance may explain it. A larger share of the traffic brings more
     * requests, so only the last step waits for them.
     */
    record Doubtful(String reading) implements Verdict {}

    /** Somebody else's word is awaited, or what is asked for cannot be read: the step waits. */
    record Pending(String reading) implements Verdict {}

    /**
     * Differences to the stable release below these count as noise, whatever the tolerance: half a
     * percent of the requests, five milliseconds.
     */
    double RATIO_NOISE = 0.005;

    double SECONDS_NOISE = 0.005;

    /**
     * What was measured in one time.
     *
     * @param stable of the stable release; null when there is none or it is not asked for
     */
    record Measured(Reading candidate, @Nullable Reading stable) {}

    /** Reads one gate by what was measured since the step began, in a rollout of one step. */
    static Verdict of(Gate gate, Reading candidate, @Nullable Reading stable) {
        Measured measured = new Measured(candidate, stable);
        return of(gate, measured, measured, Evidence.FALSE_ALARM);
    }

    /**
     * Reads one gate.
     *
     * @param recent over the gate's window: what is shown, and must be outside of the limit
     * @param whole since the step began: what chance must not explain
     * @param falseAlarm the share of rollouts in which this step may take back a good release
     */
    static Verdict of(Gate gate, Measured recent, Measured whole, double falseAlarm) {
        String name = gate.signal().name().toLowerCase(Locale.ROOT);
        if (recent.candidate() instanceof MetricQuery.Unread(String why)) {
            return new Pending(name + ": " + why);
        }
        if (recent.stable() instanceof MetricQuery.Unread(String why)) {
            return new Pending(name + " of the stable release: " + why);
        }
        Signals signals = recent.candidate() instanceof Signals known ? known : null;
        if (gate.signal() == Gate.Signal.REQUEST_RATE) {
            return rate(gate, signals == null ? 0 : signals.rate(), recent.stable());
        }
        if (signals == null || signals.requests() < gate.minRequests()) {
            return new Scarce(
                    name
                            + ": not enough traffic, "
                            + (signals == null ? 0 : signals.requests())
                            + " of "
                            + gate.minRequests()
                            + " requests");
        }
        double value = value(gate.signal(), signals);
        String shown = name + " " + show(gate.signal(), value);
        Signals all = whole.candidate() instanceof Signals known ? known : signals;
        Double below = gate.below();
        boolean both = below != null && gate.tolerance() != null;
        double share = both ? falseAlarm / 2 : falseAlarm;
        double needed = Evidence.needed(share);
        if (below != null && value >= below) {
            String reading = shown + " (not below " + show(gate.signal(), below) + ")";
            if (against(gate.signal(), all, below) >= needed) {
                return new Bad(reading, value, below, true);
            }
            Verdict beside = beside(gate, new Comparison(value, shown, all), recent, whole, share);
            return beside instanceof Bad ? beside : new Doubtful(reading + MAY_BE_CHANCE);
        }
        Double above = gate.above();
        if (above != null && value <= above) {
            return new Bad(
                    shown + " (not above " + show(gate.signal(), above) + ")", value, above, false);
        }
        return gate.tolerance() == null
                ? new Good(shown + limits(gate, below, above))
                : beside(gate, new Comparison(value, shown, all), recent, whole, share);
    }

    /** Said of what is outside of the limit, as long as it is not known to be more than chance. */
    String MAY_BE_CHANCE = ", which may still be chance";

    private static double against(Gate.Signal signal, Signals all, double limit) {
        return signal == Gate.Signal.ERROR_RATIO
                ? Evidence.above(
                        all.errors(), all.requests(), Math.clamp(limit / 2, 1e-6, 1 - 1e-6))
                : Evidence.above(all.slower(limit), all.requests(), 1 - quantile(signal));
    }

    private static double quantile(Gate.Signal signal) {
        return switch (signal) {
            case P50 -> 0.5;
            case P95 -> 0.95;
            case P99 -> 0.99;
            case ERROR_RATIO, REQUEST_RATE -> throw new IllegalArgumentException(signal.name());
        };
    }

    private static Verdict rate(Gate gate, double value, @Nullable Reading stable) {
        String shown = "request_rate " + show(gate.signal(), value);
        Double below = gate.below();
        if (below != null && value >= below) {
            String reading = shown + " (not below " + show(gate.signal(), below) + ")";
            return new Bad(reading, value, below, false);
        }
        Double above = gate.above();
        if (above != null && value <= above) {
            String reading = shown + " (not above " + show(gate.signal(), above) + ")";
            return new Bad(reading, value, above, false);
        }
        Double tolerance = gate.tolerance();
        if (tolerance == null) {
            return new Good(shown + limits(gate, below, above));
        }
        if (!(stable instanceof Signals known) || known.requests() < gate.minRequests()) {
            return unlike(gate, shown);
        }
        double least = known.rate() / tolerance;
        String beside = beside(gate, known.rate(), tolerance);
        return value < least
                ? new Bad(shown + beside, value, least, false)
                : new Good(shown + beside);
    }

    private static Verdict unlike(Gate gate, String shown) {
        String why = shown + ": the stable release had too little traffic to compare with";
        return gate.below() != null || gate.above() != null ? new Good(why) : new Scarce(why);
    }

    private static String beside(Gate gate, double base, double tolerance) {
        return " (stable " + show(gate.signal(), base) + ", tolerance " + tolerance + ")";
    }

    /**
     * One side of a comparison.
     *
     * @param all since the step began
     */
    record Comparison(double value, String shown, Signals all) {}

    private static Verdict beside(
            Gate gate, Comparison mine, Measured recent, Measured whole, double falseAlarm) {
        Double tolerance = gate.tolerance();
        if (tolerance == null
                || !(recent.stable() instanceof Signals stable)
                || stable.requests() < gate.minRequests()) {
            return unlike(gate, mine.shown());
        }
        Signals stableAll = whole.stable() instanceof Signals known ? known : stable;
        double base = value(gate.signal(), stable);
        boolean ratio = gate.signal() == Gate.Signal.ERROR_RATIO;
        double most = Math.max(base * tolerance, base + (ratio ? RATIO_NOISE : SECONDS_NOISE));
        String reading = mine.shown() + beside(gate, base, tolerance);
        if (mine.value() <= most) {
            return new Good(reading);
        }
        boolean proven =
                ratio
                        ? moreErrors(mine.all(), stableAll, tolerance, falseAlarm)
                        : slower(gate.signal(), mine.all(), stableAll, tolerance, falseAlarm);
        return proven
                ? new Bad(reading, mine.value(), most, true)
                : new Doubtful(reading + MAY_BE_CHANCE);
    }

    /** Both must be beyond chance: more often than the stable release, and more than noise. */
    private static boolean moreErrors(
            Signals all, Signals stable, double tolerance, double falseAlarm) {
        double needed = Evidence.needed(falseAlarm);
        return Evidence.above(all.errors(), all.requests(), RATIO_NOISE) >= needed
                && Evidence.moreOften(
                                all.errors(),
                                all.requests(),
                                stable.errors(),
                                stable.requests(),
                                tolerance)
                        >= needed;
    }

    /** The stable release's quantile is itself only measured: its doubt is added to the bound. */
    private static boolean slower(
            Gate.Signal signal, Signals all, Signals stable, double tolerance, double falseAlarm) {
        double base = value(signal, stable);
        double limit = Math.max(base * tolerance, base + SECONDS_NOISE);
        double bound =
                1 - quantile(signal) + Evidence.quantileDoubt(stable.requests(), falseAlarm / 2);
        return bound < 1
                && Evidence.above(all.slower(limit), all.requests(), bound)
                        >= Evidence.needed(falseAlarm / 2);
    }

    private static double value(Gate.Signal signal, Signals signals) {
        return switch (signal) {
            case ERROR_RATIO -> signals.errorRatio();
            case P50 -> signals.p50();
            case P95 -> signals.p95();
            case P99 -> signals.p99();
            case REQUEST_RATE -> signals.rate();
        };
    }

    /** The value and the limit that it is held against; null when nothing was measured. */
    static Judged.@Nullable Level level(Gate gate, Measured measured) {
        if (!(measured.candidate() instanceof Signals signals)) {
            return null;
        }
        Double limit = gate.below() == null ? gate.above() : gate.below();
        Double tolerance = gate.tolerance();
        if (limit == null && tolerance != null && measured.stable() instanceof Signals stable) {
            limit = value(gate.signal(), stable) * tolerance;
        }
        return new Judged.Level(value(gate.signal(), signals), limit, gate.signal().unit());
    }

    private static String limits(Gate gate, @Nullable Double below, @Nullable Double above) {
        if (below != null && above != null) {
            return " (above "
                    + show(gate.signal(), above)
                    + ", below "
                    + show(gate.signal(), below)
                    + ")";
        }
        if (below != null) {
            return " (below " + show(gate.signal(), below) + ")";
        }
        return above == null ? "" : " (above " + show(gate.signal(), above) + ")";
    }

    /** A value with the unit that people use for the signal. */
    static String show(Gate.Signal signal, double value) {
        return show(signal.unit(), value);
    }

    /** The same by the unit. */
    static String show(Gate.Unit unit, double value) {
        return switch (unit) {
            case RATIO -> trim(value * 100) + " %";
            case SECONDS -> value < 1 ? trim(value * 1000) + " ms" : trim(value) + " s";
            case PER_SECOND -> trim(value) + "/s";
        };
    }

    /** At most two decimals. */
    static String trim(double value) {
        String text = String.format(Locale.ROOT, "%.2f", value);
        return text.replaceAll("\\.?0+$", "");
    }
}
