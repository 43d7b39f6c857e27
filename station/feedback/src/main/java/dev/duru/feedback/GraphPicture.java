package dev.duru.feedback;

import dev.duru.web.Html;
import dev.duru.web.Ui;
import gg.jte.Content;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Draws a kept graph as SVG: the lines, the gate's limit, and when things happened. */
final class GraphPicture {
    private static final double WIDTH = 720;
    private static final double HEIGHT = 220;
    private static final double LEFT = 56;
    private static final double BOTTOM = 26;
    private static final double TOP = 14;

    private final boolean ratio;
    private final Instant from;
    private final Instant to;
    private final double highest;

    private GraphPicture(boolean ratio, Instant from, Instant to, double highest) {
        this.ratio = ratio;
        this.from = from;
        this.to = to;
        this.highest = highest;
    }

    /** {@code marks} are drawn as upright lines. */
    static Content draw(GraphExtract.Graph graph, List<Instant> marks) {
        List<GraphExtract.Point> all =
                graph.lines().stream().flatMap(line -> line.points().stream()).toList();
        if (all.isEmpty()) {
            return Html.trusted("");
        }
        Instant from = all.getFirst().at();
        Instant to = from;
        double highest = graph.threshold() == null ? 0 : graph.threshold();
        for (GraphExtract.Point point : all) {
            from = point.at().isBefore(from) ? point.at() : from;
            to = point.at().isAfter(to) ? point.at() : to;
            highest = Math.max(highest, point.value());
        }
        return new GraphPicture(
                        graph.title().endsWith("_ratio") && graph.unit().isEmpty(),
                        from,
                        to,
                        highest <= 0 ? 1 : highest * 1.15)
                .svg(graph, marks);
    }

    private Content svg(GraphExtract.Graph graph, List<Instant> marks) {
        StringBuilder svg = new StringBuilder();
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<svg class=\"spark\" viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"%s\">",
                        WIDTH,
                        HEIGHT,
                        Html.escape(graph.title())));
        for (int step = 0; step <= 2; step++) {
            double value = highest * step / 2;
            svg.append(
                    String.format(
                            Locale.ROOT,
                            "<line class=\"spark-mark\" x1=\"%1$.1f\" x2=\"%2$.1f\" y1=\"%3$.1f\" y2=\"%3$.1f\"/><text x=\"%4$.1f\" y=\"%5$.1f\" text-anchor=\"end\">%6$s</text>",
                            LEFT,
                            WIDTH,
                            y(value),
                            LEFT - 6,
                            y(value) + 4,
                            Html.escape(number(value, graph.unit()))));
        }
        for (int i = 0; i < graph.lines().size(); i++) {
            line(svg, graph.lines().get(i), i);
        }
        limit(svg, graph.threshold(), graph.unit());
        for (Instant mark : marks) {
            if (!mark.isBefore(from) && !mark.isAfter(to)) {
                svg.append(
                        String.format(
                                Locale.ROOT,
                                "<line class=\"spark-mark\" x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$.1f\" y2=\"%3$.1f\"/>",
                                x(mark),
                                TOP,
                                HEIGHT - BOTTOM));
            }
        }
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<text x=\"%.1f\" y=\"%.1f\">%s</text><text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">+%s</text></svg>",
                        LEFT,
                        HEIGHT - 8,
                        from.toString().substring(11, 19) + " UTC",
                        WIDTH,
                        HEIGHT - 8,
                        Html.escape(Ui.durationText(Duration.between(from, to)))));
        return Html.trusted(svg.toString());
    }

    private void line(StringBuilder svg, GraphExtract.Line line, int index) {
        StringBuilder path = new StringBuilder();
        for (GraphExtract.Point point : line.points()) {
            path.append(path.isEmpty() ? 'M' : 'L')
                    .append(
                            String.format(
                                    Locale.ROOT, "%.1f %.1f", x(point.at()), y(point.value())));
        }
        svg.append("<path class=\"spark-line spark-line-")
                .append(index % 6 + 1)
                .append("\" d=\"")
                .append(path)
                .append("\"><title>")
                .append(Html.escape(line.name()))
                .append("</title></path>");
    }

    private void limit(StringBuilder svg, @Nullable Double threshold, String unit) {
        if (threshold == null) {
            return;
        }
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<line class=\"spark-limit\" x1=\"%1$.1f\" x2=\"%2$.1f\" y1=\"%3$.1f\" y2=\"%3$.1f\"/><text class=\"spark-bad-text\" x=\"%2$.1f\" y=\"%4$.1f\" text-anchor=\"end\">%5$s</text>",
                        LEFT,
                        WIDTH,
                        y(threshold),
                        y(threshold) - 5,
                        Html.escape(number(threshold, unit))));
    }

    /** Ratios are shown in per cent. */
    private String number(double base, String baseUnit) {
        double value = ratio ? base * 100 : base;
        String unit = ratio ? "%" : baseUnit;
        String text =
                value >= 100 || value == Math.rint(value)
                        ? String.format(Locale.ROOT, "%.0f", value)
                        : String.format(Locale.ROOT, "%.3g", value);
        return unit.isEmpty() ? text : text + " " + unit;
    }

    private double x(Instant at) {
        double span = Math.max(1, Duration.between(from, to).toMillis());
        return LEFT + (WIDTH - LEFT) * Duration.between(from, at).toMillis() / span;
    }

    private double y(double value) {
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / highest);
    }
}
