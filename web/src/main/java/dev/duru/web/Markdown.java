package dev.duru.web;

import gg.jte.Content;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.commonmark.Extension;
import org.commonmark.ext.autolink.AutolinkExtension;
import org.commonmark.ext.gfm.strikethrough.StrikethroughExtension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.task.list.items.TaskListItemsExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Emphasis;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.owasp.html.HtmlPolicyBuilder;
import org.owasp.html.PolicyFactory;

/**
 * GitHub-flavoured Markdown that others wrote, as HTML that can do no harm: tables, strikethrough,
 * task lists and bare addresses are understood; HTML within is kept as far as an allow-list names
 * its tags and attributes. There are no scripts, styles, ids, forms and frames, links go to http,
 * https, mailto or a path, and a picture of another server becomes a link to it, so that reading a
 * page tells nobody that it was read. Headings are a level lower than written, below the page's
 * own.
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

    private static final PolicyFactory ALLOWED = policy().toFactory();

    /** Pictures of this Duru too. */
    private static final PolicyFactory WITH_PICTURES =
            policy().allowElements("img")
                    .allowAttributes("src")
                    .matching(Pattern.compile("/(?![/\\\\])[^\\\\]*"))
                    .onElements("img")
                    .allowAttributes("alt", "title")
                    .onElements("img")
                    .toFactory();

    private Markdown() {}

    /** Where a text stands: what its links lead to from there. */
    public interface Place {
        /** Nowhere: links lead where they say, and all pictures are links. */
        Place NOWHERE = Optional::of;

        /** The address of a link; without one, only its words stay. */
        Optional<String> link(String target);

        /** The address at which this Duru has a picture; without one it is a link. */
        default Optional<String> picture(String target) {
            return Optional.empty();
        }

        /** Words that are links by themselves. */
        default Optional<Mention> mention() {
            return Optional.empty();
        }
    }

    /**
     * Words that are links by themselves, such as {@code #12}.
     *
     * @param words how they look
     * @param address where they lead
     * @param label what is shown in their place
     */
    public record Mention(
            Pattern words,
            Function<MatchResult, String> address,
            Function<MatchResult, String> label) {}

    private static HtmlPolicyBuilder policy() {
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
                .allowWithoutAttributes("span", "div", "a");
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
        return render(markdown, Place.NOWHERE);
    }

    /** Renders a text that stands somewhere; never fails. */
    public static Content render(String markdown, Place place) {
        return Html.trusted(html(markdown, place));
    }

    /** {@link #render} as text. */
    public static String html(String markdown) {
        return html(markdown, Place.NOWHERE);
    }

    /** {@link #render} as text. */
    public static String html(String markdown, Place place) {
        if (markdown.length() > LONGEST) {
            return plain(markdown);
        }
        try {
            Node document = PARSER.parse(markdown);
            document.accept(new Settling(place));
            return (place == Place.NOWHERE ? ALLOWED : WITH_PICTURES)
                    .sanitize(RENDERER.render(document));
        } catch (StackOverflowError e) {
            // Thousands of quotes or marks within each other: nobody's writing.
            return plain(markdown);
        }
    }

    private static String plain(String markdown) {
        return "<pre>" + Html.escape(markdown) + "</pre>";
    }

    /** Makes a text fit the place where it stands. */
    private static final class Settling extends AbstractVisitor {
        private final Place place;
        private int links;

        Settling(Place place) {
            this.place = place;
        }

        @Override
        public void visit(Heading heading) {
            heading.setLevel(Math.min(6, heading.getLevel() + 1));
            visitChildren(heading);
        }

        @Override
        public void visit(Link link) {
            links++;
            visitChildren(link);
            links--;
            place.link(link.getDestination())
                    .ifPresentOrElse(link::setDestination, () -> unwrap(link));
        }

        /** A picture that is no picture of this Duru is a link with the text that describes it. */
        @Override
        public void visit(Image image) {
            Optional<String> own = place.picture(image.getDestination());
            if (own.isPresent()) {
                image.setDestination(own.get());
                return;
            }
            visitChildren(image);
            if (image.getFirstChild() == null) {
                image.appendChild(new Text(image.getDestination()));
            }
            Optional<String> address = place.link(image.getDestination());
            if (links > 0) {
                wrap(image, new Emphasis());
            } else if (address.isPresent()) {
                wrap(image, new Link(address.get(), image.getTitle()));
            }
            unwrap(image);
        }

        /** Puts all that is in a node into another one within it. */
        private static void wrap(Node node, Node into) {
            while (node.getFirstChild() != null) {
                into.appendChild(node.getFirstChild());
            }
            node.appendChild(into);
        }

        /** Puts what is in a node in its place. */
        private static void unwrap(Node node) {
            while (node.getFirstChild() != null) {
                node.insertBefore(node.getFirstChild());
            }
            node.unlink();
        }

        @Override
        public void visit(Text text) {
            if (links == 0) {
                place.mention().ifPresent(mention -> mention(text, mention));
            }
        }

        private static void mention(Text text, Mention mention) {
            String all = text.getLiteral();
            int done = 0;
            for (MatchResult words : mention.words().matcher(all).results().toList()) {
                Link link = new Link(mention.address().apply(words), null);
                link.appendChild(new Text(mention.label().apply(words)));
                text.insertBefore(new Text(all.substring(done, words.start())));
                text.insertBefore(link);
                done = words.end();
            }
            text.setLiteral(all.substring(done));
        }
    }
}
