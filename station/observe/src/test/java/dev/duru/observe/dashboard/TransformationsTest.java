package dev.duru.observe.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.observe.dashboard.Dashboard.Transformation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TransformationsTest {
    private final Transformations transformations =
            new Transformations(text -> text.replace("$shown", "a + b"));

    private static List<@Nullable Object> cells(@Nullable Object... cells) {
        return new ArrayList<>(Arrays.asList(cells));
    }

    /** A series with a point every second. */
    private static Frame series(String refId, String name, @Nullable Object... values) {
        List<@Nullable Object> times = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            times.add(1_000L * i);
        }
        return Frame.series(refId, name, Map.of("pod", name), times, cells(values));
    }

    /** Columns by turns: a name, then its cells. */
    private static Frame table(Object... columns) {
        Frame frame = Frame.empty();
        for (int i = 0; i < columns.length; i += 2) {
            frame.columns().put((String) columns[i], cells(((List<?>) columns[i + 1]).toArray()));
        }
        return frame;
    }

    private List<Frame> apply(List<Frame> frames, String... idsAndOptions) {
        List<Transformation> all = new ArrayList<>();
        for (int i = 0; i < idsAndOptions.length; i += 2) {
            all.add(
                    new Transformation(
                            idsAndOptions[i], Json.read("d.json", idsAndOptions[i + 1])));
        }
        return transformations.apply(frames, all);
    }

    private static Map<String, List<@Nullable Object>> columns(List<Frame> frames) {
        assertThat(frames).hasSize(1);
        return new LinkedHashMap<>(frames.getFirst().columns());
    }

    @Test
    void seriesAreReducedToRows() {
        List<Frame> two = List.of(series("A", "a", 1.0, null, 3.0), series("B", "b", 5.0, 7.0));
        assertThat(columns(apply(two, "reduce", "{\"reducers\":[\"max\",\"mean\",\"oddest\"]}")))
                .containsExactly(
                        Map.entry("Field", cells("a", "b")),
                        Map.entry("Max", cells(3.0, 7.0)),
                        Map.entry("Mean", cells(2.0, 6.0)));
        assertThat(transformations.leftOut()).containsExactly("reduce: oddest");
        assertThat(columns(apply(two, "reduce", "{\"labelsToFields\":true}")))
                .containsEntry("pod", cells("a", "b"))
                .containsEntry("Last *", cells(3.0, 7.0));
        assertThat(
                        apply(two, "reduce", "{\"mode\":\"reduceFields\",\"reducers\":[\"sum\"]}")
                                .getFirst()
                                .columns())
                .isEqualTo(Map.of("a", cells(4.0)));
    }

    @Test
    void fieldsAreCalculatedOverSeries() {
        List<Frame> two = List.of(series("A", "a", 1.0, 2.0), series("B", "b", 3.0, 0.0, 9.0));
        Frame mean =
                apply(
                                two,
                                "calculateField",
                                """
                                {"mode":"reduceRow","reduce":{"reducer":"mean"},"alias":"m","replaceFields":true}\
                                """)
                        .getFirst();
        assertThat(mean.overTime()).isTrue();
        assertThat(mean.columns())
                .isEqualTo(Map.of("Time", cells(0L, 1_000L, 2_000L), "m", cells(2.0, 1.0, 9.0)));
        assertThat(
                        columns(
                                apply(
                                        two,
                                        "calculateField",
                                        """
                                        {"mode":"binary","binary":{"left":"a","operator":"/","right":"b"}}\
                                        """)))
                .containsEntry("a / b", cells(1 / 3.0, null, null));
        assertThat(
                        columns(
                                apply(
                                        two,
                                        "calculateField",
                                        """
                                        {"mode":"binary","binary":{"left":{"matcher":{"id":"byName","options":"a"}},"operator":"*","right":{"fixed":"100"}},"alias":"percent"}\
                                        """)))
                .containsEntry("percent", cells(100.0, 200.0, null));
        apply(two, "calculateField", "{\"mode\":\"windowFunctions\"}");
        assertThat(transformations.leftOut()).containsExactly("calculateField: windowFunctions");
    }

    @Test
    void seriesAreJoinedByTime() {
        Frame joined =
                apply(
                                List.of(series("A", "x", 1.0, 2.0), series("B", "x", 5.0)),
                                "joinByField",
                                "{\"byField\":\"Time\"}")
                        .getFirst();
        assertThat(joined.columns())
                .isEqualTo(
                        Map.of(
                                "Time", cells(0L, 1_000L),
                                "x 1", cells(1.0, 2.0),
                                "x 2", cells(5.0, null)));
        assertThat(
                        columns(
                                apply(
                                        List.of(
                                                table(
                                                        "pod",
                                                        List.of("p", "q"),
                                                        "u",
                                                        List.of(1.0, 2.0)),
                                                table("pod", List.of("q"), "v", List.of(3.0))),
                                        "joinByField",
                                        "{\"byField\":\"pod\",\"mode\":\"inner\"}")))
                .isEqualTo(Map.of("pod", cells("q"), "u", cells(2.0), "v", cells(3.0)));
    }

    @Test
    void rowsThatAgreeInWhatAllHaveAreMerged() {
        assertThat(
                        columns(
                                apply(
                                        List.of(
                                                table(
                                                        "pod", List.of("p", "q"),
                                                        "node", List.of("n", "m"),
                                                        "Value #A", List.of(1.0, 2.0)),
                                                table(
                                                        "pod", List.of("q", "r"),
                                                        "Value #B", List.of(3.0, 4.0))),
                                        "merge",
                                        "{}",
                                        "organize",
                                        """
                                        {"excludeByName":{"node":true},"renameByName":{"Value #A":"all"},"indexByName":{"Value #B":0,"pod":1}}\
                                        """)))
                .containsExactly(
                        Map.entry("Value #B", cells(null, 3.0, 4.0)),
                        Map.entry("pod", cells("p", "q", "r")),
                        Map.entry("all", cells(1.0, 2.0, null)));
    }

    @Test
    void rowsAreGroupedFilteredSortedAndLimited() {
        List<Frame> one =
                List.of(
                        table(
                                "pod", List.of("p", "q", "p", "r"),
                                "Value", List.of(1.0, 2.0, 5.0, 0.0)));
        assertThat(
                        columns(
                                apply(
                                        one,
                                        "filterByValue",
                                        """
                                        {"type":"include","match":"any","filters":[{"fieldName":"Value","config":{"id":"greater","options":{"value":0}}}]}\
                                        """,
                                        "groupBy",
                                        """
                                        {"fields":{"pod":{"operation":"groupby","aggregations":[]},"Value":{"operation":"aggregate","aggregations":["sum","count"]}}}\
                                        """,
                                        "sortBy",
                                        "{\"sort\":[{\"field\":\"Value (sum)\",\"desc\":true}]}",
                                        "limit",
                                        "{\"limitField\":1}")))
                .containsExactly(
                        Map.entry("pod", cells("p")),
                        Map.entry("Value (sum)", cells(6.0)),
                        Map.entry("Value (count)", cells(2.0)));
    }

    @Test
    void aMatrixHasAColumnForEachValue() {
        assertThat(
                        columns(
                                apply(
                                        List.of(
                                                table(
                                                        "key", List.of("a", "a", "b"),
                                                        "pod", List.of("p", "q", "p"),
                                                        "Value", List.of(1.0, 2.0, 3.0))),
                                        "groupingToMatrix",
                                        """
                                        {"rowField":"key","columnField":"pod","valueField":"Value"}\
                                        """)))
                .containsExactly(
                        Map.entry("key\\pod", cells("a", "b")),
                        Map.entry("p", cells(1.0, 3.0)),
                        Map.entry("q", cells(2.0, null)));
    }

    @Test
    void seriesAreFilteredRenamedAndMadeTables() {
        List<Frame> three =
                List.of(series("A", "a", 1.0), series("A", "b", 2.0), series("B", "c", 3.0));
        assertThat(
                        apply(
                                three,
                                "filterFieldsByName",
                                "{\"include\":{\"variable\":\"$shown\"}}",
                                "renameByRegex",
                                "{\"regex\":\"/^(a)$/\",\"renamePattern\":\"pod $1\"}"))
                .extracting(Frame::numbers)
                .containsExactly(List.of("pod a"), List.of("b"));
        assertThat(apply(three, "filterByRefId", "{\"include\":\"/B/\"}"))
                .extracting(Frame::refId)
                .containsExactly("B");
        assertThat(columns(apply(three.subList(0, 2), "labelsToFields", "{}")))
                .isEqualTo(
                        Map.of(
                                "Time", cells(0L, 0L),
                                "pod", cells("a", "b"),
                                "Value", cells(1.0, 2.0)));
        apply(three, "regression", "{}");
        assertThat(transformations.leftOut()).containsExactly("regression");
    }
}
