package dev.duru.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class GraphSvgTest {
    private static Document parsed(Graph graph) throws Exception {
        String svg = GraphSvg.of(graph, "error_ratio");
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)));
    }

    @Test
    void drawsALineForEachReleaseWithGapsAndMarkers() throws Exception {
        Graph graph =
                new Graph(
                        List.of(1_000L, 2_000L, 3_000L, 4_000L),
                        List.of(
                                new Graph.Line(
                                        "error_ratio",
                                        "1<\"&>",
                                        "a",
                                        List.of(0.0, 0.1, Double.NaN, 0.2)),
                                new Graph.Line("p95", "1", "a", List.of(1.0, 1.0, 1.0, 1.0))),
                        List.of(Graph.Marker.of(2_000, "rolled-back", 1, "c")));
        Document svg = parsed(graph);
        assertThat(svg.getElementsByTagName("path").getLength()).isEqualTo(1);
        String path =
                svg.getElementsByTagName("path")
                        .item(0)
                        .getAttributes()
                        .getNamedItem("d")
                        .getNodeValue();
        assertThat(path.chars().filter(c -> c == 'M').count()).as("a gap").isEqualTo(2);
        assertThat(svg.getDocumentElement().getTextContent())
                .contains("rolled-back 1")
                .contains("22.0 %");
    }

    @Test
    void anEmptyGraphIsDrawnToo() throws Exception {
        Document svg = parsed(new Graph(List.of(1_000L), List.of(), List.of()));
        assertThat(svg.getElementsByTagName("path").getLength()).isZero();
    }
}
