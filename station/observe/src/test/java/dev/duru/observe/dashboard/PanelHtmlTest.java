package dev.duru.observe.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PanelHtmlTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '→',
            quoteCharacter = '~',
            value = {
                "<h1 style=\"color:red\" onclick='x()'>Shop & co</h1> → <h1>Shop &amp; co</h1>",
                "a <script>alert('1')</script>b<SCRIPT>x → a b",
                "<img src=x onerror=alert(1)><b>c</b> → <b>c</b>",
                "<a href=\"https://example.org/?a=1&amp;b=2\" class=\"x\">d</a> → <a target=\"_blank\" rel=\"noopener noreferrer\" href=\"https://example.org/?a=1&amp;b=2\">d</a>",
                "<a href=\"javascript:alert(1)\">e</a><a href='//evil'>f</a> → <a>e</a><a>f</a>",
                "1 < 2 <!-- <b> --> <br/> > 0 → 1 &lt; 2  <br> &gt; 0",
                "<div <b>x</b> → &lt;div <b>x</b>",
            })
    void keepsWhatIsHarmless(String source, String expected) {
        assertThat(PanelHtml.of(source)).isEqualTo(expected);
    }
}
