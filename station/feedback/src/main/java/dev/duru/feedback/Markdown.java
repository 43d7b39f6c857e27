package dev.duru.feedback;

import dev.duru.kernel.ProjectName;
import dev.duru.web.Html;
import gg.jte.Content;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of Markdown that issues need, made safe by construction: all text is escaped, and only
 * the tags named here are ever written. Paragraphs, headings, lists, quotes, fenced code, code
 * spans, strong, emphasis, links to http, https and paths, {@code #12} and full commit ids.
 */
final class Markdown {
    private static final Pattern INLINE =
            Pattern.compile(
                    "`([^`\\n]+)`"
                            + "|\\*\\*([^*\\n]+)\\*\\*"
                            + "|(?<![\\w*])\\*([^*\\s][^*\\n]*)\\*(?![\\w*])"
                            + "|\\[([^\\]\\n]+)]\\(([^)\\s]+)\\)"
                            + "|(https?://[^\\s<>\"'()]+[^\\s<>\"'().,;:!?])"
                            + "|(?<![\\w&#])#(\\d{1,9})\\b"
                            + "|\\b([0-9a-f]{40})\\b");

    private final ProjectName project;
    private final StringBuilder out = new StringBuilder();
    private final List<String> paragraph = new ArrayList<>();
    private String list = "";

    private Markdown(ProjectName project) {
        this.project = project;
    }

    static Content render(ProjectName project, String text) {
        return Html.trusted(new Markdown(project).html(text));
    }

    private String html(String text) {
        boolean code = false;
        for (String line : text.lines().toList()) {
            if (line.startsWith("```")) {
                close();
                out.append(code ? "</code></pre>" : "<pre><code>");
                code = !code;
            } else if (code) {
                out.append(Html.escape(line)).append('\n');
            } else {
                block(line);
            }
        }
        close();
        return out.append(code ? "</code></pre>" : "").toString();
    }

    private void block(String line) {
        String stripped = line.strip();
        if (stripped.isEmpty()) {
            close();
        } else if (stripped.matches("#{1,6} .+")) {
            close();
            int level = Math.min(4, stripped.indexOf(' ') + 1);
            String tag = "h" + Math.max(2, level);
            wrap(tag, stripped.substring(stripped.indexOf(' ') + 1));
        } else if (stripped.matches("[-*+] .+")) {
            item("ul", stripped.substring(2));
        } else if (stripped.matches("\\d{1,9}[.)] .+")) {
            item("ol", stripped.substring(stripped.indexOf(' ') + 1));
        } else if (stripped.startsWith("> ")) {
            close();
            wrap("blockquote", stripped.substring(2));
        } else {
            if (!list.isEmpty()) {
                close();
            }
            paragraph.add(stripped);
        }
    }

    private void item(String kind, String text) {
        if (!list.equals(kind)) {
            close();
            out.append('<').append(kind).append('>');
            list = kind;
        }
        wrap("li", text);
    }

    private void close() {
        if (!paragraph.isEmpty()) {
            wrap("p", String.join("\n", paragraph));
            paragraph.clear();
        }
        if (!list.isEmpty()) {
            out.append("</").append(list).append('>');
            list = "";
        }
    }

    private void wrap(String tag, String text) {
        out.append('<').append(tag).append('>');
        inline(text);
        out.append("</").append(tag).append('>');
    }

    private void inline(String text) {
        Matcher matcher = INLINE.matcher(text);
        int done = 0;
        while (matcher.find()) {
            out.append(Html.escape(text.substring(done, matcher.start())));
            piece(matcher);
            done = matcher.end();
        }
        out.append(Html.escape(text.substring(done)));
    }

    private void piece(Matcher found) {
        if (found.group(1) != null) {
            tag("code", found.group(1));
        } else if (found.group(2) != null) {
            tag("strong", found.group(2));
        } else if (found.group(3) != null) {
            tag("em", found.group(3));
        } else if (found.group(4) != null) {
            link(found.group(5), found.group(4), found.group());
        } else if (found.group(6) != null) {
            link(found.group(6), found.group(6), found.group());
        } else if (found.group(7) != null) {
            link("/" + project + "/issues/" + found.group(7), found.group(), found.group());
        } else {
            String sha = found.group();
            link("/" + project + "/changes/" + sha, sha.substring(0, 8), sha);
        }
    }

    private void tag(String tag, String text) {
        out.append('<')
                .append(tag)
                .append('>')
                .append(Html.escape(text))
                .append("</")
                .append(tag)
                .append('>');
    }

    private void link(String target, String text, String otherwise) {
        boolean safe =
                target.matches("https?://[^\\s]+")
                        || (target.startsWith("/")
                                && !target.startsWith("//")
                                && target.indexOf('\\') < 0);
        if (!safe) {
            out.append(Html.escape(otherwise));
            return;
        }
        out.append("<a href=\"")
                .append(Html.escape(target))
                .append("\" rel=\"nofollow noopener\">")
                .append(Html.escape(text))
                .append("</a>");
    }
}
