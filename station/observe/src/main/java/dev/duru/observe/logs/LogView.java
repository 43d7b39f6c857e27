package dev.duru.observe.logs;

import dev.duru.kernel.ProjectName;
import dev.duru.logs.query.Marks;
import dev.duru.logs.store.Counts;
import dev.duru.web.Html;
import gg.jte.Content;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** How lines look on the page; for its template. */
public final class LogView {
    private static final int WIDTH = 1_000;
    private static final int HEIGHT = 80;
    private static final List<String> STACK =
            List.of("fatal", "error", "warn", "info", "debug", "trace", "");

    private LogView() {}

    /** A line with what was searched for marked. */
    public static Content marked(LogLine line, LogQuery query) {
        String text = line.text();
        StringBuilder out = new StringBuilder();
        int done = 0;
        for (Marks.Span span : Marks.of(query.searched(), text)) {
            out.append(Html.escape(text.substring(done, span.from())))
                    .append("<mark>")
                    .append(Html.escape(text.substring(span.from(), span.to())))
                    .append("</mark>");
            done = span.to();
        }
        return Html.trusted(out.append(Html.escape(text.substring(done))).toString());
    }

    /** The class of a line by its level. */
    public static String level(LogLine line) {
        return switch (line.level()) {
            case "error", "fatal" -> "log-error";
            case "warn" -> "log-warn";
            case "debug", "trace" -> "log-debug";
            default -> "";
        };
    }

    /** A time of day with milliseconds, UTC. */
    public static String clock(Instant at) {
        String text = at.toString();
        return text.length() > 20
                ? text.substring(11, Math.min(23, text.length() - 1))
                : text.substring(11, 19) + ".000";
    }

    /** Where a line comes from, in few characters: a release, or a run. */
    public static String origin(LogLine line) {
        String run = line.fields().getOrDefault("run", "");
        return line.release() > 0 ? "#" + line.release() : run.isEmpty() ? "·" : "R" + run;
    }

    /** Where the graph begins. */
    public static Instant from(Counts counts) {
        return LogLine.at(counts.fromNanos());
    }

    /** Where the graph ends. */
    public static Instant to(Counts counts) {
        return LogLine.at(counts.fromNanos() + steps(counts) * counts.stepNanos());
    }

    /** A day and a time of it to the second, UTC. */
    public static String stamp(Instant at) {
        return at.toString().substring(0, 19).replace('T', ' ');
    }

    /** The page with all lines that have this value. */
    public static String searchFor(ProjectName project, String field, String value) {
        String quoted = value.replace("\\", "\\\\").replace("\"", "\\\"");
        return "/%s/logs?q=%s"
                .formatted(
                        project,
                        URLEncoder.encode(field + ":\"" + quoted + "\"", StandardCharsets.UTF_8));
    }

    /** Whether a version names a commit, which has a page of its own. */
    public static boolean isCommit(String version) {
        return version.matches("[0-9a-f]{40}|[0-9a-f]{64}");
    }

    /** Whether a value names a trace, which has a page of its own. */
    public static boolean isTrace(String field, String value) {
        return field.equals("trace_id") && value.matches("[0-9a-f]{16}|[0-9a-f]{32}");
    }

    private static int steps(Counts counts) {
        return counts.byLevel().values().stream().mapToInt(List::size).max().orElse(0);
    }

    /** Counts as bars, the worst level at the bottom; each leads to its own time. */
    public static Content bars(Counts counts, String link) {
        int steps = steps(counts);
        if (steps == 0) {
            return Html.trusted("");
        }
        long most = 1;
        for (int i = 0; i < steps; i++) {
            most = Math.max(most, sum(counts, i));
        }
        StringBuilder svg = new StringBuilder("<svg class=\"log-bars\" viewBox=\"0 0 ");
        svg.append(WIDTH)
                .append(' ')
                .append(HEIGHT)
                .append("\" preserveAspectRatio=\"none\" role=\"img\">");
        double width = (double) WIDTH / steps;
        for (int i = 0; i < steps; i++) {
            if (sum(counts, i) > 0) {
                Instant from = LogLine.at(counts.fromNanos() + i * counts.stepNanos());
                Instant to = LogLine.at(counts.fromNanos() + (i + 1) * counts.stepNanos());
                svg.append("<a href=\"")
                        .append(Html.escape(link + "from=" + from + "&to=" + to))
                        .append("\"><title>")
                        .append(title(counts, i, from))
                        .append("</title>");
                bar(svg, counts, i, width, (double) HEIGHT / most);
                svg.append("</a>");
            }
        }
        return Html.trusted(svg.append("</svg>").toString());
    }

    private static long sum(Counts counts, int step) {
        return counts.byLevel().values().stream().mapToLong(values -> values.get(step)).sum();
    }

    private static String title(Counts counts, int step, Instant from) {
        StringBuilder title = new StringBuilder(from.toString());
        for (Map.Entry<String, List<Long>> level : counts.byLevel().entrySet()) {
            long count = level.getValue().get(step);
            if (count > 0) {
                title.append(", ").append(level.getKey()).append(' ').append(count);
            }
        }
        return Html.escape(title.toString());
    }

    private static void bar(StringBuilder svg, Counts counts, int step, double width, double unit) {
        double top = HEIGHT;
        for (String level : STACK) {
            List<Long> values = counts.byLevel().getOrDefault(level, List.of());
            double height = values.isEmpty() ? 0 : Math.ceil(values.get(step) * unit);
            if (height > 0) {
                top -= height;
                svg.append("<rect class=\"level-")
                        .append(level.isEmpty() ? "none" : level)
                        .append(
                                "\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>"
                                        .formatted(step * width, top, width * 0.85, height));
            }
        }
    }
}
