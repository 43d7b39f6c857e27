package dev.duru.web;

import gg.jte.Content;
import java.util.List;

/**
 * What somebody says of how something does, a line of a list.
 *
 * @param state as {@link Ui#status} takes it
 * @param title who or what says it
 * @param link where there is more, or {@code ""}
 * @param note in a sentence, or {@code ""}
 */
public record StatusLine(String state, String title, String link, String note) {
    /** The list. */
    public static Content list(List<StatusLine> lines, Language language) {
        return out -> {
            out.writeContent("<ul class=\"list\">");
            for (StatusLine line : lines) {
                out.writeContent("<li>");
                Ui.statusIcon(line.state(), language).writeTo(out);
                out.writeContent("<div class=\"list-main\">" + line.head() + "</div></li>");
            }
            out.writeContent("</ul>");
        };
    }

    private String head() {
        String text = Html.escape(title);
        String head =
                link.isEmpty()
                        ? "<span class=\"list-title\">" + text + "</span>"
                        : "<a class=\"list-title\" rel=\"nofollow noopener noreferrer\" href=\""
                                + Html.escape(link)
                                + "\">"
                                + text
                                + "</a>";
        return note.isEmpty()
                ? head
                : head + "<div class=\"list-meta\"><span>" + Html.escape(note) + "</span></div>";
    }
}
