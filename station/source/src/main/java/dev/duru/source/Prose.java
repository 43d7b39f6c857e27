package dev.duru.source;

import dev.duru.web.Html;
import gg.jte.Content;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A README on a page. Of Markdown it understands what most of them use: headings, paragraphs,
 * lists, quotes, tables, fenced code, code spans, strong, emphasis, links and pictures. It is safe
 * by construction: every piece of the text is escaped, and only tags named here are written.
 */
public final class Prose {
    /** A longer file is shown as it is, and a longer line has no form; neither is for people. */
    private static final int LONGEST = 500_000;

    private static final int LONGEST_LINE = 4_000;
    private static final Pattern HEADING = Pattern.compile("(#{1,6})\\s+(.*)");
    private static final Pattern ITEM =
            Pattern.compile("\\s{0,12}(?:([-*+])|(\\d{1,9})[.)])\\s+(.*)");
    private static final Pattern TABLE_RULE = Pattern.compile("[\\s:|-]+");

    /** All repetitions have bounds, so that no text takes long. */
    private static final Pattern INLINE =
            Pattern.compile(
                    "`([^`]{1,400})`"
                            + "|\\*\\*([^*]{1,400})\\*\\*"
                            + "|(?<![\\w*])[*_]([^*_\\s][^*_]{0,400})[*_](?![\\w*])"
                            + "|(!?)\\[([^\\[\\]]{0,400})]\\(\\s{0,9}<?([^)\\s>]{1,1000})>?"
                            + "(?:\\s{1,9}[\"'][^)]{0,400})?\\)"
                            + "|(?<![\\w/\"])(https?://[^\\s<>()\"']{0,1000}[^\\s<>()\"'.,;:!?])");

    private final UnaryOperator<String> files;
    private final UnaryOperator<String> pictures;
    private final StringBuilder out = new StringBuilder();
    private final StringBuilder paragraph = new StringBuilder();
    private String open = "";

    private Prose(CodeLinks links, String folder) {
        this.files = path -> links.code(resolve(folder, path));
        this.pictures = path -> links.raw(resolve(folder, path));
    }

    /**
     * Renders a file.
     *
     * @param name its name, whose end says whether it is Markdown
     * @param folder the folder that it lies in, from which its links lead
     */
    public static Content of(String name, String text, CodeLinks links, String folder) {
        if (text.length() > LONGEST
                || !name.toLowerCase(Locale.ROOT).matches(".*\\.(md|markdown)")) {
            return Html.trusted("<pre class=\"code\">" + Html.escape(text) + "</pre>");
        }
        return Html.trusted(
                "<div class=\"prose\">" + new Prose(links, folder).html(text) + "</div>");
    }

    private String html(String text) {
        Iterator<String> lines = text.lines().iterator();
        boolean indented = false;
        while (lines.hasNext()) {
            String line = lines.next();
            boolean code =
                    (line.startsWith("    ") || line.startsWith("\t"))
                            && !line.isBlank()
                            && (indented || (paragraph.isEmpty() && open.isEmpty()));
            if (code != indented) {
                out.append(code ? "<pre><code>" : "</code></pre>");
                indented = code;
            }
            if (code) {
                out.append(
                                Html.escape(
                                        line.startsWith("\t")
                                                ? line.substring(1)
                                                : line.substring(4)))
                        .append('\n');
            } else if (line.stripLeading().startsWith("```")
                    || line.stripLeading().startsWith("~~~")) {
                code(line.stripLeading().substring(0, 3), lines);
            } else {
                block(line);
            }
        }
        close();
        return out.append(indented ? "</code></pre>" : "").toString();
    }

    private void code(String fence, Iterator<String> lines) {
        close();
        out.append("<pre><code>");
        while (lines.hasNext()) {
            String line = lines.next();
            if (line.strip().startsWith(fence)) {
                break;
            }
            out.append(Html.escape(line)).append('\n');
        }
        out.append("</code></pre>");
    }

    private void block(String line) {
        if (line.length() > LONGEST_LINE) {
            close();
            out.append(element("p", Html.escape(line)));
            return;
        }
        Matcher heading = HEADING.matcher(line);
        Matcher item = ITEM.matcher(line);
        if (line.isBlank()) {
            close();
        } else if (heading.matches()) {
            close();
            // The page's own title is the only first-level heading.
            String tag = "h" + Math.min(6, heading.group(1).length() + 1);
            out.append(element(tag, inline(heading.group(2).replaceAll("\\s#+\\s*$", "").strip())));
        } else if (isRule(line)) {
            close();
            out.append("<hr>");
        } else if (item.matches()) {
            enter(item.group(1) != null ? "ul" : "ol");
            flush("li");
            paragraph.append(item.group(3));
        } else if (line.startsWith(">")) {
            enter("blockquote");
            paragraph.append(line.substring(1).strip()).append('\n');
        } else if (line.strip().startsWith("|")) {
            row(line.strip());
        } else {
            if (open.equals("table")) {
                close();
            }
            paragraph.append(paragraph.isEmpty() ? "" : "\n").append(line.strip());
        }
    }

