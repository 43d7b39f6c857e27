package dev.duru.pipeline;

import dev.duru.pipeline.log.Ansi;
import dev.duru.pipeline.log.LogLine;
import dev.duru.pipeline.log.LogSearch;
import dev.duru.web.Html;
import gg.jte.Content;

/** Lines of a log as a search shows them: without colours, and cut where they are long. */
public final class LogText {
    private static final int BEFORE = 200;
    private static final int AFTER = 400;

    private LogText() {}

    /** A line that was found, with what was found marked. */
    public static Content marked(LogSearch.Hit hit) {
        String text = hit.text();
        int start = hit.place().from();
        int from = Math.max(0, start - BEFORE);
        int to = Math.min(text.length(), start + AFTER);
        int end = Math.min(to, hit.place().to());
        return Html.trusted(
                (from > 0 ? "…" : "")
                        + Html.escape(text.substring(from, start))
                        + "<mark>"
                        + Html.escape(text.substring(start, end))
                        + "</mark>"
                        + Html.escape(text.substring(end, to))
                        + (to < text.length() ? "…" : ""));
    }

    /** A line beside one that was found. */
    public static String plain(LogLine line) {
        String text = Ansi.plain(line.text());
        return text.length() <= AFTER ? text : text.substring(0, AFTER) + "…";
    }
}
