package dev.duru.observe;

import dev.duru.web.Html;
import java.util.List;
import java.util.Locale;

/** A graph as a small picture that stands in an issue for good. Pure. */
final class GraphSvg {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 160;
    private static final int LEFT = 56;
    private static final int BOTTOM = 20;
    private static final int TOP = 8;

    private GraphSvg() {}

    /** One signal, a line for each release; markers as upright lines. */
    static String of(Graph graph, String signal) {
        List<Graph.Line> lines =
                graph.lines().stream().filter(line -> line.signal().equals(signal)).toList();
        double highest =
                lines.stream()
                        .flatMap(line -> line.values().stream())
                        .filter(value -> !value.isNaN())
                        .mapToDouble(Double::doubleValue)
                        .max()
                        .orElse(0);
        double top = highest > 0 ? highest * 1.1 : 1;
        StringBuilder svg = new StringBuilder();
        svg.append(
                "<svg class=\"graph-extract\" role=\"img\" aria-label=\"%s\" viewBox=\"0 0 %d %d\" xmlns=\"http://www.w3.org/2000/svg\">"
                        .formatted(signal, WIDTH, HEIGHT));
        axis(svg, signal, top);
        for (Graph.Marker marker : graph.markers()) {
            double x = x(graph, marker.timeMillis());
            svg.append(
                    "<line x1=\"%s\" x2=\"%s\" y1=\"%d\" y2=\"%d\" stroke=\"currentColor\" stroke-dasharray=\"3 3\"><title>%s %s</title></line>"
                            .formatted(
                                    number(x),
                                    number(x),
                                    TOP,
                                    HEIGHT - BOTTOM,
                                    marker.kind(),
                                    marker.release() > 0
                                            ? marker.release()
                                            : Html.escape(marker.alert())));
        }
        for (int i = 0; i < lines.size(); i++) {
            line(svg, graph, lines.get(i), top, i);
        }
        return svg.append("</svg>").toString();
    }

    private static void axis(StringBuilder svg, String signal, double top) {
        for (int i = 0; i <= 2; i++) {
            double value = top * i / 2;
            double y = y(value, top);
            svg.append(
                    "<line x1=\"%d\" x2=\"%d\" y1=\"%s\" y2=\"%s\" stroke=\"currentColor\" stroke-opacity=\"0.2\"/>"
                            .formatted(LEFT, WIDTH, number(y), number(y)));
            svg.append(
                    "<text x=\"%d\" y=\"%s\" font-size=\"11\" text-anchor=\"end\" fill=\"currentColor\">%s</text>"
                            .formatted(LEFT - 6, number(y + 4), shown(signal, value)));
        }
    }

    private static void line(
            StringBuilder svg, Graph graph, Graph.Line line, double top, int index) {
        StringBuilder path = new StringBuilder();
        boolean pen = false;
        for (int i = 0; i < line.values().size(); i++) {
            double value = line.values().get(i);
            if (Double.isNaN(value)) {
                pen = false;
                continue;
            }
            path.append(pen ? 'L' : 'M')
                    .append(number(x(graph, graph.times().get(i))))
                    .append(' ')
                    .append(number(y(value, top)));
            pen = true;
        }
        svg.append(
                "<path d=\"%s\" fill=\"none\" stroke=\"var(--series-%d)\" stroke-width=\"2\"><title>release %s</title></path>"
                        .formatted(path, index % 6 + 1, line.release().replaceAll("[<>&\"]", "")));
    }

    private static double x(Graph graph, long time) {
        long first = graph.times().getFirst();
        long last = Math.max(first + 1, graph.times().getLast());
        return LEFT + (WIDTH - LEFT) * (double) (time - first) / (last - first);
    }

    private static double y(double value, double top) {
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String shown(String signal, double value) {
        return switch (signal) {
            case "error_ratio" -> String.format(Locale.ROOT, "%.1f %%", value * 100);
            case "in_flight" -> String.format(Locale.ROOT, "%.0f", value);
            case "request_rate" -> String.format(Locale.ROOT, "%.1f /s", value);
            default -> String.format(Locale.ROOT, "%.0f ms", value * 1000);
        };
    }
}
