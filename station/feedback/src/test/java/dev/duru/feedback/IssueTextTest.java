package dev.duru.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import gg.jte.output.StringOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IssueTextTest {
    private static String html(String text) {
        StringOutput out = new StringOutput();
        IssueText.render(World.SHOP, text).writeTo(out);
        return out.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    a **b** c|<p>a <strong>b</strong> c</p>
                    2*3*4|<p>2<em>3</em>4</p>
                    `<b>` `#12`|<p><code>&lt;b&gt;</code> <code>#12</code></p>
                    # Head|<h2>Head</h2>
                    see #12, not a#12|<p>see <a href="/team/shop/issues/12" rel="nofollow noopener noreferrer">#12</a>, not a#12</p>
                    [x #3](/team/shop)|<p><a href="/team/shop" rel="nofollow noopener noreferrer">x #3</a></p>
                    """)
    void rendersWhatIssuesNeed(String text, String html) {
        assertThat(html(text).strip()).isEqualTo(html);
    }

    @Test
    void aCommitIsItsChange() {
        String sha = "0123456789abcdef0123456789abcdef01234567";
        assertThat(html("since " + sha + " and #1, #2"))
                .contains("href=\"/team/shop/changes/" + sha + "\"", ">01234567</a> and ")
                .contains("/issues/1\"", "/issues/2\"");
    }

    @Test
    void listsAndCodeAreBlocks() {
        assertThat(html("- a\n- b\n\n1. c\n\n```\n<x> & *y*\n```").replace("\n<", "<"))
                .isEqualTo(
                        "<ul><li>a</li><li>b</li></ul><ol><li>c</li></ol><pre><code>&lt;x&gt; &amp; *y*</code></pre>\n");
        assertThat(html("```\nopen")).isEqualTo("<pre><code>open\n</code></pre>\n");
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
