package dev.duru.observe.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.kernel.ProblemException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DashboardReaderTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{ \"panels\": [ }                    | d.json:1:15: this is no JSON",
                "{ \"panels\": {} }                   | d.json:1:13: `panels` is an object and not a list",
                "[]                                   | d.json:1:1: `the dashboard` is a list and not an object",
                "{ \"title\": \"x\" }                 | d.json:1:1: there is neither `panels` nor `rows`",
                "{ \"panels\": [ 7 ] }                | d.json:1:15: `panels` is a number and not an object",
                "{ \"panels\": [] } x                 | d.json:1:",
                "{ \"panels\": [], \"templating\": { \"list\": [ { \"type\": \"query\" } ] } } | a variable has no `name`",
            })
    void saysWhereAFileIsWrong(String text, String expected) {
        assertThatThrownBy(() -> DashboardReader.read("d.json", text))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.detail()).contains(expected));
    }

    @Test
    void saysTheLineToo() {
        assertThatThrownBy(() ->
                        DashboardReader.read("d.json", "{\n  \"panels\": [],\n  \"a\": nul\n}"))
                .hasMessageContaining("d.json:3:");
    }

    @Test
    void rowsHoldWhatStandsBelowThem() {
        Dashboard dashboard =
                DashboardReader.read(
                        "d.json",
                        """
                        { "panels": [
                          { "id": 1, "type": "stat", "gridPos": { "x": 0, "y": 0, "w": 4, "h": 3 } },
                          { "id": 2, "type": "row", "gridPos": { "x": 0, "y": 3, "w": 24, "h": 1 } },
                          { "id": 2, "type": "stat", "gridPos": { "x": 30, "y": 4, "w": 40, "h": 3 } } ] }
                        """);
        assertThat(dashboard.panels()).extracting(Dashboard.Panel::row).containsExactly(0, 0, 2);
        assertThat(dashboard.panels()).extracting(Dashboard.Panel::id).doesNotHaveDuplicates();
        assertThat(dashboard.panels().getLast().place())
                .isEqualTo(new Dashboard.Place(0, 4, 24, 3));
    }

    @Test
    void whatStandsBesideThePanelsIsRead() {
        Dashboard dashboard =
                DashboardReader.read(
                        "d.json",
                        """
                        { "uid": "u1", "tags": ["shop"], "panels": [
                            { "type": "stat", "links": [ { "title": "More", "url": "/x", "targetBlank": true } ] } ],
                          "annotations": { "list": [ { "name": "Restarts", "expr": "changes(up[1m])", "enable": false, "iconColor": "red", "titleFormat": "{{job}}", "tagKeys": "job, pod", "step": "30s" } ] },
                          "links": [ { "type": "dashboards", "tags": ["shop"], "keepTime": true }, { "type": "link", "url": " " } ],
                          "templating": { "list": [ { "name": "only", "type": "adhoc", "filters": [ { "key": "job", "operator": "=~", "value": "a|b" } ] } ] } }
                        """);
        assertThat(dashboard.uid()).isEqualTo("u1");
        assertThat(dashboard.links())
                .containsExactly(new Link("", "", "", List.of("shop"), false, true, false));
        assertThat(dashboard.panels().getFirst().links())
                .containsExactly(new Link("More", "", "/x", List.of(), true, false, false));
        assertThat(dashboard.annotations())
                .extracting(Annotation::own)
                .containsExactly(true, false);
        assertThat(dashboard.annotations().getLast())
                .isEqualTo(
                        new Annotation(
                                "Restarts",
                                false,
                                "changes(up[1m])",
                                false,
                                false,
                                "red",
                                "{{job}}",
                                "",
                                List.of("job", "pod"),
                                "30s",
                                false));
        assertThat(dashboard.variables().getFirst().current()).containsExactly("job|=~|a|b");
    }

    @Test
    void filtersNarrowEverySelector() {
        Filters filters =
                new Filters(List.of(Filters.read("job|=~|a__gfp__b"), Filters.read("env|!=|x")));
        assertThat(filters.narrowed("sum(rate(a[5m])) / b{c=\"d\"}"))
                .isEqualTo(
                        "sum(rate(a{env!=\"x\",job=~\"a|b\"}[5m])) / b{c=\"d\",env!=\"x\",job=~\"a|b\"}");
        assertThatThrownBy(() -> Filters.read("job|is|x")).hasMessageContaining("'is'");
        assertThatThrownBy(() -> Filters.read("job")).hasMessageContaining("job|=|api");
    }

    @Test
    void theOldFormIsRead() {
        Dashboard dashboard =
                DashboardReader.read(
                        "d.json",
                        """
                        { "rows": [ { "height": "250px", "panels": [
                          { "id": 1, "type": "graph", "span": 6, "stack": true, "fill": 2, "yaxes": [ { "format": "bytes", "min": 0 } ], "targets": [ { "expr": "up" } ] },
                          { "id": 2, "type": "singlestat", "span": 6, "format": "percent", "valueName": "avg", "colors": ["green", "red"], "thresholds": "80", "targets": [ { "expr": "up" } ] },
                          { "id": 3, "type": "graph", "span": 12, "targets": [ { "expr": "up" } ] } ] } ] }
                        """);
        assertThat(dashboard.panels())
                .extracting(Dashboard.Panel::place)
                .containsExactly(
                        new Dashboard.Place(0, 0, 12, 6),
                        new Dashboard.Place(12, 0, 12, 6),
                        new Dashboard.Place(0, 6, 24, 6));
        assertThat(dashboard.panels().getFirst().look().toString())
                .contains("unit=bytes", "mode=normal", "min=0.0");
        assertThat(dashboard.panels().get(1).look().toString())
                .contains("calcs=[mean]", "value=80.0");
    }
}
