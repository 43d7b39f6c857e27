package dev.duru.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.kernel.ProjectName;
import gg.jte.output.StringOutput;
import org.junit.jupiter.api.Test;

class ProseTest {
    private static final CodeLinks LINKS =
            new CodeLinks(new ProjectName("mina", "shop"), "main", true);

    @Test
    void whatMostReadmesUse() {
        assertThat(html("# Shop\ntext `a<b` **bold** *em*\nmore\n\n- one\n- two\n\n1. first\n"))
                .isEqualTo(
                        "<h2>Shop</h2><p>text <code>a&lt;b</code> <strong>bold</strong> "
                                + "<em>em</em>\nmore</p><ul><li>one</li><li>two</li></ul>"
                                + "<ol><li>first</li></ol>");
        assertThat(html("```sh\na < b\n# no heading\n```\n    make test\n    make run\nend"))
                .isEqualTo(
                        "<pre><code>a &lt; b\n# no heading</code></pre>"
                                + "<pre><code>make test\nmake run</code></pre><p>end</p>");
        assertThat(html("| a | b |\n|---|:-:|\n| 1 | 2 |\n"))
                .contains("<th>a</th>", "<th align=\"center\">b</th>", "<td>1</td>");
        assertThat(html("> said\n\n---\n")).isEqualTo("<blockquote><p>said</p></blockquote><hr />");
        assertThat(html("snake_case_name 2 * 3 * 4")).isEqualTo("<p>snake_case_name 2 * 3 * 4</p>");
    }

    @Test
    void linksStayInTheProject() {
        assertThat(html("[guide](docs/a b.md) [up](../../../etc) [site](https://x.test/?a=1&b=2)"))
                .contains("href=\"https://x.test/?a&#61;1&amp;b&#61;2\"")
                .contains("href=\"/mina/shop/code/etc\"");
        assertThat(html("[up](../LICENSE#top) ![logo](img/a.png) ![far](http://x.test/b.png)"))
                .contains("href=\"/mina/shop/code/LICENSE\"")
                .contains("<img src=\"/mina/shop/raw/docs/img/a.png\" alt=\"logo\" />")
                .doesNotContain("x.test/b.png\" alt")
                .contains("<a href=\"http://x.test/b.png\"");
    }

    @Test
    void nothingOfTheTextBecomesMarkup() {
        for (String hostile :
                new String[] {
                    "<script>alert(1)</script>",
                    "[x](javascript:alert(1))",
                    "[x](data:text/html,<script>)",
                    "[x](//evil.test)",
                    "![x](javascript:alert(1))",
                    "[\"onmouseover=alert(1) x](a\"onclick=\"b)",
                    "![\" onerror=\"alert(1)](a.png)",
                    "`</code><script>`",
                    "```\n</code></pre><script>\n",
                    "| <script> |\n",
                    "# <img src=x onerror=alert(1)>"
                }) {
            assertThat(html(hostile))
                    .as(hostile)
                    .doesNotContain("<script")
                    .doesNotContain("\" onerror")
                    .doesNotContain("\"onclick")
                    .doesNotContain("href=\"javascript")
                    .doesNotContain("href=\"data")
                    .doesNotContain("href=\"//")
                    .doesNotContain("<img src=x");
        }
    }

    @Test
    void noTextTakesLong() {
        for (String piece :
                new String[] {
                    "[", "*", "`a ", "[a](", "_a", "**a", "# #", "- ", "|", "> ", "\n\n"
                }) {
            assertThat(html(piece.repeat(100_000))).as(piece).isNotNull();
            assertThat(html((piece.repeat(900) + "\n").repeat(100))).as(piece).isNotNull();
        }
    }

    private static String html(String text) {
        StringOutput out = new StringOutput();
        Prose.of("README.md", text, LINKS, "docs").writeTo(out);
        String html = out.toString();
        if (html.startsWith("<pre class")) {
            return html;
        }
        return html.substring(
                        "<div class=\"prose markdown\">".length(),
                        html.length() - "</div>".length())
                .replaceAll("\n(?=<)|\n$|(?<=<blockquote>)\n", "");
    }
}
