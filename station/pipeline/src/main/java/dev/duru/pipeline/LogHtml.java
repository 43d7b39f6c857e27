package dev.duru.pipeline;

import dev.duru.pipeline.log.Ansi;
import dev.duru.pipeline.log.LogLine;
import dev.duru.web.Html;
import gg.jte.Content;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Lines of a log as HTML. */
final class LogHtml {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    private LogHtml() {}

    /** Lines in order; groups that begin among them can be folded. */
    static Content of(List<LogLine> lines) {
        StringBuilder html = new StringBuilder(lines.size() * 120);
        boolean inGroup = false;
        for (LogLine line : lines) {
            switch (line.kind()) {
                case GROUP -> {
                    if (inGroup) {
                        html.append("</details>");
                    }
                    html.append("<details class=\"log-group\">").append(summary(line));
                    inGroup = true;
                }
                case END_GROUP -> {
                    if (inGroup) {
                        html.append("</details>");
                        inGroup = false;
                    }
                }
                case OUTPUT, SYSTEM, DEBUG, NOTICE, WARNING, ERROR, COMMAND ->
                        html.append(line(line));
            }
        }
        if (inGroup) {
            html.append("</details>");
        }
        return Html.trusted(html.toString());
    }

    /** The title of a group. */
    static String summary(LogLine line) {
        return "<summary id=\"L" + line.number() + "\">" + Ansi.html(line.text()) + "</summary>";
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
                + "</a><span class=\"log-time\">"
                + TIME.format(Instant.ofEpochMilli(line.at()))
                + "</span><span class=\"log-text\">"
                + Ansi.html(line.text())
                + "</span></div>";
    }

    private static String kind(LogLine.Kind kind) {
        return switch (kind) {
            case OUTPUT, GROUP, END_GROUP -> "";
            case SYSTEM, DEBUG -> " log-debug";
            case NOTICE -> " log-notice";
            case WARNING -> " log-warn";
            case ERROR -> " log-error";
            case COMMAND -> " log-cmd";
        };
    }
}
