package dev.duru.pipeline;

import dev.duru.pipeline.log.Ansi;
import dev.duru.pipeline.log.LogLine;
import dev.duru.pipeline.log.LogMarks;
import dev.duru.web.Html;
import gg.jte.Content;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lines of a log as HTML, and as what the page's script lays out. */
final class LogHtml {
    /** Characters of one line that a page shows; the raw log has the rest. */
    static final int LONGEST = 8_000;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    private LogHtml() {}

    /** Lines in order, for a page without its script. */
    static Content of(List<LogLine> lines) {
        StringBuilder html = new StringBuilder(lines.size() * 120);
        for (LogLine line : lines) {
            if (line.kind() != LogLine.Kind.END_GROUP) {
                html.append(line(line));
            }
        }
        return Html.trusted(html.toString());
    }

    /** One line with its number, which is a link to it. */
    static String line(LogLine line) {
        return "<div class=\"log-line"
                + kind(line.kind())
                + "\" id=\"L"
                + line.number()
                + "\"><a class=\"log-no\" href=\"#L"
                + line.number()
                + "\">"
                + line.number()
                + "</a><time class=\"log-time\">"
                + TIME.format(Instant.ofEpochMilli(line.at()))
                + "</time><span class=\"log-text\">"
                + text(line)
                + "</span></div>";
    }

    /** The text of a line as HTML: colours, links, and nothing else. */
    static String text(LogLine line) {
        String text = line.text();
        if (text.length() <= LONGEST) {
            return Ansi.html(text);
        }
        int end = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
        return Ansi.html(text.substring(0, end))
                + "<span class=\"log-cut\" data-more=\""
                + (text.length() - end)
                + "\"></span>";
    }

    private static String kind(LogLine.Kind kind) {
        return switch (kind) {
            case OUTPUT -> "";
            case END_GROUP -> " log-end";
            case GROUP -> " log-title";
            case SYSTEM, DEBUG -> " log-debug";
            case NOTICE -> " log-notice";
            case WARNING -> " log-warn";
            case ERROR -> " log-error";
            case COMMAND -> " log-cmd";
        };
    }

    /** What the script draws a line from: number, milliseconds since 1970, step, class, HTML. */
    static List<Object> row(LogLine line) {
        return List.of(
                line.number(), line.at(), line.step(), kind(line.kind()).strip(), text(line));
    }

    /** What the script lays the log out by. */
    static Map<String, Object> outline(LogMarks marks, long lines, boolean ended) {
        Map<String, Object> outline = new LinkedHashMap<>();
        outline.put("lines", lines);
        outline.put("ended", ended);
        outline.put(
                "steps", marks.steps().stream().map(at -> List.of(at.step(), at.line())).toList());
        outline.put(
                "groups",
                marks.groups().stream()
                        .map(at -> List.of(at.first(), at.last(), at.depth(), at.bad() ? 1 : 0))
                        .toList());
        outline.put(
                "remarks",
                marks.remarks().stream()
                        .map(at -> List.of(at.line(), at.error() ? 1 : 0))
                        .toList());
        outline.put("whole", marks.whole());
        return outline;
    }
}
