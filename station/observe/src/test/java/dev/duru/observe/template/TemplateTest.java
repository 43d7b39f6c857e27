package dev.duru.observe.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {
    private static final Map<String, Object> DOT =
            Map.of("Labels", Map.of("a", "x", "b", "<y>"), "List", List.of("p", "q"), "Value", 1.5);

    private static String rendered(String template) {
        return Template.parse(template)
                .render(
                        DOT,
                        Map.of("$value", 1.5),
                        new PrometheusFunctions(query -> List.of(), "http://duru/sub", 10));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '~',
            value = {
                "plain ¦ plain",
                "{{ .Labels.a }}-{{ $value }} ¦ x-1.5",
                "{{ range $k, $v := .Labels }}{{ $k }}={{ $v }},{{ end }} ¦ a=x,b=<y>,",
                "{{ range .List }}{{ . }}{{ else }}none{{ end }} ¦ pq",
                "{{ range $i, $e := .List }}{{ if $i }}, {{ end }}{{ $e }}{{ end }} ¦ p, q",
                "{{ if eq .Labels.a \"z\" }}1{{ else if eq .Labels.a \"x\" }}2{{ else }}3{{ end }} ¦ 2",
                "{{ $n := 1 }}{{ if true }}{{ $n = 2 }}{{ end }}{{ $n }} ¦ 2",
                "{{ .Labels.b | html }} {{ `raw}}` }} {{ \"a\\\"}}\" }} ¦ &lt;y&gt; raw}} a\"}}",
                "{{ printf \"<%5.1f|%-4s|%03d|%q|%v\" 2.25 \"ab\" 7 \"c\" .List }} ¦ <  2.2|ab  |007|\"c\"|[p q]",
                "{{ len .List }}{{ index .List 1 }}{{ index .Labels \"a\" }}{{ not true }} ¦ 2qxfalse",
                "{{ (index .List 0) | toUpper | printf \"%s!\" }} ¦ P!",
                "{{ humanize 1234567.0 }} {{ humanize 0 }} {{ humanize -0.05 }} ¦ 1.235M 0 -50m",
                "{{ humanizeDuration 0.0001 }} {{ humanizeDuration 59.123456 }} {{ humanizeDuration -3661 }} ¦ 100us 59.12s -1h 1m 1s",
                "{{ humanizePercentage 0.1234567 }} {{ humanize1024 1536 }} {{ parseDuration \"1h2m\" }} ¦ 12.35% 1.5ki 3720",
                "{{ stripDomain \"host.example:80\" }} {{ stripPort \"[::1]:80\" }} {{ pathPrefix }} {{ now }} ¦ host:80 ::1 /sub 10",
                "a {{- 1 -}} b ¦ a1b",
                "{{ .Labels.none }}{{ and 1 0 }}{{ or \"\" \"d\" }} ¦ 0d",
            })
    void rendersAsGoDoes(String template, String expected) {
        assertThat(rendered(template)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            value = {
                "{{ .Labels.a ¦ unclosed action",
                "{{ if true }}x ¦ {{end}} is missing",
                "x{{ end }} ¦ unexpected {{end}}",
                "{{ nope 1 }} ¦ function \"nope\" not defined",
                "{{ $x }} ¦ undefined variable \"$x\"",
                "{{ first (query \"up\") }} ¦ first() called on vector with no elements",
                "{{ ) }} ¦ a value is missing",
                "{{ template \"t\" }} ¦ template \"t\" is not defined",
            })
    void saysWhatIsWrong(String template, String message) {
        assertThatThrownBy(() -> rendered(template)).hasMessageContaining(message);
    }
}
