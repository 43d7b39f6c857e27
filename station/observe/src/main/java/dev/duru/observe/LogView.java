package dev.duru.observe;

import dev.duru.web.Html;
import gg.jte.Content;
import java.time.Instant;

/** How lines look on the page; for its template. */
public final class LogView {
    private LogView() {}

    /** A line with what was searched for marked. */
    public static Content marked(LogLine line, LogQuery query) {
        String text = line.text();
        if (query.text().isEmpty() || query.regex()) {
            return Html.trusted(Html.escape(text));
        }
        StringBuilder out = new StringBuilder();
        int length = query.text().length();
        int done = 0;
        for (int i = 0; i + length <= text.length(); i++) {
            if (text.regionMatches(true, i, query.text(), 0, length)) {
                out.append(Html.escape(text.substring(done, i)))
                        .append("<mark>")
                        .append(Html.escape(text.substring(i, i + length)))
                        .append("</mark>");
                done = i + length;
                i = done - 1;
            }
        }
        return Html.trusted(out.append(Html.escape(text.substring(done))).toString());
    }

    /** The class of a line by the level that it names. */
    public static String level(LogLine line) {
        String head = line.text().substring(0, Math.min(120, line.text().length()));
        if (head.matches(".*\\b(ERROR|SEVERE|FATAL|Exception|error)\\b.*")) {
            return "log-error";
        }
        return head.matches(".*\\b(WARN|WARNING|warn|warning)\\b.*") ? "log-warn" : "";
    }

    /** A time of day with milliseconds, UTC. */
    public static String clock(Instant at) {
        return at.toString().substring(11, Math.min(23, at.toString().length() - 1));
    }
}
