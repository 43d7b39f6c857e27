package dev.duru.source;

import dev.duru.web.Html;
import dev.duru.web.Markdown;
import gg.jte.Content;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A README on a page. Links and pictures of its Markdown lead to the project's own files, from the
 * folder that it lies in.
 */
public record Prose(CodeLinks links, String folder) implements Markdown.Place {
    /** A longer file is shown as it is: it is not for people. */
    private static final int LONGEST = 500_000;

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
                "<div class=\"prose markdown\">"
                        + Markdown.html(text, new Prose(links, folder))
                        + "</div>");
    }

    /** Places within the page have no names, so nothing leads to them. */
    @Override
    public Optional<String> link(String target) {
        if (isWeb(target) || target.startsWith("mailto:")) {
            return Optional.of(target);
        }
        return target.startsWith("#") || hasScheme(target)
                ? Optional.empty()
                : Optional.of(links.code(resolve(target)));
    }

    /** Pictures of other hosts stay links: the page loads nothing from elsewhere. */
    @Override
    public Optional<String> picture(String target) {
        return hasScheme(target) ? Optional.empty() : Optional.of(links.raw(resolve(target)));
    }

    private static boolean isWeb(String target) {
        return target.startsWith("http://") || target.startsWith("https://");
    }

    private static boolean hasScheme(String target) {
        return target.matches("[A-Za-z][A-Za-z0-9+.-]*:.*") || target.startsWith("//");
    }

    /** A path as a link in the folder's file means it; never above the root. */
    private String resolve(String target) {
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
