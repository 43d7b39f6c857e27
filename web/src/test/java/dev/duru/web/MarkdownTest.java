package dev.duru.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkdownTest {
    @Test
    void understandsWhatGithubUnderstands() {
        assertThat(Markdown.html("## Head\n\na **b** *c* ~~d~~ `e`"))
                .contains("<h3>Head</h3>")
                .contains("<strong>b</strong> <em>c</em> <del>d</del> <code>e</code>");
        assertThat(Markdown.html("| a | b |\n| --- | ---: |\n| 1 | 2 |"))
                .contains("<th>a</th>", "<th align=\"right\">b</th>", "<td align=\"right\">2</td>");
        assertThat(Markdown.html("- [x] done\n- [ ] open"))
                .contains("<input type=\"checkbox\" disabled=\"\" checked=\"\" />")
                .contains("<input type=\"checkbox\" disabled=\"\" /> open");
        assertThat(Markdown.html("see https://a.example/x?y=1 now"))
                .contains("href=\"https://a.example/x?y&#61;1\"", "nofollow");
        assertThat(Markdown.html("```js\n<b>\n```")).contains("&lt;b&gt;");
    }

    @Test
    void keepsTheHtmlThatSummariesAreMadeOf() {
        assertThat(
                        Markdown.html(
                                "<table><tr><th colspan=\"2\">T</th></tr><tr><td>1</td><td>2</td></tr></table>\n\n"
                                        + "<details open><summary>More</summary>\n\n**x**\n\n</details>"))
                .contains("<th colspan=\"2\">T</th>")
                .contains("<details open=\"open\"><summary>More</summary>")
                .contains("<strong>x</strong>");
    }

    @Test
    void aPictureIsALinkSoThatNobodyIsTold() {
        assertThat(Markdown.html("![chart](https://a.example/x.png)"))
                .contains(">chart</a>", "https://a.example/x.png")
                .doesNotContain("<img");
        assertThat(Markdown.html("[![badge](https://a.example/b.svg)](https://a.example)"))
                .contains("badge")
                .doesNotContain("<img");
    }

    @Test
    void aPlaceSaysWhereLinksLead() {
        Markdown.Place place =
                new Markdown.Place() {
                    @Override
                    public Optional<String> link(String target) {
                        return target.startsWith("#")
                                ? Optional.empty()
                                : Optional.of("/at/" + target);
                    }

                    @Override
                    public Optional<String> picture(String target) {
                        return target.startsWith("own")
                                ? Optional.of("/raw/" + target)
                                : Optional.empty();
                    }

                    @Override
                    public Optional<Markdown.Mention> mention() {
                        return Optional.of(
                                new Markdown.Mention(
                                        Pattern.compile("!(\\d+)"),
                                        found -> "/requests/" + found.group(1),
                                        found -> "number " + found.group(1)));
                    }
                };
        assertThat(Markdown.html("[a *b*](c.md) [d !1](#e) !2, !3", place))
                .contains("<a href=\"/at/c.md\"", "a <em>b</em></a>")
                .contains(" d !1 ")
                .contains("<a href=\"/requests/2\"", ">number 2</a>, ", ">number 3</a>");
        assertThat(Markdown.html("![x](own.png) ![y](far.png) [![z](far.png)](c.md)", place))
                .contains("<img src=\"/raw/own.png\" alt=\"x\" />")
                .contains("<a href=\"/at/far.png\"", ">y</a>", "<em>z</em></a>");
        // HTML of the text itself brings no picture of another server.
        assertThat(
                        Markdown.html(
                                "<img src=\"https://a.example/x\"><img src=\"//a.example\">",
                                place))
                .doesNotContain("a.example");
    }

    /** Nothing of these may be more than text. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "<ScRiPt src=//evil.example/x.js></ScRiPt>",
                "<scr<script>ipt>alert(1)</scr</script>ipt>",
                "<img src=x onerror=alert(1)>",
                "<img src=\"https://evil.example/pixel.gif\">",
                "<svg onload=alert(1)><script>alert(1)</script></svg>",
                "<svg><a xlink:href=\"javascript:alert(1)\"><text>x</text></a></svg>",
                "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
                "<iframe src=\"javascript:alert(1)\"></iframe>",
                "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
                "<object data=\"data:text/html,<script>alert(1)</script>\"></object>",
                "<embed src=\"data:text/html;base64,AAAA\">",
                "<form action=\"/team/shop/runs/1/cancel\" method=post><button>x</button></form>",
                "<input type=\"text\" name=\"csrf\" value=\"x\">",
                "<input type=\"image\" src=\"https://evil.example/x\">",
                "<input type=checkbox onclick=alert(1) autofocus onfocus=alert(1)>",
                "<a href=\"javascript:alert(1)\">x</a>",
                "<a href=\"JaVaScRiPt:alert(1)\">x</a>",
                "<a href=\"java\nscript:alert(1)\">x</a>",
                "<a href=\"&#106;avascript:alert(1)\">x</a>",
                "<a href=\"vbscript:msgbox(1)\">x</a>",
                "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
                "<a href=\"//evil.example\">x</a>",
                "<a href=\"/\\evil.example\">x</a>",
                "<a href=\"x\" onmouseover=\"alert(1)\" style=\"position:fixed\">x</a>",
                "[x](javascript:alert(1))",
                "[x](<javascript:alert(1)>)",
                "[x](java%0ascript:alert(1))",
                "[x](data:text/html;base64,AAAA)",
                "[x](//evil.example)",
                "![x](javascript:alert(1))",
                "![x\" onerror=\"alert(1)](https://a.example/x)",
                "<javascript:alert(1)>",
                "[x]: javascript:alert(1)\n\n[x]",
                "<div id=\"log\" name=\"main\" class=\"topbar\" style=\"position:fixed;inset:0\">x</div>",
                "<style>body{display:none}</style>",
                "<link rel=stylesheet href=//evil.example/x.css>",
                "<meta http-equiv=refresh content=\"0;url=https://evil.example\">",
                "<base href=\"https://evil.example/\">",
                "<body onload=alert(1)>",
                "<video><source onerror=alert(1)></video>",
                "<audio src=x onerror=alert(1)>",
                "<marquee onstart=alert(1)>x</marquee>",
                "<details ontoggle=alert(1) open><summary>x</summary></details>",
                "<template><script>alert(1)</script></template>",
                "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>",
                "<!--><img src=x onerror=alert(1)>-->",
                "<![CDATA[<script>alert(1)</script>]]>",
                "<p data-live id=run-body hx-get=\"/logout\">x</p>",
                "`<script>alert(1)</script>`",
                "\u0000<script\u0000>alert(1)</script>",
                "<x/onclick=alert(1)>y</x>",
                "</main></body><script>alert(1)</script>"
            })
    void nothingOfOthersIsAlive(String markdown) {
        String html = Markdown.html(markdown);
        String tags =
                String.join(
                        "",
                        Pattern.compile("<[^>]*>")
                                .matcher(html)
                                .results()
                                .map(r -> r.group())
                                .toList());
        assertThat(tags)
                .as(html)
                .doesNotContainIgnoringCase("<script")
                .doesNotContainIgnoringCase("<img")
                .doesNotContainIgnoringCase("<svg")
                .doesNotContainIgnoringCase("<iframe")
                .doesNotContainIgnoringCase("<form")
                .doesNotContainIgnoringCase("<style")
                .doesNotContainIgnoringCase("<object")
                .doesNotContainIgnoringCase("<embed")
                .doesNotContainIgnoringCase("<link")
                .doesNotContainIgnoringCase("<meta")
                .doesNotContainIgnoringCase("<base")
                .doesNotContainIgnoringCase("<video")
                .doesNotContainIgnoringCase("<button")
                .doesNotContainIgnoringCase("type=\"text\"")
                .doesNotContainIgnoringCase("type=\"image\"")
                .doesNotContainIgnoringCase("script:")
                .doesNotContainIgnoringCase("data:")
                .doesNotContainIgnoringCase("evil.example\"")
                .doesNotContainPattern(
                        "(?i)\\s(on\\w+|style|id|class|name|hx-\\w+|data-\\w+)\\s*=");
    }

    @Test
    void hostileSizesAreShownAsTheyAreAndTakeNoTime() {
        for (String piece :
                new String[] {"> ", "- ", "[", "*_", "![", "<div>", "|a|\n|-|\n", "`"}) {
            assertThat(Markdown.html(piece.repeat(20_000))).isNotEmpty();
        }
        assertThat(Markdown.html("x".repeat(5_000_000))).startsWith("<pre>");
    }
}
