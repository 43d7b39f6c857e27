package dev.duru.web;

import gg.jte.Content;
import java.util.List;
import java.util.regex.Pattern;
import org.commonmark.Extension;
import org.commonmark.ext.autolink.AutolinkExtension;
import org.commonmark.ext.gfm.strikethrough.StrikethroughExtension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.task.list.items.TaskListItemsExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.owasp.html.HtmlPolicyBuilder;
import org.owasp.html.PolicyFactory;

/**
 * GitHub-flavoured Markdown that others wrote, as HTML that can do no harm: tables, strikethrough,
 * task lists and bare addresses are understood; HTML within is kept as far as an allow-list names
 * its tags and attributes. There are no scripts, styles, ids, forms and frames, links go to http,
 * https, mailto or a path, and a picture becomes a link to it, so that reading a page tells nobody
 * that it was read.
 */
public final class Markdown {
    /** A longer text is shown as it is. */
    private static final int LONGEST = 4 * 1024 * 1024;

    private static final List<Extension> EXTENSIONS =
            List.of(
                    TablesExtension.create(),
                    StrikethroughExtension.create(),
                    TaskListItemsExtension.create(),
                    AutolinkExtension.create());
    private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();
    private static final HtmlRenderer RENDERER =
            HtmlRenderer.builder().extensions(EXTENSIONS).build();
    private static final Pattern ADDRESS =
            Pattern.compile("(?i)(https?:|mailto:)\\S*|[/#?](?![/\\\\])[^\\\\]*|#?");
    private static final String[] TAGS =
            """
            h1 h2 h3 h4 h5 h6 p br hr blockquote pre code kbd samp var strong b em
            i u s del ins sub sup small mark q abbr ul ol li dl dt dd table
            caption thead tbody tfoot tr th td details summary div span a input
            """
                    .split("\\s+");

    private static final PolicyFactory ALLOWED = policy();

    private Markdown() {}

    private static PolicyFactory policy() {
        return new HtmlPolicyBuilder()
                .allowElements(TAGS)
                .allowElements(Markdown::checkbox, "input")
                .allowAttributes("type")
                .matching(Pattern.compile("checkbox"))
                .onElements("input")
                .allowAttributes("checked", "disabled")
                .onElements("input")
                .allowAttributes("open")
                .onElements("details")
                .allowAttributes("start")
                .matching(Pattern.compile("[0-9]{1,9}"))
                .onElements("ol")
                .allowAttributes("colspan", "rowspan")
                .matching(Pattern.compile("[1-9][0-9]{0,2}"))
                .onElements("td", "th")
                .allowAttributes("align")
                .matching(Pattern.compile("left|right|center"))
                .onElements("td", "th", "tr", "p", "div", "h1", "h2", "h3")
                .allowAttributes("title")
                .onElements("a", "abbr")
                .allowUrlProtocols("http", "https", "mailto")
                .allowAttributes("href")
                .matching(ADDRESS)
                .onElements("a")
                .requireRelsOnLinks("nofollow", "noopener", "noreferrer")
                .allowWithoutAttributes("span", "div", "a")
                .toFactory();
    }

    /** Of inputs, only the boxes of task lists, which nobody can tick. */
    private static @org.jspecify.annotations.Nullable String checkbox(
            String element, List<String> attributes) {
        boolean box = false;
        for (int i = 0; i + 1 < attributes.size(); i += 2) {
            box |= attributes.get(i).equals("type") && attributes.get(i + 1).equals("checkbox");
        }
        if (!box) {
            return null;
        }
        if (!attributes.contains("disabled")) {
            attributes.add("disabled");
            attributes.add("disabled");
        }
        return element;
    }

    /** Renders a text; never fails. */
    public static Content render(String markdown) {
        return Html.trusted(html(markdown));
    }

    /** {@link #render} as text. */
    public static String html(String markdown) {
        if (markdown.length() > LONGEST) {
            return plain(markdown);
        }
        try {
            Node document = PARSER.parse(markdown);
            document.accept(new WithoutPictures());
            return ALLOWED.sanitize(RENDERER.render(document));
        } catch (StackOverflowError e) {
            // Thousands of quotes or marks within each other: nobody's writing.
            return plain(markdown);
        }
    }

    private static String plain(String markdown) {
        return "<pre>" + Html.escape(markdown) + "</pre>";
    }

    /** Makes each picture a link with the text that describes it. */
    private static final class WithoutPictures extends AbstractVisitor {
        @Override
        public void visit(Image image) {
            visitChildren(image);
            Node shown =
                    image.getParent() instanceof Link
                            ? new org.commonmark.node.Emphasis()
                            : new Link(image.getDestination(), image.getTitle());
            if (image.getFirstChild() == null) {
                shown.appendChild(new org.commonmark.node.Text(image.getDestination()));
            }
            while (image.getFirstChild() != null) {
                shown.appendChild(image.getFirstChild());
            }
            image.insertBefore(shown);
            image.unlink();
        }
    }
}
