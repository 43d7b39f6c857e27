package dev.duru.feedback;

import dev.duru.kernel.ProjectName;
import dev.duru.web.Html;
import dev.duru.web.Language;
import dev.duru.web.Texts;
import dev.duru.web.Ui;
import gg.jte.Content;
import gg.jte.output.StringOutput;
import java.util.List;
import java.util.Locale;

/** Draws the loop: seven stations on a circle, and the arcs between them. */
final class Ring {
    private static final double MIDDLE = 230;
    private static final double CENTER = 182;
    private static final double RADIUS = 126;
    private static final double NODE = 25;

    private Ring() {}

    static Content draw(ProjectName project, Loop loop, Language language, Texts.Words words) {
        StringBuilder svg = new StringBuilder(4096);
        svg.append("<svg class=\"ring\" viewBox=\"0 0 460 350\" role=\"group\" aria-label=\"")
                .append(Html.escape(words.text("loop.label")))
                .append("\">");
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<circle class=\"ring-track\" cx=\"%1$.0f\" cy=\"%2$.0f\" r=\"%3$.0f\"/>",
                        MIDDLE,
                        CENTER,
                        RADIUS));
        List<Loop.Station> stations = loop.stations();
        for (int i = 0; i < stations.size(); i++) {
            arc(svg, i, stations.get((i + 1) % stations.size()), stations.size());
        }
        for (int i = 0; i < stations.size(); i++) {
            node(svg, project, stations.get(i), i, stations.size(), language, words);
        }
        String name =
                project.name().length() > 16
                        ? project.name().substring(0, 15) + "…"
                        : project.name();
        svg.append("<text class=\"ring-center\" x=\"230\" y=\"184\">")
                .append(Html.escape(name))
                .append("</text><text class=\"ring-center-sub\" x=\"230\" y=\"204\">")
                .append(Html.escape(project.owner()))
                .append("</text></svg>");
        return Html.trusted(svg.toString());
    }

    /** From a station to the next; it has the next one's state, since that is where it leads. */
    private static void arc(StringBuilder svg, int from, Loop.Station next, int count) {
        double gap = Math.asin((NODE + 9) / RADIUS);
        double start = angle(from, count) + gap;
        double end = angle(from + 1, count) - gap;
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<path class=\"ring-arc is-%s\" d=\"M%.1f %.1fA%.0f %.0f 0 0 1 %.1f %.1f\"/>",
                        tone(next.state()),
                        x(start, RADIUS),
                        y(start, RADIUS),
                        RADIUS,
                        RADIUS,
                        x(end, RADIUS),
                        y(end, RADIUS)));
    }

    private static void node(
            StringBuilder svg,
            ProjectName project,
            Loop.Station station,
            int index,
            int count,
            Language language,
            Texts.Words words) {
        double angle = angle(index, count);
        double x = x(angle, RADIUS);
        double y = y(angle, RADIUS);
        String name = words.text("loop." + station.name().key());
        String icon = html(Ui.icon(station.name().icon()));
        String mark = html(Ui.icon(mark(station.state())));
        String label = Html.escape(name + ": " + text(station, words));
        svg.append("<a href=\"/")
                .append(project)
                .append(station.name().path())
                .append("\" aria-label=\"")
                .append(label)
                .append("\"><g class=\"ring-node is-")
                .append(tone(station.state()))
                .append("\"><title>")
                .append(label)
                .append("</title>");
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.0f\"/><svg x=\"%.1f\" y=\"%.1f\" width=\"22\" height=\"22\">%s</svg>",
                        x,
                        y,
                        NODE,
                        x - 11,
                        y - 11,
                        icon.replace("width=\"16\" height=\"16\"", "width=\"22\" height=\"22\"")));
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<g class=\"ring-mark\"><circle cx=\"%.1f\" cy=\"%.1f\" r=\"9\"/><svg x=\"%.1f\" y=\"%.1f\" width=\"11\" height=\"11\">%s</svg></g></g>",
                        x + 18,
                        y - 18,
                        x + 12.5,
                        y - 23.5,
                        mark.replace("width=\"16\" height=\"16\"", "width=\"11\" height=\"11\"")));
        label(svg, angle, name);
    }

    /** Beside the node, on the side that looks away from the ring. */
    private static void label(StringBuilder svg, double angle, String name) {
        double across = Math.cos(angle);
        boolean beside = Math.abs(across) > 0.6;
        String anchor = !beside ? "middle" : across > 0 ? "start" : "end";
        double reach = beside ? NODE + 11 : 0;
        double drop = beside ? 5 : Math.sin(angle) < 0 ? -NODE - 13 : NODE + 22;
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<text class=\"ring-label\" text-anchor=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text></a>",
                        anchor,
                        x(angle, RADIUS) + Math.signum(across) * reach,
                        y(angle, RADIUS) + drop,
                        Html.escape(name)));
    }

    static String text(Loop.Station station, Texts.Words words) {
        return words.text("loop." + station.key(), station.args().toArray());
    }

    static String tone(String state) {
        return switch (state) {
            case "success", "published", "live", "healthy", "good" -> "good";
            case "failed", "declined", "crash-looped" -> "bad";
            case "errored", "rolled-back", "open" -> "warn";
            case "running", "deploying" -> "busy";
            case "queued", "waiting-approval", "created" -> "wait";
            default -> "off";
        };
    }

    private static String mark(String state) {
        return switch (tone(state)) {
            case "good" -> "check";
            case "bad" -> "cross";
            case "warn" -> "alert";
            case "busy" -> "spinner";
            case "wait" -> "clock";
            default -> "minus";
        };
    }

    private static String html(Content content) {
        StringOutput out = new StringOutput();
        content.writeTo(out);
        return out.toString();
    }

    private static double angle(int index, int count) {
        return 2 * Math.PI * index / count - Math.PI / 2;
    }

    private static double x(double angle, double radius) {
        return MIDDLE + radius * Math.cos(angle);
    }

    private static double y(double angle, double radius) {
        return CENTER + radius * Math.sin(angle);
    }
}