    /** Three or more of the same of {@code - * _}, and nothing else but blanks. */
    private static boolean isRule(String line) {
        String marks = line.replaceAll("\\s", "");
        return marks.length() >= 3
                && "-*_".indexOf(marks.charAt(0)) >= 0
                && marks.chars().allMatch(c -> c == marks.charAt(0));
    }

    private void row(String line) {
        enter("table");
        if (line.contains("-") && TABLE_RULE.matcher(line).matches()) {
            return;
        }
        out.append("<tr>");
        String inner =
                line.substring(
                        1,
                        line.endsWith("|") && line.length() > 1
                                ? line.length() - 1
                                : line.length());
        for (String cell : inner.split("\\|", -1)) {
            out.append(element("td", inline(cell.strip())));
        }
        out.append("</tr>");
    }

    private void enter(String tag) {
        if (!open.equals(tag)) {
            close();
            out.append('<').append(tag).append('>');
            open = tag;
        }
    }

    private void close() {
        flush(open.equals("ul") || open.equals("ol") ? "li" : "p");
        if (!open.isEmpty()) {
            out.append("</").append(open).append('>');
            open = "";
        }
    }

    private void flush(String tag) {
        if (!paragraph.isEmpty()) {
            out.append(element(tag, inline(paragraph.toString())));
            paragraph.setLength(0);
        }
    }

    private static String element(String tag, String html) {
        return "<" + tag + ">" + html + "</" + tag + ">";
    }

    private String inline(String text) {
        StringBuilder html = new StringBuilder();
        Matcher matcher = INLINE.matcher(text);
        int end = 0;
        while (matcher.find()) {
            html.append(Html.escape(text.substring(end, matcher.start())));
            end = matcher.end();
            if (matcher.group(1) != null) {
                html.append(element("code", Html.escape(matcher.group(1))));
            } else if (matcher.group(2) != null) {
                html.append(element("strong", Html.escape(matcher.group(2))));
            } else if (matcher.group(3) != null) {
                html.append(element("em", Html.escape(matcher.group(3))));
            } else if (matcher.group(7) != null) {
                html.append(link(matcher.group(7), matcher.group(7)));
            } else if (matcher.group(4).isEmpty()) {
                html.append(link(matcher.group(5), matcher.group(6)));
            } else {
                html.append(picture(matcher.group(5), matcher.group(6)));
            }
        }
        return html.append(Html.escape(text.substring(end))).toString();
    }

    private String link(String label, String target) {
        String address;
        if (isWeb(target)) {
            address = target;
        } else if (target.startsWith("#") || hasScheme(target)) {
            return Html.escape(label);
        } else {
            address = files.apply(target);
        }
        return "<a href=\""
                + Html.escape(address)
                + "\" rel=\"nofollow noopener\">"
                + Html.escape(label)
                + "</a>";
    }

    /** Pictures of other hosts stay links: the page loads nothing from elsewhere. */
    private String picture(String label, String target) {
        if (isWeb(target) || hasScheme(target)) {
            return isWeb(target) ? link(label, target) : Html.escape(label);
        }
        return "<img src=\""
                + Html.escape(pictures.apply(target))
                + "\" alt=\""
                + Html.escape(label)
                + "\">";
    }

    private static boolean isWeb(String target) {
        return target.startsWith("http://") || target.startsWith("https://");
    }

    private static boolean hasScheme(String target) {
        return target.matches("[A-Za-z][A-Za-z0-9+.-]*:.*") || target.startsWith("//");
    }

    /** A path as a link in a folder's file means it; never above the root. */
    private static String resolve(String folder, String target) {
        String path = target.replaceFirst("[?#].*", "");
        Deque<String> parts = new ArrayDeque<>();
        String from = path.startsWith("/") ? path : folder + "/" + path;
        for (String part : List.of(from.split("/"))) {
            switch (part) {
                case "", "." -> {}
                case ".." -> parts.pollLast();
                default -> parts.addLast(part);
            }
        }
        return String.join("/", parts);
    }
}
