package dev.duru.delivery;

import dev.duru.manifest.Gate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a gate measured in the rollout so far, as a line with its limit. Pure.
 *
 * @param points of a line in a picture of {@link #WIDTH} by {@link #HEIGHT}, as SVG writes them
 * @param limitAt how far from the top the limit lies; null when there is none
 * @param highest what the picture's top stands for, with its unit
 * @param limit with its unit; empty when there is none
 * @param now the newest value, with its unit
 */
public record GateCurve(
        String gate,
        String points,
        @Nullable Double limitAt,
        String highest,
        String limit,
        String now) {
    public static final int WIDTH = 320;
    public static final int HEIGHT = 72;

    private record Point(Instant at, Judged.Level level) {}

    /** A curve for each gate that measured something at least twice. */
    static List<GateCurve> of(List<Readings.Past> past) {
        List<GateCurve> curves = new ArrayList<>();
        if (past.isEmpty()) {
            return curves;
        }
        for (Judged newest : past.getLast().judged()) {
            List<Point> points = new ArrayList<>();
            for (Readings.Past moment : past) {
                for (Judged judged : moment.judged()) {
                    if (judged.gate().equals(newest.gate()) && judged.level() != null) {
                        points.add(new Point(moment.at(), judged.level()));
                    }
                }
            }
            if (points.size() > 1) {
                curves.add(curve(newest.gate(), points));
            }
        }
        return curves;
    }

    private static GateCurve curve(String gate, List<Point> points) {
        Judged.Level last = points.getLast().level();
        double top = last.limit() == null ? 0 : last.limit();
        for (Point point : points) {
            top = Math.max(top, point.level().value());
        }
        top = top > 0 ? top * 1.15 : 1;
        long from = points.getFirst().at().toEpochMilli();
        long span = Math.max(1, points.getLast().at().toEpochMilli() - from);
        StringBuilder line = new StringBuilder();
        for (Point point : points) {
            double x = (double) (point.at().toEpochMilli() - from) / span * WIDTH;
            line.append(line.isEmpty() ? "" : " ")
                    .append(number(x))
                    .append(',')
                    .append(number(y(point.level().value(), top)));
        }
        return new GateCurve(
                gate,
                line.toString(),
                last.limit() == null ? null : y(last.limit(), top),
                show(last.unit(), top),
                last.limit() == null ? "" : show(last.unit(), last.limit()),
                show(last.unit(), last.value()));
    }

    private static double y(double value, double top) {
        return HEIGHT - value / top * HEIGHT;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String show(Gate.@Nullable Unit unit, double value) {
        return unit == null ? Verdict.trim(value) : Verdict.show(unit, value);
    }
}
