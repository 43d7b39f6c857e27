package dev.duru.observe.dashboard;

import dev.duru.web.Html;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The HTML of a text panel as far as it is harmless: a list of elements without their attributes,
 * and links. Other elements are left out and their text stays; scripts and styles go with theirs.
 */
final class PanelHtml {
    private static final Pattern TAG =
            Pattern.compile(
                    "<!--.*?-->|<(/?)([a-zA-Z][a-zA-Z0-9]*+)"
                            + "((?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)>",
                    Pattern.DOTALL);
    private static final Pattern HIDDEN =
            Pattern.compile(
                    "<(script|style|iframe|object)\\b.*?(?:</\\1\\s*>|\\z)",
                    Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
    private static final Pattern ADDRESS =
            Pattern.compile(
                    "\\bhref\\s*=\\s*([\"'])(https?://[^\"']*|/(?!/)[^\"']*)\\1",
                    Pattern.CASE_INSENSITIVE);
    private static final Set<String> KNOWN =
            Set.of(
                    "h1",
                    "h2",
                    "h3",
                    "h4",
                    "h5",
                    "h6",
                    "p",
                    "br",
                    "hr",
                    "b",
                    "strong",
                    "i",
                    "em",
                    "u",
                    "s",
                    "small",
                    "sub",
                    "sup",
                    "ul",
                    "ol",
                    "li",
                    "code",
                    "pre",
                    "div",
                    "span",
                    "center",
                    "blockquote",
                    "table",
                    "thead",
                    "tbody",
                    "tr",
                    "th",
                    "td");

    private PanelHtml() {}

    static String of(String source) {
        String visible = HIDDEN.matcher(source).replaceAll("");
        StringBuilder out = new StringBuilder();
        Matcher tag = TAG.matcher(visible);
        int done = 0;
        while (tag.find()) {
            out.append(Html.escape(visible.substring(done, tag.start())));
            done = tag.end();
            if (tag.group(2) != null) {
                out.append(element(tag));
            }
        }
        return out.append(Html.escape(visible.substring(done))).toString();
    }

    private static String element(Matcher tag) {
        String name = tag.group(2).toLowerCase(Locale.ROOT);
        if (KNOWN.contains(name)) {
            return "<" + tag.group(1) + name + ">";
        }
        if (!name.equals("a")) {
            return "";
        }
        if (!tag.group(1).isEmpty()) {
            return "</a>";
        }
        Matcher address = ADDRESS.matcher(tag.group(3));
        return address.find()
                ? "<a target=\"_blank\" rel=\"noopener noreferrer\" href=\""
                        + Html.escape(address.group(2).replace("&amp;", "&"))
                        + "\">"
                : "<a>";
    }
}
