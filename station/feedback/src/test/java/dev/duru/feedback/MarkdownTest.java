package dev.duru.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import gg.jte.output.StringOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarkdownTest {
    private static String html(String text) {
        StringOutput out = new StringOutput();
        Markdown.render(World.SHOP, text).writeTo(out);
        return out.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    a **b** c|<p>a <strong>b</strong> c</p>
                    a *b* c|<p>a <em>b</em> c</p>
                    2*3*4|<p>2*3*4</p>
                    `<b>`|<p><code>&lt;b&gt;</code></p>
                    # Head|<h2>Head</h2>
                    > said|<blockquote>said</blockquote>
                    see #12|<p>see <a href="/team/shop/issues/12" rel="nofollow noopener">#12</a></p>
                    [x](/team/shop)|<p><a href="/team/shop" rel="nofollow noopener">x</a></p>
                    """)
    void rendersWhatIssuesNeed(String text, String html) {
        assertThat(html(text)).isEqualTo(html);
    }

    @Test
    void listsAndCodeAreBlocks() {
        assertThat(html("- a\n- b\n\n1. c\n\n```\n<x> & *y*\n```"))
                .isEqualTo(
                        "<ul><li>a</li><li>b</li></ul><ol><li>c</li></ol><pre><code>&lt;x&gt; &amp; *y*\n</code></pre>");
        assertThat(html("```\nopen")).isEqualTo("<pre><code>open\n</code></pre>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "[x](javascript:alert(1))",
                "[x](//evil.example)",
                "[x](/\\evil.example)",
                "[x](data:text/html;base64,AA)",
                "\"onmouseover=\"x",
                "[a](https://x/\"onclick=\"y)",
                "<img src=x onerror=y>"
            })
    void nothingOfOthersBecomesMarkup(String text) {
        assertThat(html(text))
                .doesNotContain("<script", "<img", "href=\"javascript", "href=\"//", "href=\"/\\")
                .doesNotContain("href=\"data", "\"on");
    }
}
