package dev.duru.delivery;

import dev.duru.delivery.MetricQuery.Reading;
import dev.duru.delivery.MetricQuery.Signals;
import dev.duru.manifest.Gate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a gate says of a release. Pure.
 *
 * <p>Three answers and not two: too few requests are neither good nor bad. {@code request_rate} is
 * known without any request; every other signal needs {@code minRequests} of the new release, and a
 * comparison needs as many of the stable one.
 */
public sealed interface Verdict {
    /** The gate and its limit in words, with the value: {@code error_ratio 0.4 % (below 2 %)}. */
    String reading();

    record Good(String reading) implements Verdict {}

    /**
     * @param value in the signal's base unit
     * @param threshold the limit that it broke, in the same unit
     * @param clear whether the requests so far leave no reasonable doubt, so that waiting for the
     *     end of the step would only harm more people
     */
    record Bad(String reading, double value, double threshold, boolean clear) implements Verdict {}

    /** Not enough requests to judge. */
    record Scarce(String reading) implements Verdict {}

    /**
     * Differences to the stable release below these count as noise, whatever the tolerance: half a
     * percent of the requests, five milliseconds.
     */
    double RATIO_NOISE = 0.005;

    double SECONDS_NOISE = 0.005;

    /** Reads one gate. {@code stable} is null when there is no stable release. */
    static Verdict of(Gate gate, Reading candidate, @Nullable Reading stable) {
        String name = gate.signal().name().toLowerCase(Locale.ROOT);
        Signals signals = candidate instanceof Signals known ? known : null;
        boolean rate = gate.signal() == Gate.Signal.REQUEST_RATE;
        if (!rate && (signals == null || signals.requests() < gate.minRequests())) {
            return new Scarce(
                    name
                            + ": not enough traffic, "
                            + (signals == null ? 0 : signals.requests())
                            + " of "
                            + gate.minRequests()
                            + " requests");
        }
        double value = signals == null ? 0 : value(gate.signal(), signals);
        long requests = signals == null ? 0 : signals.requests();
        String shown = name + " " + show(gate.signal(), value);
        Double below = gate.below();
        if (below != null && value >= below) {
            return new Bad(
                    shown + " (not below " + show(gate.signal(), below) + ")",
                    value,
                    below,
                    clear(gate, value, below, requests));
        }
        Double above = gate.above();
        if (above != null && value <= above) {
            return new Bad(
                    shown + " (not above " + show(gate.signal(), above) + ")", value, above, false);
        }
        String limits = limits(gate, below, above);
        return gate.tolerance() == null
                ? new Good(shown + limits)
                : compared(gate, gate.tolerance(), value, shown, stable);
    }

    private static Verdict compared(
            Gate gate, double tolerance, double value, String shown, @Nullable Reading reading) {
        Signals stable = reading instanceof Signals known ? known : null;
        if (stable == null || stable.requests() < gate.minRequests()) {
            String why = shown + ": the stable release had too little traffic to compare with";
            return gate.below() != null || gate.above() != null ? new Good(why) : new Scarce(why);
        }
        double base = value(gate.signal(), stable);
        String beside = " (stable " + show(gate.signal(), base) + ", tolerance " + tolerance + ")";
        if (gate.signal() == Gate.Signal.REQUEST_RATE) {
            double least = base / tolerance;
            return value < least
                    ? new Bad(shown + beside, value, least, false)
                    : new Good(shown + beside);
        }
        double noise = gate.signal() == Gate.Signal.ERROR_RATIO ? RATIO_NOISE : SECONDS_NOISE;
        double most = Math.max(base * tolerance, base + noise);
        return value > most
                ? new Bad(shown + beside, value, most, clear(gate, value, most, stable.requests()))
                : new Good(shown + beside);
    }

    /**
     * Errors are clear when even the low end of the 99 % confidence interval (Wilson's, one-sided)
     * is over the limit; a latency when it is twice the limit over twice the requests asked for.
     */
    private static boolean clear(Gate gate, double value, double limit, long requests) {
        if (gate.signal() != Gate.Signal.ERROR_RATIO) {
            return value >= 2 * limit && requests >= 2L * gate.minRequests();
        }
        double z = 2.326;
        double n = requests;
        double centre = value + z * z / (2 * n);
        double spread = z * Math.sqrt(value * (1 - value) / n + z * z / (4 * n * n));
        return (centre - spread) / (1 + z * z / n) > limit;
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
        return switch (signal.unit()) {
            case RATIO -> trim(value * 100) + " %";
            case SECONDS -> value < 1 ? trim(value * 1000) + " ms" : trim(value) + " s";
            case PER_SECOND -> trim(value) + "/s";
        };
    }

    private static String trim(double value) {
        String text = String.format(Locale.ROOT, "%.2f", value);
        return text.replaceAll("\\.?0+$", "");
    }
}
