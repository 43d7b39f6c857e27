package dev.duru.observe.traces;

import dev.duru.observe.logs.LogLine;
import dev.duru.web.Html;
import gg.jte.Content;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** How a trace looks on its page; for the template. */
public final class TraceView {
    private static final int WIDTH = 1_000;
    private static final int HEIGHT = 16;

    /** Those of series, that which is nearest to a failure's last. */
    private static final int[] COLOURS = {1, 3, 4, 5, 6, 2};

    private static final int DEEPEST = 12;
    private static final double LEAST = 2;

    private final long start;
    private final double unit;
    private final List<String> services;

    TraceView(Trace trace) {
        this.start = trace.startNanos();
        this.unit = WIDTH / (double) Math.max(1, trace.endNanos() - start);
        this.services = trace.services();
    }

    /** A span as a bar in the time of its trace, in the colour of its service. */
    public Content bar(Trace.Row row) {
        Span span = row.span();
        double from = (span.startNanos() - start) * unit;
        double width = Math.max(LEAST, (span.endNanos() - span.startNanos()) * unit);
        StringBuilder svg =
                new StringBuilder(
                        "<svg class=\"trace-bar\" viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"%s\" x=\"%.1f\" y=\"3\" width=\"%.1f\" height=\"10\"/>"
                                .formatted(
                                        WIDTH,
                                        HEIGHT,
                                        colour(span),
                                        Math.min(from, WIDTH - LEAST),
                                        width));
        for (Span.Event event : span.events()) {
            svg.append(
                    "<rect class=\"trace-event\" x=\"%.1f\" y=\"0\" width=\"3\" height=\"16\"/>"
                            .formatted(
                                    Math.clamp((event.nanos() - start) * unit, 0, WIDTH - LEAST)));
        }
        return Html.trusted(svg.append("</svg>").toString());
    }

    private String colour(Span span) {
        return span.error()
                ? "trace-failed"
                : "trace-"
                        + COLOURS[Math.max(0, services.indexOf(span.service())) % COLOURS.length];
    }

    /** The class that moves a span below its parent. */
    public String indent(Trace.Row row) {
        return "trace-depth-" + Math.min(DEEPEST, row.depth());
    }

    /** Milliseconds with as many digits as matter. */
    public static String millis(double millis) {
        return millis >= 1000
                ? "%.2f s".formatted(millis / 1000)
                : millis >= 10
                        ? "%.0f ms".formatted(millis)
                        : String.format(Locale.ROOT, "%.2f ms", millis);
    }

    /** When a span began, counted from the begin of its trace. */
    public String after(Trace.Row row) {
        return "+" + millis((row.span().startNanos() - start) / 1e6);
    }

    /** When a line was said, counted from the begin of the trace. */
    public String after(LogLine line) {
        Instant at = line.at();
        double millis = (at.getEpochSecond() * 1e9 + at.getNano() - start) / 1e6;
        return (millis < 0 ? "-" : "+") + millis(Math.abs(millis));
    }

    /** An event's moment, counted from the begin of the trace. */
    public String after(Span.Event event) {
        return "+" + millis((event.nanos() - start) / 1e6);
    }
}
